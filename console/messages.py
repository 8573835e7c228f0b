"""What do screens tell the app, and the app its screens?

A screen asks for navigation and for verbs; the app does both, because work belongs to the app: a screen may be left
while its verb is under way.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from textual.message import Message

from console.deck import Change, StoreChanged
from console.panes import Pane
from console.places import Place

if TYPE_CHECKING:
    from engine.catalogue import Kind

__all__ = [
    "Arrived",
    "FeedMoved",
    "FormSent",
    "OpenAgain",
    "OpenBulk",
    "OpenEntry",
    "OpenForm",
    "OpenList",
    "OpenPane",
    "OpenPreview",
    "OpenProcess",
    "OpenSchedule",
    "OpenStart",
    "OpenSubscription",
    "ReadAgain",
    "VerbRequested",
    "WorkRequested",
]


@dataclass(eq=False, repr=False)
class Arrived(Message):
    """A screen that can be come back to is in front."""

    place: Place


@dataclass(eq=False, repr=False)
class VerbRequested(Message):
    """The operator wants a verb of the engine done to these processes."""

    verb: str
    targets: tuple[tuple[UUID, int | None], ...]
    """Each process with the version the operator saw."""
    text: str = ""
    """What the verb needs to be told: a note, a team, a step."""
    report: Callable[[UUID, str | None], None] = lambda process_id, refusal: None
    """Told of each process once the engine has answered, and why it refused, if it did."""


@dataclass(eq=False, repr=False)
class OpenBulk(Message):
    """Ask about many processes at once, and show what comes of it."""

    action_id: str
    process_ids: tuple[UUID, ...]
    text: str = ""
    acted: Callable[[], None] = lambda: None
    """Called when the operator said yes."""


@dataclass(eq=False, repr=False)
class WorkRequested(Message):
    """The operator wants something done that is not a verb on processes."""

    what: str
    """In words, such as `pause the schedule`: what is said when it goes wrong."""
    work: Callable[[], Awaitable[str]]
    """Does it, and returns what to tell the operator then."""


@dataclass(eq=False, repr=False)
class OpenEntry(Message):
    """Show this entry of the catalogue."""

    kind: Kind
    name: str


@dataclass(eq=False, repr=False)
class OpenPreview(Message):
    """Show the form that starts this workflow, only to look at."""

    workflow: str


@dataclass(eq=False, repr=False)
class OpenList(Message):
    """Show what of all processes fits a filter."""

    text: str


@dataclass(eq=False, repr=False)
class OpenPane(Message):
    """Show this tab, which is on another screen of the view."""

    pane: Pane


@dataclass(eq=False, repr=False)
class OpenProcess(Message):
    """Show this process."""

    process_id: UUID


@dataclass(eq=False, repr=False)
class OpenSchedule(Message):
    """Show the form of this schedule; None: of a new one."""

    schedule_id: UUID | None


@dataclass(eq=False, repr=False)
class OpenSubscription(Message):
    """Show this subscription."""

    subscription_id: UUID


@dataclass(eq=False, repr=False)
class OpenAgain(Message):
    """Show the form that starts a workflow, with the answers that this process of it was started with."""

    process_id: UUID
    workflow: str


@dataclass(eq=False, repr=False)
class OpenForm(Message):
    """Show the form this process waits for."""

    process_id: UUID


@dataclass(eq=False, repr=False)
class OpenStart(Message):
    """Show the form that starts this workflow."""

    workflow: str
    subscription_id: UUID | None = None
    """On which it is to run, where that is known already."""
    seen: int | None = None
    """The version of it that the operator saw."""


@dataclass(eq=False, repr=False)
class FormSent(Message):
    """A form was accepted by the engine."""

    process_id: UUID | None
    """Whose form it was, or which it started; None where it was of no process."""
    started: bool
    """Whether it started that process, rather than answered a step of it."""
    said: str = ""
    """What to tell the operator, where it was of no process."""


@dataclass(eq=False, repr=False)
class FeedMoved(Message):
    """The deck's change feed brought something."""

    change: Change

    def can_replace(self, message: Message) -> bool:
        """A flood of changes is one change: which process it was does not matter to a screen that reads again."""
        return (
            isinstance(message, FeedMoved)
            and isinstance(self.change, StoreChanged)
            and isinstance(message.change, StoreChanged)
        )


class ReadAgain(Message):
    """A screen came to the front, or the operator asked: read what is visible again."""

    def can_replace(self, message: Message) -> bool:
        """One read serves any number of requests."""
        return isinstance(message, ReadAgain)
