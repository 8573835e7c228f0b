"""How is one of a few values chosen: all of them in sight, one key away?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive

from engine.plain import clean
from widgets.forms.control import Control
from widgets.grid_line import fit

__all__ = ["Check", "Done", "Picked", "Radio"]


class Picked(Message):
    """Another value was chosen."""


class Done(Message):
    """The operator is through with this control."""


class Radio(Control):
    """A few labels, one of them chosen, or none yet; on one line where they fit, else one below the other."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,down,space", "step(1)", "next", show=False),
        Binding("left,up", "step(-1)", "previous", show=False),
        Binding("enter", "done", "next field", show=False),
    ]

    chosen: reactive[int | None] = reactive(None)
    """Number of the chosen label."""

    def __init__(self, labels: Sequence[str], chosen: int | None = None) -> None:
        super().__init__()
        self._labels = [clean(label) for label in labels]
        self.set_reactive(Radio.chosen, chosen)

    def render(self) -> Content:
        """Draw the labels, the chosen one with a dot."""
        parts = [
            Content.styled(f"({'•' if at == self.chosen else ' '}) {label}", "bold" if at == self.chosen else "")
            for at, label in enumerate(self._labels)
        ]
        width = self.content_size.width
        if self._in_a_row(width):
            return Content("   ").join(parts)
        return Content("\n").join([Content(fit(part.plain, max(1, width))) for part in parts])

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line, or as many as there are labels."""
        return 1 if self._in_a_row(width) else len(self._labels)

    def pick(self, chosen: int) -> None:
        """Choose as the operator does."""
        if chosen != self.chosen:
            self.chosen = chosen
            self.post_message(Picked())

    def action_step(self, by: int) -> None:
        """Choose the next one, around the end; at first the first."""
        if self._labels:
            self.pick((self.chosen + by) % len(self._labels) if self.chosen is not None else 0)

    def action_done(self) -> None:
        """Leave it at that."""
        self.post_message(Done())

    def on_key(self, event: events.Key) -> None:
        """Choose by first letter."""
        if event.character is None or not event.character.isalnum():
            return
        start = -1 if self.chosen is None else self.chosen
        for step in range(1, len(self._labels) + 1):
            at = (start + step) % len(self._labels)
            if self._labels[at].casefold().startswith(event.character.casefold()):
                self.pick(at)
                return

    def on_click(self, event: events.Click) -> None:
        """Choose the label under the pointer."""
        event.stop()
        column = 0
        for at, label in enumerate(self._labels):
            end = column + cell_len(label) + 4
            if (column <= event.x < end) if self._in_a_row(self.content_size.width) else event.y == at:
                self.pick(at)
                return
            column = end + 3

    def _in_a_row(self, width: int) -> bool:
        return sum(cell_len(label) + 7 for label in self._labels) - 3 <= width


class Check(Control):
    """Yes or no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "set(-1)", "toggle", show=False),
        Binding("y", "set(1)", "yes", show=False),
        Binding("n", "set(0)", "no", show=False),
        Binding("enter", "done", "next field", show=False),
    ]

    value: reactive[bool] = reactive(False)

    def __init__(self, value: bool, label: str | None = None) -> None:
        """`label` is what the box is for; None where what is beside it says so: then it says yes or no."""
        super().__init__()
        self._label = clean(label) if label is not None else None
        self.set_reactive(Check.value, value)

    def render(self) -> Content:
        """Draw the box and the word."""
        label = self._label if self._label is not None else "yes" if self.value else "no"
        return Content.styled(f"[x] {label}", "bold") if self.value else Content(f"[ ] {label}")

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line; a label that is longer than the screen is wide is wrapped."""
        return max(1, self.render().get_height({}, width)) if self._label is not None else 1

    def action_set(self, value: int) -> None:
        """Say yes (1) or no (0), or turn it around (-1)."""
        wanted = not self.value if value < 0 else bool(value)
        if wanted != self.value:
            self.value = wanted
            self.post_message(Picked())

    def action_done(self) -> None:
        """Leave it at that."""
        self.post_message(Done())

    def on_click(self, event: events.Click) -> None:
        """Turn it around."""
        event.stop()
        self.action_set(-1)
