"""How is a filter typed?

On the footer's line; what is typed narrows the list behind it. The line below says what may stand at the cursor, or
under which character it goes wrong.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import events
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from console.offers import offered, pointed
from console.prompt import PASSING

if TYPE_CHECKING:
    from engine.filters.completion import Completion

__all__ = ["Complete", "FilterLine"]

SLASH = " /"

KEPT = 50
"""Filters remembered."""

Complete = Callable[[str, int], Awaitable["Completion | None"]]
"""Returns how a text may go on at a place; None where nobody knows."""


class FilterLine(Vertical):
    """The `/` line."""

    @dataclass
    class Changed(Message):
        """The text changed; `final` when enter or escape closed the line."""

        text: str
        final: bool

    def __init__(self, complete: Complete) -> None:
        super().__init__()
        self.display = False
        self._complete = complete
        self._before = ""
        self._kept: list[str] = []
        """The filters of before, the latest last."""
        self._back = 0
        """How many of them up/down has gone back; 0 for what is being typed."""
        self._typed = ""
        self._input = _FilterInput(compact=True, select_on_focus=False)
        self._below = Static("", markup=False, id="below")
        self._fault: tuple[str, int] | None = None
        """What is wrong, and where."""
        self._completion: Completion | None = None
        self._looked_at: tuple[str, int] | None = None
        """Text and cursor that it is for."""
        self._taken: tuple[int, str, int] | None = None
        """Which of the offers was taken, and text and cursor as they were then."""

    def _mount_parts(self) -> None:
        """Have a slash, then the text; what may follow, or what is wrong with it, below."""
        row = Horizontal()
        self.mount(row, self._below)
        row.mount(Static(SLASH, markup=False), self._input)
        self.watch(self._input, "selection", self._look, init=False)

    def on_resize(self) -> None:
        """Cut what stands below to the new width."""
        self._show_below()

    @property
    def text(self) -> str:
        """What is typed now."""
        return self._input.value

    def open(self, text: str) -> None:
        """Start typing, with the filter that applies now."""
        if not self.children:  # most lists are never narrowed
            self._mount_parts()
        self._before, self._back = text, 0
        self.display = True
        with self.prevent(Input.Changed):
            self._input.value = text
        self._input.cursor_position = len(text)
        self.screen.set_focus(self._input)
        self._look()

    def show_fault(self, problem: str, at: int) -> None:
        """Point at the character where the filter goes wrong."""
        self._fault = (problem, at)
        self._show_below()

    def clear_fault(self) -> None:
        """Show that nothing is wrong."""
        self._fault = None
        self._show_below()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow while typing; a letter that comes when the line is closed is none of the filter."""
        event.stop()
        if not self.display:
            return
        self._look()
        self.post_message(self.Changed(event.value, final=False))

    def _keep(self, typed: str) -> None:
        """Keep the filter, here and among those of before."""
        if text := typed.strip():
            others = [kept for kept in self._kept if kept != text]
            self._kept = [*others[1 - KEPT :], text]
        self._close(typed)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Keep every key that the line itself does not use from the screen's own actions."""
        return key not in PASSING

    def on_key(self, event: events.Key) -> None:
        """Enter keeps the filter, before the key behind it comes; escape puts back the one that applied; up and down
        bring those of before; tab takes what is offered."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self._keep(self.text)
        elif event.key == "escape":
            event.stop()
            self._close(self._before)
        elif event.key in ("up", "down"):
            event.stop()
            self._go_back(self._back + (1 if event.key == "up" else -1))
        elif event.key in ("tab", "shift+tab"):
            event.stop()
            event.prevent_default()
            self._take(1 if event.key == "tab" else -1)

    def on_descendant_blur(self) -> None:
        """Looking elsewhere, but at another window, keeps the filter as it is."""
        if self.display and self.app.app_focus:
            self._close(self.text)

    def _go_back(self, steps: int) -> None:
        if not 0 <= steps <= len(self._kept):
            return
        if self._back == 0:
            self._typed = self.text
        self._back = steps
        self._input.value = self._kept[-steps] if steps else self._typed
        self._input.cursor_position = len(self.text)

    def _close(self, text: str) -> None:
        self.display = False
        self._fault = self._completion = self._looked_at = self._taken = None
        self.post_message(self.Changed(text, final=True))

    # What may follow

    @property
    def _place(self) -> tuple[str, int]:
        return self.text, self._input.cursor_position

    def _look(self) -> None:
        """Ask what may stand at the cursor; the answer may come when it is elsewhere, and is for nothing then."""
        if self.display and (self._taken is None or self._taken[1:] != self._place):
            self._look_up()

    def _look_up(self, step: int = 0) -> None:
        asking: Callable[[], Awaitable[None]] = partial(self._ask, *self._place, step)
        self.run_worker(asking, group="completion", exclusive=True, exit_on_error=False)

    async def _ask(self, text: str, at: int, step: int) -> None:
        found = await self._complete(text, at)
        if (text, at) != self._place:
            return
        self._completion, self._looked_at, self._taken = found, (text, at), None
        self._show_below()
        if found is not None and found.offers and found.at < at == len(text):
            self._input.suggest(text[: found.at], found.offers[0])
        if step:
            self._take(step)

    def _take(self, step: int) -> None:
        """Put the first offer in place of what is typed; again, the next one."""
        found, taken = self._completion, self._taken
        if taken is None and self._looked_at != self._place:  # typed faster than the store answers
            self._look_up(step)
            return
        if found is None or not found.offers:
            return
        place = (taken[0] + step) % len(found.offers) if taken is not None else 0
        offer, (text, cursor) = found.offers[place], self._place
        end = found.at + len(offer)
        self._taken = (place, text[: found.at] + offer + text[cursor:], end)
        self._input.value = self._taken[1]
        self._input.cursor_position = end
        if offer[-1] in ":<>":  # the name of a field: its values are what follows
            self._taken = None
            self._look()
        self._show_below()

    def _show_below(self) -> None:
        found, width = self._completion, self.screen.size.width
        typed = found is not None and found.at < self._input.cursor_position
        if found is not None and found.offers:
            taken = self._taken[0] if self._taken is not None else 0
            self._below.update(offered(found.offers, taken, width))
        elif self._fault is not None and (typed or found is None or not found.words):
            problem, at = self._fault
            column = cell_len(SLASH + self.text[:at])
            self._below.update(Content.styled(pointed(problem, column, width), "$text-error"))
        else:
            words = found.words if found is not None else ""
            self._below.update(Content.styled(f"  {words}"[:width], "$foreground-muted"))


class _FilterInput(Input):
    """An input that is told what to suggest."""

    def suggest(self, before: str, offer: str) -> None:
        """Show an offer where it goes on from what is typed."""
        if offer.lower().startswith(self.value[len(before) :].lower()):
            self._suggestion = before + offer
