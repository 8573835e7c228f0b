"""What is there to know of one product, product block, resource type or workflow, and where does it lead?

A product shows its blocks as a tree, down to what they hold; a workflow its steps. Enter goes to the entry that a line
names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from console.bindings import bindings
from console.catalogue_keys import CatalogueKeys
from console.messages import OpenEntry
from console.screens.parts import NOT_HERE, Part, PartsScreen
from console.shell import Shell
from console.status import COLOURS, Look
from console.step_lines import step_line
from engine.plain import clean, shorten

if TYPE_CHECKING:
    from textual.binding import BindingType

    from engine.catalogue import Entry, Kind, Link

__all__ = ["EntryScreen"]

SELF = Look("●", "itself", "busy")
GLYPHS = {"product": "◆", "product block": "■", "resource type": "·", "workflow": "+"}


class EntryScreen(CatalogueKeys, PartsScreen):
    """One entry of the catalogue."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("text", "catalogue", without=NOT_HERE)]
    SCOPES = ("global", "text", "reader", "list", "catalogue")
    FOOTER: ClassVar[Sequence[str]] = (
        "list.open",
        "catalogue.start",
        "catalogue.form",
        "process.next_pane",
        "process.leave",
    )

    def __init__(self, shell: Shell, mode: str, kind: Kind, name: str) -> None:
        super().__init__(shell, mode)
        self._kind, self._entry_name = kind, name
        self._entry: Entry | None = None

    def crumbs(self) -> Sequence[str]:
        """Return the list and this entry."""
        return (self.view, self._entry_name)

    def entry(self) -> Entry | None:
        """Return the entry, as last read."""
        return self._entry

    async def refresh_data(self) -> None:
        """Read the catalogue again. Raises NotFound when the entry is gone."""
        from engine.errors import NotFound

        known = {(entry.kind, entry.name): entry for entry in await self.shell.deck.entries()}
        self._entry = known.get((self._kind, self._entry_name))
        if self._entry is None:
            raise NotFound(f"There is no {self._kind} '{self._entry_name}' any more")
        self.show_parts([*_parts(self._entry, known)])

    def head_words(self) -> Content:
        """Say what it is, what it is for, and why it cannot be started if so."""
        entry = self._entry
        if entry is None:
            return Content("")
        width = self.size.width
        first = Content.assemble((f" {clean(entry.name)}", "bold"), (f"   {entry.kind}", COLOURS["dim"]))
        words = shorten(f" {clean(' '.join(entry.description.split()))}", width)
        why = shorten(f" ! {clean(entry.why_not)}", width) if entry.why_not else ""
        lines = [Content.styled(words, COLOURS["dim"]), Content.styled(why, COLOURS["wait"])]
        return Content("\n").join([first.truncate(width, ellipsis=True), *lines])


Known = dict[tuple["Kind", str], "Entry"]


def _parts(entry: Entry, known: Known) -> Iterator[Part]:
    yield Part(step_line("self", SELF, entry.name), entry.kind, _said(entry))
    for number, step in enumerate(entry.steps, start=1):
        look = Look(f"{number:>2}", "step", "dim")
        yield Part(
            step_line(f"step:{number}", look, step), "step", {"step": step, "of": f"{number}/{len(entry.steps)}"}
        )
    yield from _below(entry, known, 0, "", frozenset({(entry.kind, entry.name)}))


def _below(entry: Entry, known: Known, depth: int, path: str, above: frozenset[tuple[Kind, str]]) -> Iterator[Part]:
    """Yield what an entry names; of a block that it holds, what that names downwards, too."""
    for link in entry.links:
        key = (link.kind, link.name)
        if depth and link.relation not in DOWNWARDS:
            continue
        here = f"{path}/{link.relation}:{link.name}"
        yield _part(link, known.get(key), depth, here)
        if key in known and key not in above and link.relation in DOWNWARDS:
            yield from _below(known[key], known, depth + 1, here, above | {key})


DOWNWARDS = ("block", "holds", "depends on")


def _part(link: Link, named: Entry | None, depth: int, key: str) -> Part:
    look = Look(GLYPHS[link.kind], link.relation, "dim" if link.kind == "resource type" else "ok")
    why_not = named is not None and named.kind == "workflow" and named.why_not is not None
    if why_not:
        look = Look("-", "not now", "wait")
    line = step_line(key, look, f"{'  ' * depth}{link.name}", link.note)
    shown = _said(named) if named is not None else {"name": link.name}
    return Part(line, link.relation, shown, OpenEntry(link.kind, link.name) if named is not None else None)


def _said(entry: Entry) -> dict[str, object]:
    """Return the facts of an entry as they are read: lists as lists, numbers as numbers."""
    facts = {name: _value(words) for name, words in entry.facts.items()}
    shown = {"name": entry.name, "description": entry.description, **facts, "why not": entry.why_not}
    return {name: value for name, value in shown.items() if value not in ("", None)}


def _value(words: str) -> object:
    bare = words.replace(",", "")
    return int(bare) if bare.isdecimal() else words.split(", ") if ", " in words else words
