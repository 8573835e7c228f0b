"""How is a long text handed to the operator's own editor, and what comes back when that fails?"""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from textual.app import App, SuspendNotSupported

__all__ = ["NotEdited", "edited"]


class NotEdited(Exception):
    """The editor could not be used; its text says why. What was typed before is as it was."""


def edited(app: App[object], text: str, suffix: str = ".txt") -> str:
    """Return `text` as the operator leaves it in $VISUAL or $EDITOR, which has the terminal until then.

    The file in between is hers alone and does not outlive the call.

    Raises:
        NotEdited
    """
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    handle, path = tempfile.mkstemp(prefix="nocdeck-", suffix=suffix)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass", newline="") as file:
            file.write(text)
        with app.suspend():
            ended = subprocess.call([*shlex.split(named), path])
        if ended:
            raise NotEdited(f"{named} ended with status {ended}; the text is as it was")
        with Path(path).open(encoding="utf-8", errors="surrogatepass", newline="") as file:
            return _without_its_end(file.read(), text)
    except SuspendNotSupported:
        raise NotEdited("this terminal cannot be handed to an editor") from None
    except (OSError, ValueError) as error:  # no such program, a quote left open, no UTF-8
        raise NotEdited(f"{named}: {error}; the text is as it was") from None
    finally:
        Path(path).unlink(missing_ok=True)


def _without_its_end(new: str, old: str) -> str:
    """Take away the line feed that editors put at the end of a file, where there was none before."""
    return new[:-1] if new.endswith("\n") and not old.endswith("\n") else new
