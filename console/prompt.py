"""How does the console ask, without a window over the list?

On the footer's line: a yes/no question whose default is no; where much hangs on it, a word to be typed. A modal window
repaints the whole screen (100 KB at 120x40, felt over a slow connection); this line repaints itself.
"""

from __future__ import annotations

import asyncio

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from engine.plain import clean, shorten

__all__ = ["PASSING", "Question"]

PASSING = frozenset({"ctrl+q", "ctrl+c"})
"""Keys that work whatever is asked."""


class Question(Widget, can_focus=True):
    """A question for y or n; everything but `y` is no, and no key reaches what lies behind it.

    A question that wants a word is answered by typing it, then enter; any other word is no.
    """

    text: reactive[str] = reactive("")
    typed: reactive[str] = reactive("")

    def __init__(self) -> None:
        super().__init__()
        self._answer: asyncio.Future[bool] | None = None
        self._wanted = ""
        self.display = False

    async def ask(self, text: str, wanted: str = "") -> bool:
        """Ask and wait for the answer, `wanted` being the word to type instead of `y`."""
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._answer, came_from = answer, self.screen.focused
        self._wanted = wanted
        self.text, self.typed, self.display = text, "", True
        self.screen.set_focus(self)  # at once: what is typed next is the answer
        try:
            return await answer
        finally:
            self._answer = None
            if self.has_focus and came_from is not None and came_from.is_attached:
                came_from.focus(scroll_visible=False)
            self.display = False

    def render(self) -> Content:
        """Draw the question with its answers, the default in capitals; or the word it wants, and what is typed."""
        order = f" type {self._wanted}, enter: " if self._wanted else " y/N "
        question = shorten(clean(self.text), max(0, self.size.width - len(order) - len(self._wanted) - 3))
        asked = (f" {question} ", "bold"), (order, "$accent bold")
        typed = (clean(self.typed), (" ", "reverse")) if self._wanted else ()
        return Content.assemble(*asked, *typed)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Keep every key from the screen's own actions; only quitting and copying pass."""
        return key not in PASSING

    def on_key(self, event: events.Key) -> None:
        """Answer: `y` is yes; `n`, escape, enter and `q` are no; any other key does nothing."""
        event.stop()
        if self._wanted:
            self._type(event)
        elif event.character in ("y", "Y"):
            self._resolve(True)
        elif event.character in ("n", "N", "q") or event.key in ("escape", "enter"):
            self._resolve(False)

    def _type(self, event: events.Key) -> None:
        if event.key in ("escape", "enter"):
            self._resolve(event.key == "enter" and self.typed == self._wanted)
        elif event.key == "backspace":
            self.typed = self.typed[:-1]
        elif event.is_printable and event.character is not None:
            self.typed = (self.typed + event.character)[: len(self._wanted)]

    def on_blur(self) -> None:
        """Looking elsewhere is a no; at another window it is not."""
        if self.app.app_focus:
            self._resolve(False)

    def _resolve(self, answer: bool) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(answer)
