"""What does the console tell a form of the world around it?"""

from __future__ import annotations

from collections.abc import Sequence

from console.shell import Shell
from console.wording import one_line
from widgets.forms import Asked, Found, Outside

__all__ = ["outside_of"]


def outside_of(shell: Shell, page: int) -> Outside:
    """Return what the page with this number, from 0, may ask for."""
    back = f"{shell.key('form.previous')} goes back a page, " if page else ""

    async def lookup(asked: Asked) -> Sequence[Found]:
        try:
            found = await shell.deck.choosables(
                asked.kind, text=asked.text, key=asked.key, filters=asked.filters, limit=asked.limit
            )
        except Exception as error:
            raise LookupError(one_line(error)) from error
        return [Found(key=one.key, label=one.label, facts=one.facts) for one in found]

    async def fire_times(cron: str) -> Sequence[str]:
        return [f"{due:%a %d %b %H:%M %Z}" for due in await shell.deck.fire_times(cron)]

    again = f"{back}{shell.key('form.again')} builds the form again"
    return Outside(nothing_to_choose=again, lookup=lookup, fire_times=fire_times)
