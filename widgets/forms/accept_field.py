"""How does an operator say that everything on a list was done? A box for each thing, and the words between them.

All boxes that are asked for make it accepted (pydantic-forms' `Accept`): a box whose type ends in `?` may stay open,
and one below an open box of that kind, its type beginning with `>`, is not asked for either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from widgets.forms.choice_fields import ControlField
from widgets.forms.field import NOT_SET
from widgets.forms.radio import Check
from widgets.forms.schema import FieldSpec
from widgets.text import plain

__all__ = ["AcceptField"]

ACCEPTED, INCOMPLETE = "ACCEPTED", "INCOMPLETE"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list."""

    text: str
    kind: str
    """Without the signs around it: checkbox, label, info, warning, url, value, margin."""
    below: bool
    optional: bool

    @property
    def ticks(self) -> bool:
        """Whether it has a box."""
        return self.kind == "checkbox"


class AcceptField(ControlField):
    """A list to work through."""

    def __init__(self, spec: FieldSpec, value: Any = NOT_SET, *, label_width: int = 20) -> None:
        super().__init__(spec, value, label_width=label_width)
        self._lines = [_line(item) for item in spec.schema.get("data") or (("done", "checkbox"),)]
        ticked = set(self.start) if isinstance(self.start, list | tuple) else set()
        self._boxes = {
            at: Check(self.start == ACCEPTED or at in ticked, line.text)
            for at, line in enumerate(self._lines)
            if line.ticks
        }

    def control(self) -> Iterable[Widget]:
        """The lines, each as what it is."""
        yield Vertical(*self._drawn(), classes="field--lines")

    def answer(self) -> Any:
        """Return whether everything asked for is ticked; nothing while nothing was said."""
        if not self.touched and self.start is NOT_SET:
            return self.unset
        return ACCEPTED if self._missing() == 0 else INCOMPLETE

    def raw(self) -> Any:
        """Return the numbers of the lines that are ticked."""
        if not self.touched and self.start is NOT_SET:
            return self.unset
        return [at for at, box in self._boxes.items() if box.value]

    def hint(self) -> str:
        """Count what is left."""
        asked = len(self._asked())
        done = asked - self._missing()
        return " · ".join(part for part in (f"{done} of {asked} done" if asked > 1 else "", self.spec.help) if part)

    def go_on(self) -> None:
        """Go on to the next box, or the next field."""
        boxes: Sequence[Check] = list(self._boxes.values())
        at = next((at for at, box in enumerate(boxes) if box.has_focus), len(boxes))
        if at + 1 < len(boxes):
            boxes[at + 1].focus()
        else:
            super().go_on()

    def _asked(self) -> list[int]:
        """Return the lines that must be ticked as things stand."""
        asked, parent_open = [], False
        for at, line in enumerate(self._lines):
            if not line.ticks:
                continue
            if not line.below:
                parent_open = line.optional and not self._boxes[at].value
            if not line.optional and not (line.below and parent_open):
                asked.append(at)
        return asked

    def _missing(self) -> int:
        return sum(not self._boxes[at].value for at in self._asked())

    def _drawn(self) -> ComposeResult:
        for at, line in enumerate(self._lines):
            if line.kind == "skip":  # what it stood for is refused by the engine
                continue
            widget: Widget = self._boxes[at] if line.ticks else Static(_words(line), markup=False)
            widget.styles.padding = (0, 0, 0, 2 * line.below)
            yield widget


def _line(item: Any) -> Line:
    text, kind, *more = item if isinstance(item, list | tuple) and len(item) > 1 else (str(item), "info")
    known = more[0] if more and isinstance(more[0], dict) else {}
    said = " ".join(str(part) for part in (text, *known.values()) if part)
    kind = str(kind)
    return Line(said, kind.strip(">?"), kind.startswith(">"), kind.endswith("?"))


def _words(line: Line) -> Any:
    styles = {"label": "bold", "warning": "$text-warning"}
    content = plain(("! " if line.kind == "warning" else "") + line.text, newlines=True)
    return content.stylize(styles[line.kind]) if line.kind in styles else content
