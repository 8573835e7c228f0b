"""What does the console ask of the engine?

`Deck` is the whole of it: a protocol, so that the shell paints before the engine is imported and a test brings its own.
`console.store_deck.StoreDeck` is the real one. Reads are asynchronous; verbs, forms and drafts run off the interface's
thread. What the engine refuses comes as an exception whose text is one line for the operator.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar
from uuid import UUID

if TYPE_CHECKING:
    from engine.answers import StartAnswers
    from engine.catalogue import Entry
    from engine.domain.choosing import Choosable
    from engine.domain.queries import SubscriptionDetail, SubscriptionRow
    from engine.domain.relations import Relative
    from engine.domain.touched import Touched
    from engine.domain.usable import UsableWorkflow
    from engine.drafts import Draft
    from engine.filters.completion import Completion
    from engine.forms import FieldError, FormDone, FormSession, PageErrors, PageView
    from engine.inbox import InboxLine
    from engine.presence import OpenForm
    from engine.records import Badges, Pause, ProcessDetail, ProcessRow, WorkflowInfo
    from engine.schedule_lines import ScheduleLine
    from engine.shift import Shift
    from engine.store.audit import AuditEntry
    from engine.store.schedules import ScheduleRow
    from engine.watch import EngineReport

__all__ = ["Change", "Deck", "EngineState", "Filtered", "Kind", "Rows", "StoreChanged", "Tab", "Told"]

Tab = Literal[
    "inbox",
    "active",
    "completed",
    "all",
    "out of sync",
    "active tasks",
    "completed tasks",
    "all tasks",
    "schedules",
    "products",
    "product blocks",
    "resource types",
    "workflows",
    "engine",
    "audit",
    "log",
]
"""The lists: what waits for this operator, and the tabs of the other views."""

Kind = Literal["process", "subscription"]
"""Of what the long lists are."""

Filtered = Literal[
    "process", "subscription", "command", "schedule", "product", "product block", "resource type", "workflow"
]
"""Of what the lists are that can be narrowed."""

Row = TypeVar("Row", covariant=True)


@dataclass(frozen=True, slots=True)
class StoreChanged:
    """A process changed, by whoever; None when it is not known which."""

    process_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class EngineState:
    """How the engine of this console fares."""

    word: str
    """Two words at most, for the header."""
    running: int = 0
    """Processes whose steps it runs now."""
    note: str = ""
    """What happened, in a sentence, when the operator should be told once."""
    bad: bool = False
    """It does not run though it should."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something the operator should know, once, such as a workflow module that cannot be imported."""

    text: str
    bad: bool = False


Change = StoreChanged | EngineState | Told
"""What the change feed brings."""


class Rows(Protocol[Row]):
    """One question's answer as a list: what the grid reads, page by page."""

    async def count(self) -> int:
        """How many rows match now."""

    async def rows(self, start: int, limit: int) -> Sequence[Row]:
        """The rows from index `start`, at most `limit`."""

    async def find(self, key: str) -> int | None:
        """The index of the row with this id now; None when it is not in the list."""


