"""What do all screens of the console share?

The deck, the keys, the clock, and what the header shows. The app owns the one instance and changes it; screens read it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from console.actions import Action, key_label
from console.deck import Deck, EngineState
from console.environment import Environment
from console.memory import Memory

if TYPE_CHECKING:
    from engine.records import Badges, ProcessRow

__all__ = ["READ_ONLY", "Shell"]

READ_ONLY = "this console is read-only"


@dataclass(kw_only=True, slots=True)
class Shell:
    """The console's state beside its screens."""

    deck: Deck
    actions: Mapping[str, Action]
    """By id, with the operator's own keys."""
    clock: Callable[[], datetime]
    """The clock of ages and countdowns; aware."""
    environment: Environment = field(default_factory=Environment)
    read_only: bool = False
    live: bool = True
    """Whether clocks tick and the deck's changes are followed; off, a test steps everything by hand."""
    opened: bool = False
    """Whether the store is open: until then there is nothing to ask."""
    paused: bool = False
    """Whether changes are left alone until the operator asks for them."""
    bell: bool = False
    """Whether the terminal rings when the Inbox gets longer."""
    trouble: str | None = None
    """Why the store could not be opened."""
    unread: str = ""
    """Why the last reading failed."""
    badges: Badges | None = None
    engine: EngineState = field(default_factory=lambda: EngineState("starting"))
    read_at: datetime | None = None
    """When the visible screen last read the store."""
    acting: dict[UUID, str] = field(default_factory=dict)
    """What is being done to a process right now, such as `retrying`: shown in its row until the store answers."""
    state_dir: Path | None = None
    """Where the console writes what is its own; None: nowhere."""
    memory: Memory = field(default_factory=Memory)
    """What the next run of the console begins with."""

    def now(self) -> datetime:
        """Return the present, in the zone that times are shown in (`console.times`)."""
        return self.clock().astimezone(UTC if self.memory.utc else None)

    def key(self, action_id: str) -> str:
        """Return the key that does this, as the screen names it."""
        return key_label(self.actions[action_id].keys[0])

    def to_type(self, action_id: str, targets: Sequence[UUID]) -> str:
        """Return what must be typed before this is done to these; empty where `y` will do."""
        return self.environment.to_type(self.actions[action_id], targets)

    @property
    def is_reading(self) -> bool:
        """Whether nothing stands against what is being read."""
        return self.opened and not self.unread

    def why_nothing_yet(self) -> str:
        """Say why a view has read nothing yet: the store could not be opened, or it is being opened or read."""
        if self.trouble is not None:
            again, leave = self.key("view.refresh"), self.key("app.quit")
            return f"The store could not be opened.\n\n{self.trouble}\n\n{again} tries again, {leave} quits."
        if self.unread:
            return f"It could not be read.\n\n{self.unread}\n\n{self.key('view.refresh')} tries again."
        return "reading…" if self.opened else "opening the store…"

    def why_not(self, action: Action, row: ProcessRow | None) -> str | None:
        """Say why an action does not apply now; None when it does. Only the engine knows the rules of its verbs."""
        if action.verb is None:
            return None if row is not None or action.scope != "process" else "there is no process under the cursor"
        if self.read_only:
            return READ_ONLY
        if not self.opened:
            return "the store is not open yet"
        if action.scope != "process":
            return None
        return self.deck.why_not(action.verb, row) if row is not None else "there is no process under the cursor"
