"""How does an operator pick one of a few dozen things by typing a part of it?

A line to type in over a list: typing narrows, the arrows move, enter picks. The help and the choice of a workflow are
such lists. What cannot be picked stays in the list with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from console.actions import Action
from console.screens.deck_screen import DeckScreen
from console.shell import Shell

__all__ = ["Pick", "PickerScreen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """One thing to pick."""

    id: str
    line: Content
    """How it is shown, in one line; its plain text is what typing looks in."""
    detail: Content
    """All there is to say of it, shown for the highlighted one."""
    why_not: str | None = None
    """Why it cannot be picked now."""


class PickerScreen(DeckScreen):
    """A filterable list; `picked` is called with the one that was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "form_leave", show=False, id="form.leave"),
        Binding("down", "move('down')", show=False),
        Binding("up", "move('up')", show=False),
        Binding("pagedown", "move('page_down')", show=False),
        Binding("pageup", "move('page_up')", show=False),
    ]
    PLACEHOLDER: ClassVar[str] = "type to narrow"

    def __init__(self, shell: Shell, view: str) -> None:
        super().__init__(shell, view)
        self._shown: dict[str, Pick] = {}

    def body(self) -> Iterable[Widget]:
        """The line to type in, the list, and two lines on the highlighted one."""
        yield Input(placeholder=self.PLACEHOLDER, compact=True, id="needle")
        yield OptionList(compact=True, markup=False, id="picks")
        yield Static("", id="detail", markup=False)

    def picks(self) -> Sequence[Pick]:
        """Return everything there is to pick, in order."""
        return ()

    def picked(self, pick: Pick) -> None:
        """Do what choosing it means."""

    def on_mount(self) -> None:
        """Show all, ready to type."""
        self.query_one("#picks", OptionList).can_focus = False
        self.set_focus(self.query_one("#needle", Input))
        self.show_picks()

    @property
    def typed(self) -> str:
        """What is looked for."""
        return self.query_one("#needle", Input).value.strip()

    def show_picks(self) -> None:
        """Show what the typed text leaves."""
        words = self.typed.lower().split()
        found = [pick for pick in self.picks() if all(word in pick.line.plain.lower() for word in words)]
        self._shown = {pick.id: pick for pick in found}
        options = self.query_one("#picks", OptionList)
        options.set_options([Option(pick.line, id=pick.id) for pick in found])
        options.highlighted = 0 if found else None
        if not found:
            said = f"Nothing matches; {self.shell.key('form.leave')} leaves." if words else self.nothing()
            self.query_one("#detail", Static).update(Content(said))

    def nothing(self) -> str:
        """Return what is said when there is nothing to pick."""
        return "There is nothing to choose from."

    def applying(self) -> list[Action]:
        """Return the two keys of every picker."""
        actions = self.shell.actions
        return [replace(actions["list.open"], label="choose"), replace(actions["form.leave"], label="back")]

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say all of the highlighted one."""
        event.stop()
        if (pick := self._shown.get(event.option.id or "")) is not None:
            self.query_one("#detail", Static).update(pick.detail)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow while typing."""
        event.stop()
        self.show_picks()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pick the highlighted one."""
        event.stop()
        self.action_list_open()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Pick the clicked one."""
        event.stop()
        self._pick(event.option_index)

    def action_move(self, direction: str) -> None:
        """Move the highlight while the typing goes on."""
        options = self.query_one("#picks", OptionList)
        getattr(options, f"action_{'cursor_' if direction in ('down', 'up') else ''}{direction}")()

    def action_list_open(self) -> None:
        """Pick the highlighted one."""
        self._pick(self.query_one("#picks", OptionList).highlighted)

    async def action_form_leave(self) -> None:
        """Go back without choosing."""
        await self.leave()

    def _pick(self, index: int | None) -> None:
        if index is None:
            return
        chosen = self._shown[self.query_one("#picks", OptionList).get_option_at_index(index).id or ""]
        if chosen.why_not is not None:
            self.say(chosen.why_not, "warning")
        else:
            self.picked(chosen)