class Deck(Protocol):
    """The console's hold on the engine and its store."""

    async def open(self) -> None:
        """Open the store, to be read; raises when it cannot be used, saying what to do."""

    async def load(self) -> None:
        """Load the workflows and what is done to processes; whoever asks for either before waits until they are.

        Raises as `open` does.
        """

    async def close(self) -> None:
        """Let go of the store; the engine finishes the steps in hand by itself."""

    def changes(self) -> AsyncIterator[Change]:
        """Yield what changes, until the deck is closed."""

    def orders(self, kind: Kind) -> Mapping[str, bool]:
        """Name the orders of a list, the usual one first, each with whether it usually goes up."""

    async def listing(self, tab: Tab, text: str, sort: str = "") -> Rows[ProcessRow]:
        """Ask for processes narrowed by the filter `text`; raises when the filter cannot be understood.

        `sort` is one of `orders`, with `:asc` or `:desc` behind it; empty: the usual one.
        """

    async def subscriptions(self, tab: Tab, text: str, sort: str = "") -> Rows[SubscriptionRow]:
        """Ask for subscriptions, likewise."""

    async def completion(self, of: Filtered, text: str, at: int) -> Completion:
        """Say how a filter may go on at a place."""

    async def subscription(self, subscription_id: UUID) -> SubscriptionDetail:
        """Read one subscription, whole."""

    async def usable(self, subscription_id: UUID) -> Sequence[UsableWorkflow]:
        """List the workflows of a subscription's product, each with the reason why it may not run now."""

    async def choosables(
        self, kind: str, *, text: str, key: str | None, filters: Mapping[str, Any], limit: int
    ) -> Sequence[Choosable]:
        """Find customers, products or subscriptions for a form: those with these words in them, or the one."""

    async def rows(self, process_ids: Collection[UUID]) -> Sequence[ProcessRow]:
        """Read these processes as a list shows them; those that are gone are missing."""

    async def impact(self, subscription_id: UUID) -> Sequence[Relative]:
        """List what uses a subscription, what uses that, and so on, nearest first."""

    async def why_not_in_sync(self, subscription_id: UUID) -> str | None:
        """Say why a subscription cannot be set in sync by hand; None when it can."""

    async def set_in_sync(self, subscription_id: UUID, seen: int | None) -> None:
        """Put a subscription back in sync by hand; `seen` is the version the operator saw. Raises the refusal."""

    async def describe(self, subscription_id: UUID, customer: str, text: str, seen: str) -> None:
        """Say how a customer calls a subscription, empty for not; `seen` is what stood there. Raises the refusal."""

    async def fire_times(self, cron: str) -> Sequence[datetime]:
        """Return when a line of cron is due next; raises, saying why, where it is none."""

    async def detail(self, process_id: UUID) -> ProcessDetail:
        """Read one process, whole."""

    async def process_id(self, prefix: str) -> UUID:
        """Return the id of the one process whose id begins so; raises, naming some, when there are several or none."""

    async def subscription_id(self, prefix: str) -> UUID:
        """Return the id of the one subscription whose id begins so; raises, naming some, when several or none."""

    async def touched(self, process_id: UUID) -> Sequence[Touched]:
        """List the subscriptions of a process, each with what it made of it."""

    async def commands(self, process_id: UUID) -> Sequence[AuditEntry]:
        """List the commands given to a process, the newest first."""

    async def engine(self) -> EngineReport:
        """Read how the engines fare, and the work before them."""

    async def engine_log(self) -> str:
        """Read the end of the log of this operator's programs, engines too; empty where there is none."""

    async def audit(self, text: str) -> Rows[AuditEntry]:
        """Ask for the commands that were given, newest first; raises when the filter cannot be understood."""

    def why_not_engine(self, verb: str, pause: Pause | None) -> str | None:
        """Say why `pause` or `resume` does not apply to the engines now; None when it does."""

    async def engine_verb(self, verb: str) -> None:
        """Have every engine of the store rest (`pause`), or go on (`resume`)."""

    async def inbox(self, text: str, unfolded: Collection[str]) -> Rows[InboxLine]:
        """Ask for what needs this operator; `unfolded` names the likenesses shown one by one, and may change."""

    async def catalogue(self, tab: Tab, text: str) -> Rows[Entry]:
        """Ask for the entries of the catalogue of one kind; raises when the filter cannot be understood."""

    async def entries(self) -> Sequence[Entry]:
        """Read the whole catalogue: products, product blocks, resource types and workflows."""

    async def preview(self, workflow: str) -> FormSession:
        """Begin the form that starts a workflow, only to look at: also where it may not be started now."""

    async def schedules(self, text: str) -> Rows[ScheduleLine]:
        """Ask for the schedules that hold every word of `text`, the one that is due next first."""

    def why_not_schedule(self, verb: str, row: ScheduleRow) -> str | None:
        """Say why `verb` (run-now, edit, pause, resume or remove) does not apply to a schedule; None when it does."""

    async def schedule_form(self, schedule_id: UUID | None) -> FormSession:
        """Begin the form that makes a schedule, or changes this one."""

    async def save_schedule(
        self, answers: Sequence[Mapping[str, Any]], schedule_id: UUID | None, seen: int | None
    ) -> ScheduleLine:
        """Make a schedule, or change this one in the version `seen`, by the answers to its form."""

    async def schedule_verb(self, verb: str, schedule_id: UUID) -> UUID | None:
        """Do `run-now`, `pause`, `resume` or `remove` to a schedule; return the process that was started, if one."""

    def teams(self) -> Sequence[str]:
        """Return the teams of this operator; none before the store is open."""

    async def badges(self) -> Badges:
        """Count what the header shows."""

    async def shift(self, since: str) -> Shift:
        """Tell what happened since `8h` ago, or `22:00`, and what is left; raises where that is no moment."""

    def why_not(self, verb: str, row: ProcessRow) -> str | None:
        """Say why `verb`, one of the engine's, does not apply to a process; None when it does."""

    async def act(self, verb: str, process_id: UUID, seen: int | None, text: str = "") -> None:
        """Do `verb` to a process: retry, abort, delete, take, release, or with a text note, assign, skip, continue.

        `seen` is the version of the process the operator saw. Raises the engine's refusal.
        """

    async def workflows(self) -> Sequence[WorkflowInfo]:
        """List what can be started, or why not."""

    async def start_form(self, workflow: str) -> FormSession:
        """Begin the form that starts a workflow."""

    async def answers(self, process_id: UUID) -> StartAnswers:
        """Return what a process was started with; raises when its workflow cannot be started again with it."""

    async def form(self, process_id: UUID) -> FormSession:
        """Begin the form a suspended process waits for."""

    async def walk(
        self, session: FormSession, answers: Sequence[Mapping[str, Any]]
    ) -> PageView | FormDone | PageErrors:
        """Run the form with the answers so far; raises whatever the form's own code raises."""

    async def check(self, session: FormSession, page: PageView, answer: Mapping[str, Any]) -> Sequence[FieldError]:
        """Validate one page alone with its real class."""

    async def start(self, workflow: str, answers: Sequence[Mapping[str, Any]]) -> UUID:
        """Start a workflow; return the id of its process."""

    async def submit(self, process_id: UUID, answers: Sequence[Mapping[str, Any]], seen: int | None) -> None:
        """Answer the form a suspended process waits for."""

    async def draft(self, subject: str) -> Draft | None:
        """Return the answers kept when a form was left, page by page, and on which page that was."""

    async def keep_draft(self, subject: str, pages: Sequence[Mapping[str, Any]], at: int) -> None:
        """Keep the answers of a form that is left unfinished on page `at`, from 0."""

    async def input_drafts(self) -> Mapping[UUID, datetime]:
        """Return of which processes' forms this operator has a draft, and since when."""

    async def start_drafts(self) -> Mapping[str, datetime]:
        """Return which workflows this operator began to start, and when."""

    async def watch_form(self, form_id: UUID, subject: str) -> Sequence[OpenForm]:
        """Say that a form is open here, and hear who else has it open; to be said again within a minute."""

    async def leave_form(self, form_id: UUID) -> None:
        """Say that a form is not open here any more."""

    async def drop_draft(self, subject: str) -> None:
        """Forget the draft of a form that was sent."""
