"""With which form is a schedule made, or changed?

First what and by which kind of clock, then when exactly, then the workflow's own pages: its answers are kept for every
start, and tried before they are. Of a schedule that is changed the workflow stays, and its answers unless asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any, cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_forms.core import FormPage
from pydantic_forms.validators import Choice
from tzlocal import get_localzone_name

from engine.authored import FormGenerator, StateForm
from engine.errors import UsageError
from engine.forms import FormSession
from engine.outcome import State
from engine.scheduling import Scheduling
from engine.store.schedule_tables import SCHEDULE_NAME_LENGTH
from engine.store.schedules import ScheduleRow
from engine.store.scope import scope_of
from engine.triggers import Kind, Trigger, cron_of, cron_text, interval_of, interval_text

__all__ = ["Planning"]

OWN_PAGES = 2
"""Pages of the form before those of the workflow."""

KINDS: dict[Kind, str] = {"interval": "every so often", "cron": "by a crontab line", "date": "once"}


class Planning(Scheduling):
    """The verbs around schedules, with the form that a screen shows for them."""

    def schedule_form(self, schedule_id: UUID | None = None) -> FormSession:
        """Return the form that makes a schedule, or changes this one.

        Raises:
            NotFound, Refused.
        """
        self._may("schedule")
        row = self.schedule(str(schedule_id)) if schedule_id is not None else None
        return FormSession(
            title=f"Change schedule '{row.name}'" if row is not None else "New schedule",
            subject=f"schedule:{schedule_id or 'new'}",
            step="",
            version=row.version if row is not None else None,
            form=self._form(row),
            state={},
            store=self._store,
            registry=self._registry,
        )

    def save_schedule(
        self, answers: Sequence[Mapping[str, Any]], schedule_id: UUID | None = None, *, seen: int | None = None
    ) -> ScheduleRow:
        """Make a schedule, or change this one, by the answers to its form, one mapping a page; `seen` is the version
        that its form was built on.

        Raises:
            As `add_schedule` and `change_schedule`.
        """
        session = self.schedule_form(schedule_id)
        with scope_of(self._store, self._clock, session.title, registry=self._registry) as scope:
            said = session.finish(answers).result
            scope.drop()
        trigger = Trigger(said["trigger"], said["trigger_kwargs"])
        inputs = [dict(answer) for answer in answers[OWN_PAGES:]]
        if schedule_id is None:
            return self.add_schedule(said["workflow"], trigger, inputs, name=said["name"])
        kept = inputs if said["asked"] else None
        return self.change_schedule(schedule_id, trigger, kept, name=said["name"], seen=seen)

    def _form(self, row: ScheduleRow | None) -> StateForm:
        zone = get_localzone_name() or "UTC"

        def form(state: State) -> FormGenerator:
            first = yield _new_page(self._registry) if row is None else _change_page(row)
            given = first.model_dump()
            workflow = row.workflow if row is not None else str(given["workflow"])
            kind = cast(Kind, str(given["kind"]))
            words = row.trigger_kwargs if row is not None and row.trigger == kind else {}
            when = yield _PAGES[kind](words, zone, self._clock)
            asked = given.get("asked", True)
            if asked:
                start = self._starter.form(self._registry[workflow], uuid4())
                if start.form is not None:
                    yield from start.form(dict(start.state))
            return {
                "workflow": workflow,
                "name": given["name"] or "",
                "trigger": kind,
                "trigger_kwargs": when.words(),
                "asked": asked,
            }

        return form


Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=SCHEDULE_NAME_LENGTH)]


def _kinds() -> type[Choice]:
    return _choice("Kind", {str(kind): label for kind, label in KINDS.items()})


def _choice(name: str, labels: Mapping[str, str]) -> type[Choice]:
    return cast("type[Choice]", Choice.__call__(name, {key: (key, label) for key, label in labels.items()}))


def _new_page(workflows: Any) -> type[FormPage]:
    """Ask what is started: tasks first, for that is what schedules are mostly for."""
    listed = sorted(workflows, key=lambda found: (not found.is_task, found.name))
    labels = {found.name: f"{found.name}: {found.description}" if found.description else found.name for found in listed}
    workflows_here, kinds = _choice("Workflow", labels), _kinds()

    class SchedulePage(FormPage):
        model_config = ConfigDict(title="What is started")

        workflow: Annotated[workflows_here, Field(title="Workflow or task")]  # type: ignore[valid-type]
        name: Annotated[Name, Field(title="Name", description="of the schedule; else as its workflow")] = ""
        kind: Annotated[kinds, Field(title="When")] = kinds("interval")  # type: ignore[valid-type]

    return SchedulePage


def _change_page(row: ScheduleRow) -> type[FormPage]:
    kinds = _kinds()

    class ChangePage(FormPage):
        model_config = ConfigDict(title=f"Schedule of {row.workflow}")

        name: Annotated[Name, Field(title="Name", min_length=1)] = row.name
        kind: Annotated[kinds, Field(title="When")] = kinds(row.trigger)  # type: ignore[valid-type]
        asked: Annotated[bool, Field(title="Answer its form again")] = False

    return ChangePage


def _interval_page(before: Mapping[str, Any], here: str, clock: Callable[[], datetime]) -> type[FormPage]:
    units = interval_of("1w1d1h1m1s")
    beside = {name: value for name, value in before.items() if name not in units}

    def fires(text: str) -> str:
        return _tried("interval", {**beside, **_words(interval_of, text)}, clock, text)

    class IntervalPage(FormPage):
        model_config = ConfigDict(title="How often")

        every: Annotated[
            str,
            AfterValidator(fires),
            Field(title="Every", description="such as 90s, 10m, 6h, 1d or 1h30m"),
        ] = interval_text(before) or "6h"

        def words(self) -> dict[str, Any]:
            """Return the trigger's words."""
            return {**beside, **interval_of(self.every)}

    return IntervalPage


