"""How does a text get into the operator's clipboard?

Through the terminal (OSC 52), which works over SSH where the terminal allows it; and by the tool of this machine's
desktop where there is one. Both, because neither can be asked whether it worked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence

__all__ = ["LONGEST", "fitting", "give_to_tool", "tool"]

LONGEST = 74_994 // 4 * 3
"""Bytes that OSC 52 may carry: terminals take 74,994 as base64 has them, three for four."""

TOOLS: Sequence[tuple[str, Sequence[str]]] = (
    ("", ("pbcopy",)),
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
)
"""Each with the variable without which there is no desktop for it."""

PATIENCE = 3.0
"""Seconds a tool may take."""


def fitting(text: str) -> tuple[str, bool]:
    """Return as much of a text as a terminal takes, and whether that is all of it."""
    encoded = text.encode("utf-8", errors="replace")
    return encoded[:LONGEST].decode("utf-8", errors="ignore"), len(encoded) <= LONGEST


def tool(
    environment: Mapping[str, str] = os.environ, which: Callable[[str], str | None] = shutil.which
) -> Sequence[str] | None:
    """Return the command that puts what it reads into the clipboard of this desktop; None where there is none."""
    return next(
        (
            command
            for needs, command in TOOLS
            if (not needs or environment.get(needs)) and which(command[0]) is not None
        ),
        None,
    )


def give_to_tool(command: Sequence[str], text: str) -> str | None:
    """Give the whole text to a tool; blocking. Return in words what went wrong, None when nothing did."""
    try:
        done = subprocess.run(
            command,
            input=text.encode("utf-8", errors="replace"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"{command[0]} did not answer within {PATIENCE:.0f} s"
    except OSError as error:
        return f"{command[0]}: {error.strerror}"
    return f"{command[0]} ended with exit code {done.returncode}" if done.returncode else None
