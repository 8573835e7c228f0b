"""What does the console tell a form of the world around it?"""

from __future__ import annotations

from console.shell import Shell
from widgets.forms import Outside

__all__ = ["outside_of"]


def outside_of(shell: Shell, page: int) -> Outside:
    """Return what the page with this number, from 0, may ask for."""
    back = f"{shell.key('form.previous')} goes back a page, " if page else ""
    return Outside(nothing_to_choose=f"{back}{shell.key('form.again')} builds the form again")
