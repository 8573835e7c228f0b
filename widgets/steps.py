"""Where is a process on its way, and how did it get there?

A line for each step: glyph and word of its status, its name, and what is worth knowing beside it. The cursor is on a
step, not on a line: new lines do not move it to another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from engine.plain import clean
from widgets.grid_line import fit
from widgets.lines import Line, LinesView

__all__ = ["StepLine", "StepTimeline"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One step of a timeline."""

    key: str
    """Identity: the cursor stays on it."""
    glyph: str
    word: str
    style: str
    """ok, busy, ask, wait, bad or dim."""
    name: str
    detail: str = ""
    """Duration and attempts, say; at the right."""


class StepTimeline(LinesView):
    """The steps of a process, one under the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lines--cursor",
        "lines--mark",
        "lines--ok",
        "lines--busy",
        "lines--ask",
        "lines--wait",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,l", "list_open", "open", show=False, id="list.open"),
        Binding("right", "reader_unfold", "unfold", show=False, id="reader.unfold"),
        Binding("left", "reader_fold", "fold", show=False, id="reader.fold"),
        Binding("E", "reader_unfold_all", "unfold all", show=False, id="reader.unfold_all"),
        Binding("Z", "reader_fold_all", "fold all", show=False, id="reader.fold_all"),
    ]

    class Highlighted(Message):
        """Another step is under the cursor."""

        def __init__(self, timeline: StepTimeline, key: str) -> None:
            super().__init__()
            self.timeline, self.key = timeline, key

        @property
        def control(self) -> StepTimeline:
            """The timeline it comes from."""
            return self.timeline

    class Opened(Message):
        """The operator opened the step under the cursor."""

        def __init__(self, timeline: StepTimeline, key: str) -> None:
            super().__init__()
            self.timeline, self.key = timeline, key

        @property
        def control(self) -> StepTimeline:
            """The timeline it comes from."""
            return self.timeline

    class Folding(Message):
        """The operator wants what is below the step under the cursor folded away or shown; `every`: of every step."""

        def __init__(self, timeline: StepTimeline, *, fold: bool, every: bool) -> None:
            super().__init__()
            self.timeline, self.fold, self.every = timeline, fold, every

        @property
        def control(self) -> StepTimeline:
            """The timeline it comes from."""
            return self.timeline

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.cursor_key: str | None = None
        """Identity of the step under the cursor."""
        self._steps: Sequence[StepLine] = ()
        self._cursor = 0

    def show(self, steps: Sequence[StepLine], *, cursor: str | None = None) -> None:
        """Show these steps; the cursor stays on its step, or goes to `cursor` when that is given."""
        if steps == self._steps and cursor in (None, self.cursor_key):
            return
        self._steps = tuple(steps)
        self.relay()
        wanted = cursor if cursor is not None else self.cursor_key
        found = next((line for line, step in enumerate(self._steps) if step.key == wanted), None)
        self._move(found if found is not None else self._cursor)

    def select(self, key: str) -> None:
        """Put the cursor on a step; one that is not there changes nothing."""
        for line, step in enumerate(self._steps):
            if step.key == key:
                self._move(line)

    def break_lines(self, width: int) -> Sequence[Line]:
        """Return a line for each step: status, name, and the detail at the right."""
        status = max((cell_len(_status(step)) for step in self._steps), default=0)
        return [self._line(step, status, width) for step in self._steps]

    def under(self, at: int) -> str:
        """Return the ground of the line under the cursor; without the focus the sign alone tells."""
        return "cursor" if at == self._cursor and self.has_focus else ""

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the step under the pointer; open the one it is on already."""
        line = self.scroll_offset.y + event.y
        if line < len(self._steps):
            event.stop()
            if line == self._cursor:
                self.action_list_open()
            else:
                self._move(line)

    def action_list_open(self) -> None:
        """Open the step under the cursor."""
        if self.cursor_key is not None:
            self.post_message(self.Opened(self, self.cursor_key))

    def action_reader_unfold(self) -> None:
        """Ask for what is below the step under the cursor."""
        self.post_message(self.Folding(self, fold=False, every=False))

    def action_reader_fold(self) -> None:
        """Ask for it to be folded away."""
        self.post_message(self.Folding(self, fold=True, every=False))

    def action_reader_unfold_all(self) -> None:
        """Ask for everything."""
        self.post_message(self.Folding(self, fold=False, every=True))

    def action_reader_fold_all(self) -> None:
        """Ask for everything to be folded away."""
        self.post_message(self.Folding(self, fold=True, every=True))

    def step(self, lines: int) -> None:
        """Move the cursor."""
        self._move(self._cursor + lines)

    def go_to(self, *, last: bool) -> None:
        """Move the cursor to the last step, or to the first."""
        self._move(len(self._steps) - 1 if last else 0)

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in sight."""
        super().on_resize(event)
        self.reveal(self._cursor)

    def _move(self, line: int) -> None:
        self._cursor = max(0, min(line, len(self._steps) - 1))
        key = self._steps[self._cursor].key if self._steps else None
        self.relay()
        self.reveal(self._cursor)
        if key != self.cursor_key:
            self.cursor_key = key
            if key is not None:
                self.post_message(self.Highlighted(self, key))

    def _line(self, step: StepLine, status: int, width: int) -> Line:
        detail = clean(step.detail)
        detail = fit(detail, min(cell_len(detail), max(0, width // 2)))
        room = max(1, width - 2 - status - 2 - (cell_len(detail) + 2 if detail else 0))
        at = self._steps[self._cursor] if self._steps and self._cursor < len(self._steps) else None
        return [
            ("> " if at is step else "  ", "mark"),
            (fit(_status(step), status) + "  ", step.style),
            (fit(step.name, room), "dim" if step.style == "dim" else ""),
            (f"  {detail}" if detail else "", "dim"),
        ]


def _status(step: StepLine) -> str:
    return f"{step.glyph} {step.word}"
