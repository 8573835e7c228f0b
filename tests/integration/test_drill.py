"""Does a drill have in it what was asked for, and nothing else?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from engine.delivery import deliver
from engine.outcome import ProcessStatus, StepStatus
from tests.lab import Lab
from workflows.network.drill import task_drill
from workflows.network.lab import LAB
from workflows.network.management_link import LATENCY

DRILL = {"codename": "lost-fibre", "sites": ["mil", "vie"], "with_report": False}
REPORT = {"headline": "Nobody hurt"}


@pytest.fixture
def at_lab(lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lab:
    """A store whose workflows see a lab network."""
    monkeypatch.setenv(LAB, str(tmp_path / "lab.db"))
    monkeypatch.setenv(LATENCY, "0")
    lab.registry.put(task_drill)
    return lab


def drill(lab: Lab, **answers: Any) -> UUID:
    """Run a drill to its first stop."""
    process_id = lab.operations.start("task_drill", [{**DRILL, **answers}, {}])
    lab.engine.run_here(process_id)
    return process_id


def skipped(lab: Lab, process_id: UUID) -> list[str]:
    return [run.name for run in lab.detail(process_id).steps if run.status is StepStatus.SKIPPED]


def test_a17_a_drill_without_extras_skips_them_and_completes(at_lab: Lab) -> None:
    process_id = drill(at_lab)
    assert at_lab.row(process_id).status is ProcessStatus.COMPLETED
    assert at_lab.state(process_id)["debriefing"] == []
    assert at_lab.state(process_id)["briefing"] == "lost-fibre: minor, 2 people, at mil, vie"
    assert {"Measure the links of the sites", "Report from the floor", "Lose the spare line card"} <= set(
        skipped(at_lab, process_id)
    )


def test_a17_links_are_measured_when_asked_for(at_lab: Lab) -> None:
    process_id = drill(at_lab, with_measurement=True)
    assert at_lab.state(process_id)["debriefing"] == ["measured"]
    assert len(at_lab.state(process_id)["power"]) > 3


def test_a17_a_drill_waits_for_the_report_of_the_noc_and_goes_on_with_it(at_lab: Lab) -> None:
    process_id = drill(at_lab, with_report=True)
    assert at_lab.row(process_id).status is ProcessStatus.SUSPENDED
    assert at_lab.row(process_id).assignee == "NOC"
    at_lab.operations.submit(process_id, [REPORT])
    at_lab.engine.run_here(process_id)
    assert at_lab.row(process_id).status is ProcessStatus.COMPLETED
    assert at_lab.state(process_id)["report"] == {**REPORT, "details": None, "customers_called": False}


def test_a17_a_drill_waits_for_the_partner_to_call_back(at_lab: Lab) -> None:
    process_id = drill(at_lab, with_call=True, caller="Duty desk")
    assert at_lab.row(process_id).status is ProcessStatus.AWAITING_CALLBACK
    token = str(at_lab.state(process_id)["asked"]["route"]).rpartition("/")[2]
    with at_lab.store.writing() as connection:
        deliver(connection, process_id, token, {"light": "is back"}, "partner", at_lab.clock())
    at_lab.run()
    assert at_lab.row(process_id).status is ProcessStatus.COMPLETED
    assert at_lab.state(process_id)["partner_said"] == {"light": "is back"}


def test_a17_a_drill_that_is_asked_to_fail_fails_with_its_traceback(at_lab: Lab) -> None:
    process_id = drill(at_lab, with_failure=True)
    assert at_lab.row(process_id).status is ProcessStatus.FAILED
    last = at_lab.last(process_id)
    assert last.error_class == "DrillFailed"
    assert "in lose_card" in (last.traceback or "")


def test_a17_the_second_page_shows_the_answers_of_the_first(at_lab: Lab) -> None:
    from engine.forms import FormSession, PageView

    form = task_drill.initial_input_form
    session = FormSession(title="drill", subject="", step="", version=None, form=form, state={})
    page = session.walk([DRILL])
    assert isinstance(page, PageView)
    shown = json.loads(page.schema["properties"]["answers_so_far"]["default"])
    assert (shown["codename"], shown["sites"], shown["pace"]) == ("lost-fibre", ["mil", "vie"], 3)
