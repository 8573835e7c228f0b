"""Which form is this, which of its pages, and what should be known before it is filled in?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widgets import Static

from console.wording import counted
from engine.plain import clean, shorten
from widgets.forms.schema import fields_of

if TYPE_CHECKING:
    from console.wizard import Shown, Wizard
    from engine.forms import PageView

__all__ = ["FormHead", "labels", "notice", "trail"]

NAME_LENGTH = 24
"""Cells a page's name may take in the trail."""

VALUE_LENGTH = 200
"""Cells a value may take that has no field any more."""


class FormHead(Static):
    """Title, the way through the pages, and a notice where there is one: a line each."""

    def __init__(self) -> None:
        super().__init__("", id="form-title", markup=False)
        self._told: tuple[str, str, Wizard | None, str] = ("", "", None, "")

    def show(self, title: str, at_the_right: str = "", way: Wizard | None = None, notice: str = "") -> None:
        """Show a page's head; `way`: whose pages the way goes through, None where there is none to show."""
        self._told = (title, at_the_right, way, notice)
        self._draw()

    def on_resize(self) -> None:
        """Draw it for the width there is now."""
        self._draw()

    def _draw(self) -> None:
        title, at_the_right, wizard, notice = self._told
        width = self.app.size.width
        way = trail(wizard, width) if wizard is not None else None
        right = shorten(clean(at_the_right), max(0, width - 8))
        name = shorten(clean(title), max(4, width - len(right) - 4))
        head = Content.assemble((f" {name} ", "bold"))
        gap = max(1, width - head.cell_length - len(right) - 1)
        lines = [Content.assemble(head, " " * gap, (right, "$foreground-muted"))]
        lines += [way] if way is not None else []
        lines += [Content.styled(f" ! {clean(notice)}", "$text-warning")] if notice else []
        self.update(Content("\n").join(lines))


def trail(wizard: Wizard, width: int) -> Content | None:
    """Return the way through the form's pages: those behind, this one, those filled in before; None for a lone page."""
    pages = wizard.trail
    more = wizard.page is not None and wizard.page.has_next is True and pages[-1].index == wizard.index
    if len(pages) < 2 and not more:
        return None
    parts: list[tuple[str, str]] = []
    for page in pages:
        sign = "✓" if page.index < wizard.index else ">" if page.index == wizard.index else "·"
        here = "bold" if page.index == wizard.index else "$foreground-muted"
        parts.append((f" {sign} {page.index + 1} {shorten(name_of(page), NAME_LENGTH)} ", here))
    parts += [(" · …", "$foreground-muted")] if more else []
    while sum(len(text) for text, _ in parts) > width and parts[0][0][1] == "✓":
        del parts[0]  # where it has come from is known; where it is and goes is not
    return Content.assemble(*parts).truncate(max(1, width))


def name_of(page: PageView) -> str:
    """Return what a page is called: its title, or what it asks first."""
    return clean(page.title or next((spec.label for spec in fields_of(page.schema)), "")) or "page"


def notice(shown: Shown, wrong: int) -> str:
    """Return what should be known of a page that was filled in before; empty where there is nothing.

    `wrong` is how many of its values do not fit any more.
    """
    return " · ".join(part for part in (_lost(shown), _changed(shown, wrong), _further(shown)) if part)


def labels(page: PageView, names: Iterable[str]) -> list[str]:
    """Return what the fields of a page are called."""
    known = {spec.name: spec.label for spec in fields_of(page.schema)}
    return [known.get(name, name) for name in names]


def _lost(shown: Shown) -> str:
    """Return what was given and has no place in the form any more, with its values: it is nowhere else."""
    told = _valued(shown.gone)
    return f"The form has changed, not in it any more: {told}" if told else ""


def _further(shown: Shown) -> str:
    """Return what a draft has for pages behind this one, and does not fit, or cannot be reached."""
    parts = []
    if shown.unfit is not None:
        page, names = shown.unfit
        parts.append(f"On page {page.index + 1} your draft does not fit any more: {_list(labels(page, names))}")
    if shown.behind:
        parts.append(f"Kept for the pages behind: {_valued(shown.behind)}")
    return " · ".join(parts)


def _valued(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} ({shorten(_as_text(value), VALUE_LENGTH)})" for name, value in values.items())


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _changed(shown: Shown, wrong: int) -> str:
    if shown.returned:
        return "This page was accepted before. What it takes has changed since; later pages are kept."
    if not wrong:
        return ""
    if shown.because:
        return f"{_list(_named(shown))} changed since: {counted(wrong, 'answer')} below {_do(wrong)} not fit any more"
    return f"{counted(wrong, 'answer')} of your draft {_do(wrong)} not fit" if shown.restored else ""


def _named(shown: Shown) -> Sequence[str]:
    return [f"{labels(page, [name])[0]} (page {page.index + 1})" for page, name in shown.because]


def _list(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _do(count: int) -> str:
    return "does" if count == 1 else "do"
