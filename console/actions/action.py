"""What is an action?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Action", "Scope"]

Scope = Literal[
    "global",
    "list",
    "filtered",
    "listed",
    "process",
    "schedule",
    "catalogue",
    "engine",
    "form",
    "text",
    "reader",
    "subscription",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """One thing the operator can do."""

    id: str
    """Stable name, `<noun>.<verb>`: what `[keys]` of the configuration refers to."""
    keys: tuple[str, ...] = ()
    """As Textual names them, the one to show first: `("j", "down")`; punctuation by its character. Without any it is
    reached by its name alone."""
    label: str
    """One or two words for the footer."""
    help: str
    """One sentence for the help: what happens."""
    scope: Scope
    """Where the keys work: `filtered` on lists that a filter narrows, `listed` on those of processes, tasks and
    subscriptions, `process` wherever a process is under the cursor or open, `schedule` on the list of schedules,
    `catalogue` where a workflow of the catalogue is, `engine` on the state of the engines, `text` on the process
    screen, `reader` in a text, a state or the steps that have the focus: those may mean something else around it."""
    dangerous: bool = False
    """Cannot be taken back: asks first, red in the help."""
    verb: str | None = None
    """The engine's verb it calls: it changes the store, and is off in a read-only console."""
    priority: bool = False
    """Works while a text field has the focus, too."""
    word: str = ""
    """Its name after `:`; empty: the second half of its id."""
    aliases: tuple[str, ...] = ()
    """Shorter names after `:`."""
    takes: str = ""
    """What may follow its name: `ID`, or `[FILTER]` where it may be left out. Its method takes it as an argument."""

    @property
    def method(self) -> str:
        """Name of the Textual action that runs it: a screen (or the app) has `action_<method>`."""
        return self.id.replace(".", "_")

    @property
    def needs_argument(self) -> bool:
        """Whether it is nothing without what it takes."""
        return bool(self.takes) and not self.takes.startswith("[")

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called after `:`, the name to show first, its id last."""
        return (self.word or self.id.partition(".")[2], *self.aliases, self.id)
