"""Is a schedule made and changed by its form, with nothing in it that would never start anything?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from engine import FormPage
from engine.definition import make_workflow
from engine.dsl import Target, done, init
from engine.errors import FormRejected, NotFound, Overtaken, Refused
from engine.forms import FormDone, FormSession, PageErrors, PageView
from engine.store.audit import entries
from engine.store.database import Store
from engine.store.schedule_tables import ScheduleTable
from tests.lab import Lab, flow

NAME = "task_ask"


@pytest.fixture(autouse=True)
def _none(store: Store, lab: Lab) -> None:
    with store.writing() as connection:
        connection.execute(delete(ScheduleTable))  # the clean-up that every store is born with

    def ask() -> type[FormPage]:
        class Ask(FormPage):
            site: str

        return Ask

    made = make_workflow(lambda: init >> done, "Ask a site", ask, Target.SYSTEM)
    made.name = NAME
    lab.registry.put(made)


def page(session: FormSession, *answers: Mapping[str, Any]) -> PageView:
    """Return the page that asks next."""
    found = session.walk(answers)
    assert isinstance(found, PageView), found
    return found


def errors(session: FormSession, *answers: Mapping[str, Any]) -> str:
    """Return what is wrong with the last of the answers."""
    found = session.walk(answers)
    assert isinstance(found, PageErrors), found
    return "; ".join(map(str, found.errors))


def new(kind: str = "interval", workflow: str = NAME) -> dict[str, Any]:
    return {"workflow": workflow, "name": "", "kind": kind}


def test_c2_the_form_asks_what_then_when_then_what_the_workflow_asks(lab: Lab) -> None:
    session = lab.operations.schedule_form()
    lab.registry.put(flow(init >> done, name="a_workflow"))
    first = page(session)
    assert first.title == "What is started"
    options = first.schema["$defs"]["Workflow"]
    assert options["enum"][0] == NAME, "tasks come first"
    assert page(session, new()).title == "How often"
    assert page(session, new("cron")).title == "By a crontab line"
    assert page(session, new("date")).title == "Once"
    assert list(page(session, new(), {"every": "6h"}).schema["properties"]) == ["site"]
    assert isinstance(session.walk([new(), {"every": "6h"}, {"site": "ams"}]), FormDone)


@pytest.mark.parametrize(
    ("kind", "answer", "said"),
    [
        ("interval", {"every": "often"}, "'often' is no interval"),
        ("interval", {"every": "1s"}, "it has to be 5 seconds or longer"),
        ("cron", {"line": "30 2", "zone": "UTC"}, "it has 2 fields"),
        ("cron", {"line": "99 2 * * *", "zone": "UTC"}, "the last value (99)"),
        ("cron", {"line": "30 2 * * *", "zone": "Mars"}, "Mars"),
        ("date", {"at": "2001-01-01T08:00:00Z"}, "is over: nothing would ever be started"),
    ],
)
def test_a_moment_that_never_comes_is_refused_on_its_page(
    lab: Lab, kind: str, answer: dict[str, str], said: str
) -> None:
    assert said in errors(lab.operations.schedule_form(), new(kind), answer)


@pytest.mark.parametrize(
    ("kind", "answer", "words"),
    [
        ("interval", {"every": "1h30m"}, {"hours": 1, "minutes": 30}),
        (
            "cron",
            {"line": "30 2 * * 1", "zone": "Europe/Amsterdam"},
            {
                "minute": "30",
                "hour": "2",
                "day": "*",
                "month": "*",
                "day_of_week": "mon",
                "timezone": "Europe/Amsterdam",
            },
        ),
    ],
)
def test_a_schedule_is_made_by_the_form(lab: Lab, kind: str, answer: dict[str, str], words: dict[str, Any]) -> None:
    row = lab.operations.save_schedule([new(kind), answer, {"site": "ams"}])
    assert lab.operations.schedules() == [row]
    assert (row.name, row.trigger_kwargs, row.inputs) == ("Ask a site", words, [{"site": "ams"}])


def test_a_single_moment_starts_the_workflow_once(lab: Lab) -> None:
    at = lab.clock().replace(microsecond=0).isoformat()
    lab.clock.advance(-3_600)
    row = lab.operations.save_schedule([new("date"), {"at": at}, {"site": "ams"}])
    lab.clock.advance(3_600)
    lab.run()
    (after,) = lab.operations.schedules()
    assert (after.last_status, after.next_run_at) == ("completed", None)
    assert row.next_run_at is not None


def test_the_moment_of_one_that_is_changed_stands_in_its_form(lab: Lab) -> None:
    at = (lab.clock() + timedelta(hours=1)).replace(microsecond=0)
    made = lab.operations.save_schedule([new("date"), {"at": at.isoformat()}, {"site": "ams"}])
    change = {"name": "Later", "kind": "date", "asked": False}
    before = page(lab.operations.schedule_form(made.schedule_id), change).schema["properties"]["at"]["default"]
    assert datetime.fromisoformat(before) == at
    assert lab.operations.save_schedule([change, {}], made.schedule_id).next_run_at == at


def test_answers_that_do_not_fit_the_workflows_own_form_are_refused(lab: Lab) -> None:
    with pytest.raises(FormRejected, match="site"):
        lab.operations.save_schedule([new(), {"every": "6h"}, {}])
    assert lab.operations.schedules() == []


def test_a_change_keeps_the_answers_unless_they_are_asked_for_again(lab: Lab) -> None:
    made = lab.operations.save_schedule([new(), {"every": "6h"}, {"site": "ams"}])
    session = lab.operations.schedule_form(made.schedule_id)
    assert list(page(session).schema["properties"]) == ["name", "kind", "asked"]
    kept = {"name": "Nightly", "kind": "interval", "asked": False}
    assert page(session, kept).schema["properties"]["every"]["default"] == "6h"
    changed = lab.operations.save_schedule([kept, {"every": "1d"}], made.schedule_id)
    assert (changed.name, changed.trigger_kwargs, changed.inputs) == ("Nightly", {"days": 1}, [{"site": "ams"}])
    again = lab.operations.save_schedule([kept | {"asked": True}, {"every": "1d"}, {"site": "dub"}], made.schedule_id)
    assert lab.operations.schedules() == [again]
    assert (again.inputs, again.next_run_at) == ([{"site": "dub"}], changed.next_run_at)
    with lab.store.reading() as connection:
        assert [entry.action for entry in entries(connection, None, 2)] == ["schedule edit", "schedule edit"]


def test_a_schedule_that_a_colleague_changed_meanwhile_is_not_written_over(lab: Lab) -> None:
    made = lab.operations.save_schedule([new(), {"every": "6h"}, {"site": "ams"}])
    kept = {"name": "Nightly", "kind": "interval", "asked": False}
    seen = lab.operations.schedule_form(made.schedule_id).version
    lab.clock.advance(6 * 3_600)
    lab.run()  # a tick is no change

    lab.operations_of("bert").save_schedule([kept, {"every": "1d"}], made.schedule_id, seen=seen)
    with pytest.raises(Overtaken, match="Schedule 'Nightly' was changed since you looked"):
        lab.operations.save_schedule([kept, {"every": "2h"}], made.schedule_id, seen=seen)
    assert lab.operations.schedule(str(made.schedule_id)).trigger_kwargs == {"days": 1}
    with lab.store.reading() as connection:
        (last,) = entries(connection, None, 1)
    assert (last.display_name, last.action) == ("bert", "schedule edit")
    assert (last.detail or "").endswith('was Ask a site (interval {"hours":6})')


def test_what_stands_between_an_operator_and_a_change_is_said(lab: Lab) -> None:
    made = lab.operations.save_schedule([new(), {"every": "6h"}, {"site": "ams"}])
    change: list[dict[str, Any]] = [{"name": "x", "kind": "interval", "asked": False}, {"every": "1d"}]
    lab.operations.remove_schedule(made.schedule_id)
    with pytest.raises(NotFound):
        lab.operations.save_schedule(change, made.schedule_id)
    with pytest.raises(Refused, match="read-only"):
        lab.operations_of("anna", read_only=True).save_schedule(change)
    kept = lab.operations.save_schedule([new(), {"every": "6h"}, {"site": "ams"}])
    lab.registry.take_out(NAME)
    assert lab.operations.why_not_schedule("edit", kept) == lab.operations.why_not_schedule("run-now", kept)
    with pytest.raises(Refused, match="is not loaded here"):
        lab.operations.save_schedule(change, kept.schedule_id)


def test_verbs_apply_as_the_engine_says_and_no_other_way(lab: Lab) -> None:
    row = lab.operations.save_schedule([new(), {"every": "6h"}, {"site": "ams"}])
    why_not = lab.operations.why_not_schedule
    assert [verb for verb in ("run-now", "edit", "pause", "resume", "remove") if why_not(verb, row)] == ["resume"]
    lab.operations.pause_schedule(row.schedule_id)
    (paused,) = lab.operations.schedules()
    assert why_not("pause", paused) == "Schedule 'Ask a site' is paused already"
    with pytest.raises(Refused, match="is paused already"):
        lab.operations.pause_schedule(row.schedule_id)
