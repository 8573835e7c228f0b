"""How is what was typed after `:` carried out?

The line is closed first, so that the command finds screen and focus as they were; where it cannot be carried out the
line comes back with the reason beside it, to be put right.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

from textual.app import App
from textual.widget import Widget

from console.actions import Action
from console.commands import BadCommand, completed, read_command
from console.deck import Filtered
from console.messages import OpenProcess, OpenStart, OpenSubscription
from console.screens.deck_screen import DeckScreen
from console.shell import Shell
from console.wording import one_line

if TYPE_CHECKING:
    from console.command_line import CommandLine

__all__ = ["Commanding"]

FILTERED: Mapping[str, Filtered] = {
    "view.inbox": "process",
    "view.processes": "process",
    "view.subscriptions": "subscription",
    "view.tasks": "process",
    "view.catalogue": "product",
    "view.engine": "command",
}
"""By action that takes a filter: of what it is one."""


class Commanding(App[None], inherit_bindings=False):
    """The app's part in commands: the line, and what those do that have no key."""

    shell: Shell
    _came_from: Widget | None = None
    """What had the focus before the line."""

    @property
    @abstractmethod
    def front(self) -> DeckScreen:
        """The screen the operator sees."""

    async def action_command_open(self, text: str = "", problem: str = "") -> None:
        """Type what to do."""
        from console.command_line import CommandLine

        screen = self.front
        if screen.query(CommandLine):
            return
        self._came_from = screen.focused
        screen.footer.display = False
        await screen.query_one("#bottom").mount(CommandLine(self._suggest, self.shell.memory.history, text, problem))

    async def on_command_line_entered(self, message: CommandLine.Entered) -> None:
        """Close the line and carry it out; bring it back where that cannot be done."""
        screen = self.front
        lines = screen.query("CommandLine")
        is_typed_in = any(line.has_focus_within for line in lines)
        await lines.remove()
        screen.footer.display = True
        if is_typed_in and self._came_from is not None and self._came_from.is_attached:
            screen.set_focus(self._came_from, scroll_visible=False)
        if not message.text:
            return
        self.shell.memory.typed(message.text)
        try:
            command = read_command(message.text, screen.offered())
            if (reason := self.shell.why_not(command.action, screen.current_row())) is not None:
                raise BadCommand(reason)
            await screen.do(command.action, command.argument)
        except Exception as error:  # the store's too: it may answer the next time
            await self.action_command_open(message.text, one_line(error))

    async def _suggest(self, line: str) -> str | None:
        offered = self.front.offered()
        word = line.partition(" ")[0]
        action = next((action for action in offered if word in action.names and action.takes), None)
        argument = line.partition(" ")[2]
        values: Sequence[str] = ()
        if action is not None and argument:
            with suppress(Exception):  # who sends the line hears what is wrong
                values = await self._values(action, argument)
        return completed(line, offered, values)

    async def _values(self, action: Action, argument: str) -> Sequence[str]:
        """Return what may stand after a command where this is typed already."""
        takes, deck = action.takes, self.shell.deck
        if takes == "[FILTER]" and self.shell.opened:
            found = await deck.completion(FILTERED[action.id], argument, len(argument))
            return [argument[: found.at] + offer for offer in found.offers] if found.at < len(argument) else ()
        if takes == "ID" and self.shell.opened:
            by_id = f"id:{argument}"
            if action.id == "process.open":
                return [str(row.process_id) for row in await (await deck.listing("all", by_id)).rows(0, 1)]
            return [str(row.subscription_id) for row in await (await deck.subscriptions("all", by_id)).rows(0, 1)]
        if takes == "[WORKFLOW]" and self.shell.opened:
            return [info.name for info in await deck.workflows()]
        if takes in ("NAME", "[NAME]"):
            return [*self.shell.memory.saved]
        return sorted(self.available_themes) if takes == "[THEME]" else ()

    async def action_process_open(self, prefix: str) -> None:
        """Open a process by the beginning of its id."""
        self.post_message(OpenProcess(await self._found("process", prefix)))

    async def action_subscription_open(self, prefix: str) -> None:
        """Open a subscription by the beginning of its id."""
        self.post_message(OpenSubscription(await self._found("subscription", prefix)))

    async def _found(self, kind: str, prefix: str) -> UUID:
        if not self.shell.opened:
            raise BadCommand("the store is not open yet")
        deck = self.shell.deck
        return await (deck.process_id(prefix) if kind == "process" else deck.subscription_id(prefix))

    async def start_named(self, workflow: str) -> None:
        """Open the form of a workflow that was named. Raises BadCommand."""
        found = next((info for info in await self.shell.deck.workflows() if info.name == workflow), None)
        if found is None:
            raise BadCommand(f"there is no workflow {workflow!r}")
        if found.why_not is not None:
            raise BadCommand(found.why_not)
        self.post_message(OpenStart(workflow))