def _cron_page(before: Mapping[str, Any], here: str, clock: Callable[[], datetime]) -> type[FormPage]:
    own = cron_of("* * * * *", "UTC")
    beside = {name: value for name, value in before.items() if name not in own}

    class CronPage(FormPage):
        model_config = ConfigDict(title="By a crontab line")

        line: Annotated[str, Field(title="Line", description="minute hour day month day_of_week")] = (
            cron_text(before) if before else "0 6 * * *"
        )
        zone: Annotated[str, Field(title="Time zone", description="such as Europe/Amsterdam")] = str(
            before.get("timezone", here)
        )

        @model_validator(mode="after")
        def _fires(self) -> CronPage:
            _tried("cron", {**beside, **_words(cron_of, self.line, self.zone)}, clock, self.line)
            return self

        def words(self) -> dict[str, Any]:
            """Return the trigger's words."""
            return {**beside, **cron_of(self.line, self.zone)}

    return CronPage


def _date_page(before: Mapping[str, Any], here: str, clock: Callable[[], datetime]) -> type[FormPage]:
    was: Any = ...  # to be given
    with suppress(KeyError, ValueError):
        was = datetime.fromisoformat(before["run_date"])

    def words_of(at: datetime) -> dict[str, Any]:
        aware = at if at.tzinfo is not None else at.replace(tzinfo=ZoneInfo(here))
        return {"run_date": aware.isoformat(), "timezone": here}

    def future(at: datetime) -> datetime:
        _tried("date", words_of(at), clock, "")
        return at

    class DatePage(FormPage):
        model_config = ConfigDict(title="Once")

        at: Annotated[datetime, AfterValidator(future), Field(title="At")] = was

        def words(self) -> dict[str, Any]:
            """Return the trigger's words."""
            return words_of(self.at)

    return DatePage


_PAGES: dict[Kind, Callable[[Mapping[str, Any], str, Callable[[], datetime]], type[FormPage]]] = {
    "interval": _interval_page,
    "cron": _cron_page,
    "date": _date_page,
}


def _words(read: Callable[..., dict[str, Any]], *texts: str) -> dict[str, Any]:
    try:
        return read(*texts)
    except UsageError as error:
        raise ValueError(str(error)) from None


def _tried(kind: Kind, words: Mapping[str, Any], clock: Callable[[], datetime], given: str) -> str:
    """Return what was given, if a trigger of these words fires at all. Raises ValueError."""
    try:
        trigger = Trigger(kind, words)
    except UsageError as error:
        raise ValueError(str(error).removeprefix(f"Invalid trigger_kwargs for '{kind}' trigger: ")) from None
    if trigger.first_after(clock()) is None:
        raise ValueError(f"'{trigger}' is over: nothing would ever be started")
    return given
