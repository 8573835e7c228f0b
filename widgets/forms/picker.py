"""How are one or several of many values chosen, without a window over the form?

Closed, a picker is one line. A key opens it in place: what is typed narrows the labels, and a few lines of them are
drawn, however many there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Size

from engine.plain import clean
from widgets.forms.control import Control
from widgets.forms.radio import Done, Picked
from widgets.grid_line import fit

__all__ = ["QUIET", "Picker"]

QUIET = "$foreground 60%"
NONE = "no options available"


class Picker(Control):
    """Labels of which one, or several in the order of choosing, are chosen."""

    ROWS: ClassVar[int] = 8
    """Labels in sight at once."""

    def __init__(
        self,
        labels: Sequence[str],
        chosen: Sequence[int] = (),
        *,
        several: bool = False,
        repeats: bool = False,
        gone: str = "",
    ) -> None:
        """`repeats`: the same one may be chosen more than once, with + and -; `gone`: what stands there until then."""
        super().__init__()
        self.chosen: list[int] = list(chosen)
        """Numbers of the chosen labels, in order."""
        self.labels = [clean(label) for label in labels]
        """The labels, made safe."""
        self._folded = [label.casefold() for label in self.labels]
        self._several, self._repeats = several, repeats
        self._gone = gone
        self._flat = several and len(labels) <= self.ROWS
        self._open = False
        self._filter = ""
        self._found = list(range(len(self.labels)))
        self._at = 0

    @property
    def is_open(self) -> bool:
        """Whether the labels are in sight."""
        return self._open or self._flat

    @property
    def is_answered(self) -> bool:
        """Whether something is chosen."""
        return bool(self.chosen)

    # Drawing

    def render(self) -> Content:
        """Draw the line of what is chosen or typed, and the labels below it while open."""
        width = max(4, self.content_size.width)
        lines = [] if self._flat else [self.head(width)]
        if self.is_open:
            lines += [self.row(at, width) for at in self._window()]
            if not self._found:
                lines.append(Content.styled(f"  {self.nothing()}", "$text-muted"))
        return Content("\n").join(lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line closed; open, one for each label in sight as well."""
        if not self.is_open:
            return 1
        return (0 if self._flat else 1) + max(1, min(self.ROWS, len(self._found)))

    def nothing(self) -> str:
        """Return what stands in place of labels."""
        return "no match" if self.labels else NONE

    def head(self, width: int) -> Content:
        """Draw what is chosen, or what is typed."""
        if self._open:
            typed = fit(f"/{clean(self._filter)}▏", max(4, width - 18)).rstrip()
            return Content.assemble((typed, "bold"), (f"  {len(self._found):,} of {len(self.labels):,}", QUIET))
        if not self.chosen and self._gone:
            return Content.styled(fit(self._gone, width - 2).rstrip() + " ▾", "$text-warning")
        if not self.chosen:
            return Content.styled("choose… ▾" if self.labels else NONE, QUIET)
        names = ", ".join(self.labels[at] for at in self.chosen)
        return Content(fit(names, width - 2).rstrip() + " ▾")

    def _window(self) -> range:
        first = max(0, min(self._at - self.ROWS // 2, len(self._found) - self.ROWS))
        return range(first, min(first + self.ROWS, len(self._found)))

    def row(self, at: int, width: int) -> Content:
        """Draw a label."""
        number, here = self._found[at], at == self._at and (self._open or self.has_focus)
        times = self.chosen.count(number)
        box = f"[{'x' if times == 1 else times or ' '}] " if self._several else "(•) " if times else "( ) "
        text = fit(f"{'>' if here else ' '} {box}{self.labels[number]}", width)
        return Content.styled(text, "bold" if here else "")

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Open, narrow, move, choose. What a picker understands goes nowhere else."""
        if self._handled(event):
            event.stop()
            event.prevent_default()

    def _handled(self, event: events.Key) -> bool:
        moves = {"up": -1, "down": 1, "pageup": -self.ROWS, "pagedown": self.ROWS}
        if not self.is_open:
            if event.key == "enter" and self.is_answered:
                self.post_message(Done())
            elif event.key in ("enter", "space", "down"):
                self._unfold("")
            elif event.character is not None and event.character.isalnum():
                self._unfold(event.character)
            else:
                return False
        elif event.key in moves:
            self._go(self._at + moves[event.key])
        elif event.key in ("home", "end"):
            self._go(0 if event.key == "home" else len(self._found) - 1)
        elif event.key == "enter":
            self.take()
        elif event.key == "space" and self._several:
            self._toggle()
        elif event.character in ("+", "-") and self._repeats:
            self._add(event.character == "+")
        elif self._flat:
            return False
        elif event.key == "escape":
            self._fold()
        elif event.key == "backspace":
            self.narrow(self._filter[:-1])
        elif event.character is not None and event.is_printable:
            self.narrow(self._filter + event.character)
        else:
            return False
        return True

    def on_click(self, event: events.Click) -> None:
        """Open it, or choose the label under the pointer."""
        event.stop()
        row = event.y - (0 if self._flat else 1)
        window = self._window()
        if not self.is_open:
            self._unfold("")
        elif 0 <= row < len(window):
            self._at = window[row]
            if self._several:
                self._toggle()
            else:
                self.take()

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Close; what was only pointed at is not chosen."""
        if self._open:
            self._fold()

    def _unfold(self, filter: str) -> None:
        self._open = True
        self.narrow(filter)
        if not filter and self.chosen and not self._several:
            self._go(self.chosen[0])
        self.call_after_refresh(self.scroll_visible, animate=False)

    def _fold(self) -> None:
        self._open, self._filter = False, ""
        self.refresh(layout=True)

    def narrow(self, filter: str) -> None:
        """Show the labels in which each word occurs."""
        self._filter, words = filter, filter.casefold().split()
        self._found = [at for at, label in enumerate(self._folded) if all(word in label for word in words)]
        self._at = 0
        self.refresh(layout=True)

    def _go(self, at: int) -> None:
        self._at = max(0, min(at, len(self._found) - 1))
        self.refresh()

    def take(self) -> None:
        """Choose what is pointed at; of several, leave it at those that are chosen."""
        if self._several:
            if not self._flat:
                self._fold()
            self.post_message(Done())
        elif self._found:
            self._choose([self._found[self._at]])
            self._fold()

    def _toggle(self) -> None:
        if self._found:
            number = self._found[self._at]
            kept = [at for at in self.chosen if at != number]
            self._choose(kept if len(kept) < len(self.chosen) else [*self.chosen, number])

    def _add(self, more: bool) -> None:
        if self._found:
            number = self._found[self._at]
            if more:
                self._choose([*self.chosen, number])
            elif number in self.chosen:
                last = len(self.chosen) - 1 - self.chosen[::-1].index(number)
                self._choose([*self.chosen[:last], *self.chosen[last + 1 :]])

    def _choose(self, chosen: list[int]) -> None:
        self.refresh()
        if chosen != self.chosen:
            self.chosen = chosen
            self.post_message(Picked())
