"""How is a long text read with the operator's own pager?

`$PAGER` has the terminal for as long as it runs. It is given text that is safe to show, lines as they are.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess

from textual.app import App, SuspendNotSupported

from engine.plain import clean

__all__ = ["NotPaged", "page"]


class NotPaged(Exception):
    """The pager could not be used; its text says why."""

    exit_code = 1
    """Marks it, as the engine's own errors, as a sentence for the operator."""


def page(app: App[None], text: str) -> None:
    """Show a text in $PAGER, else in less or more, until it is left. Raises NotPaged."""
    named = os.environ.get("PAGER") or next((name for name in ("less", "more") if shutil.which(name)), "")
    # less may be told to end at once when a text fits on the screen: nobody would have seen it.
    environment = os.environ | {"LESS": f"{os.environ.get('LESS', '')} -+F".strip()}
    try:
        command = shlex.split(named)
        if not command:
            raise NotPaged("there is no pager; name one in $PAGER")
        with app.suspend():
            ended = subprocess.run(
                command,
                input=clean(text, newlines=True).encode("utf-8", errors="replace"),
                env=environment,
                check=False,
            )
    except SuspendNotSupported:
        raise NotPaged("this terminal cannot be handed to a pager") from None
    except (OSError, ValueError) as error:  # no such program, a quote left open
        raise NotPaged(f"$PAGER {named}: {getattr(error, 'strerror', None) or error}") from None
    if ended.returncode:
        raise NotPaged(f"$PAGER {named} ended with exit code {ended.returncode}")
