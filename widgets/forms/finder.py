"""How is one of very many things chosen that are not in the form, but found by somebody else while it is typed?

It looks and works as a picker does; what it shows is the answer to the words typed last. An answer to older words is
dropped. An id that is typed whole is taken as it is, found or not: whether it will do, the engine says.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from rich.cells import cell_len
from textual.content import Content

from engine.plain import clean
from widgets.forms.outside import Found
from widgets.forms.picker import QUIET, Picker
from widgets.forms.radio import Picked
from widgets.grid_line import fit

__all__ = ["Finder", "is_id"]

Search = Callable[[str], Awaitable[Sequence[Found]]]
"""Finds what fits the words; raises what then is said in its place."""


class Finder(Picker):
    """One line that opens to what is found."""

    def __init__(self, search: Search, value: str | None, name: str) -> None:
        """`value` is what is chosen already; `name` is what is looked for, in a word."""
        super().__init__([])
        self.value = value
        """The key of what is chosen."""
        self._search, self._noun = search, name
        self._rows: list[Found] = []
        self._asked = 0
        """Grows with every question, so that a late answer is known."""
        self._told = ""
        """What is to be said in place of rows."""
        self.label = value or ""
        """By which name that goes."""

    @property
    def is_answered(self) -> bool:
        """Whether something is chosen."""
        return self.value is not None

    @property
    def typed_id(self) -> str | None:
        """The id that is typed at the moment, if it is a whole one."""
        typed = self._filter.strip()
        return typed if self._open and is_id(typed) else None

    def call_it(self, label: str) -> None:
        """Say by which name what is chosen goes."""
        self.label = label
        self.refresh()

    def forget(self) -> None:
        """Have nothing chosen."""
        self.value, self.label = None, ""
        self._fold()

    def head(self, width: int) -> Content:
        """Draw what is chosen, or what is typed and how much it finds."""
        if not self._open:
            if self.value is None:
                return Content.styled(f"type to find a {self._noun} ▾", QUIET)
            return Content(fit(self.label, width - 2).rstrip() + " ▾")
        return Content.assemble(
            (fit(f"/{clean(self._filter)}▏", max(4, width - 22)).rstrip(), "bold"), (f"  {self._told}", QUIET)
        )

    def row(self, at: int, width: int) -> Content:
        """Draw a name, and what else is known, in what room is left."""
        found, here = self._rows[at], at == self._at
        name = f"{'>' if here else ' '} {clean(found.label)}"
        beside = " · ".join(fact for fact in found.facts.values() if fact)
        longest = 2 + max(cell_len(clean(row.label)) for row in self._rows)
        room = min(longest, max(width // 2, width - 2 - cell_len(clean(beside))))
        return Content.assemble(
            (fit(name, room), "bold" if here else ""), ("  " + fit(beside, max(0, width - room - 2)), QUIET)
        ).rstrip()

    def nothing(self) -> str:
        """Return what stands in place of rows."""
        return self._told

    def on_blur(self) -> None:
        """Close. An id typed whole is taken; else what was only typed or pointed at is not chosen."""
        if (typed := self.typed_id) is not None:
            self._choose_key(typed, typed)

    def narrow(self, filter: str) -> None:
        """Ask for what fits; until the answer comes, the rows stay, so that nothing flickers."""
        self._filter, self._at = filter, 0
        self._asked += 1
        self._told = "looking…"
        self.run_worker(self._ask(filter, self._asked), group="find", exclusive=True)
        self.refresh(layout=True)

    async def _ask(self, text: str, number: int) -> None:
        found: Sequence[Found] = ()
        try:
            found = await self._search(text.strip())
            told = f"{len(found)} found" if found else "nothing found"
        except Exception as error:
            told = f"could not be looked up: {error}"
        if number != self._asked:
            return
        typed = text.strip()
        if is_id(typed) and typed not in [row.key for row in found]:
            found = [*found, Found(key=typed, label=typed, facts={"": "as typed"})]
        self._rows, self._told = list(found), clean(told)
        self._found = list(range(len(self._rows)))
        self._at = min(self._at, max(0, len(self._rows) - 1))
        self.refresh(layout=True)

    def take(self) -> None:
        """Choose what is pointed at. While the answer to what was typed last is awaited, nothing is."""
        if self._found and self._told != "looking…":
            row = self._rows[self._at]
            self._choose_key(row.key, row.label)
            self._fold()

    def _choose_key(self, key: str, label: str) -> None:
        self.label = label
        if key != self.value:
            self.value = key
            self.post_message(Picked())


def is_id(text: str) -> bool:
    """Say whether a text is a whole UUID."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
