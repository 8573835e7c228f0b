"""An engine is killed, broken or frozen at each point of the run loop.

Is no finished step lost or repeated, and every doubt shown?
"""

from __future__ import annotations

import signal
import subprocess
from collections import Counter
from uuid import UUID

import pytest

from engine.failure import INTERRUPTED
from engine.outcome import ENDED, FAILURES, ProcessStatus
from engine.records import StepRun
from tests.faults.points import FAULTS, POINTS
from tests.faults.selection import combined
from tests.faults.site import Site

STEPS = ["Start", "Work", "Never", "Flaky", "Ask", "After", "Done"]
"""Of the workflow "points", in their order."""

HELD = ("claimed", "in the commit", "waking")
"""How points begin that lie in a transaction: on SQLite nobody else can write while an engine is frozen there."""


@pytest.mark.parametrize(("point", "fault"), combined(POINTS, FAULTS, always="killed"))
def test_an_engine_that_meets_a_fault_at_any_point_loses_and_repeats_no_finished_step(
    site: Site, point: str, fault: str
) -> None:
    process_id = site.start("points")
    if point.endswith("Done complete"):  # behind the question
        site.run_until_idle()
        site.operations.submit(process_id, [{}])
    (site.folder / "point").write_text(f"{fault}: {point}")
    engine = site.begin("engine", "run", "--until-idle")
    site.meet(engine)
    end(site, engine, fault, others_can_write=site.store.kind != "sqlite" or not point.startswith(HELD))

    bring_to_its_end(site, process_id)
    detail = site.detail(process_id)
    assert detail.row.status is ProcessStatus.COMPLETED
    finished = [run.name for run in detail.steps if run.status in ("success", "skipped", "complete")]
    assert finished == STEPS
    assert (site.owned(), site.engines()) == ([], 0)
    attempts, ran = Counter(run.name for run in detail.steps), Counter(site.ledger)
    assert all(1 <= ran[name] <= attempts[name] for name in ("Work", "Flaky", "After"))
    assert ran["Never"] == 0
    assert len(doubtful(detail.steps)) <= 1
    assert ran["Work"] - 1 <= len(failed(detail.steps, "Work"))
    assert ran["Flaky"] - 2 <= len([run for run in doubtful(detail.steps) if run.name == "Flaky"])


def end(site: Site, engine: subprocess.Popen[str], fault: str, *, others_can_write: bool) -> None:
    """Do to an engine what belongs to its fault, and see it end."""
    if fault == "killed":
        site.kill(engine)
        return
    if fault == "frozen":
        site.wait_until_frozen(engine)
        if others_can_write:
            site.expire_leases()
            site.run_until_idle()
        engine.send_signal(signal.SIGCONT)
    assert site.ended(engine) in (0, 1)  # with a word on standard error, where a sweep failed


def doubtful(steps: tuple[StepRun, ...]) -> list[StepRun]:
    """Return the attempts that the log says may have run."""
    return [run for run in steps if (run.error or "").startswith(INTERRUPTED)]


def failed(steps: tuple[StepRun, ...], name: str) -> list[StepRun]:
    """Return the attempts at a step that the log does not call finished."""
    return [run for run in steps if run.name == name and run.status in ("failed", "waiting")]


def bring_to_its_end(site: Site, process_id: UUID) -> None:
    """Run what can run, retry what failed and answer what is asked, as an operator would, until it has ended."""
    for _ in range(4):
        site.run_until_idle()
        status = site.detail(process_id).row.status
        if status in FAILURES:
            site.operations.retry(process_id)
        elif status is ProcessStatus.SUSPENDED:
            site.operations.submit(process_id, [{}])
        else:
            assert status in ENDED
            return
