"""An engine is killed at each point of the run loop: is no finished step lost or repeated, and every doubt shown?"""

from __future__ import annotations

from collections import Counter
from uuid import UUID

import pytest

from engine.failure import INTERRUPTED
from engine.outcome import ENDED, FAILURES, ProcessStatus
from tests.faults.points import POINTS
from tests.faults.site import Site

STEPS = ["Start", "Work", "Never", "Flaky", "Ask", "After", "Done"]
"""Of the workflow "points", in their order."""


@pytest.mark.parametrize("point", POINTS)
def test_an_engine_killed_at_any_point_loses_and_repeats_no_finished_step(site: Site, point: str) -> None:
    process_id = site.start("points")
    if point.endswith("Done complete"):  # behind the question
        site.run_until_idle()
        site.operations.submit(process_id, [{}])
    (site.folder / "point").write_text(point)
    engine = site.begin("engine", "run", "--until-idle")
    site.wait_for(engine, (site.folder / "reached").exists)
    site.kill(engine)
    (site.folder / "point").unlink()

    bring_to_its_end(site, process_id)
    detail = site.detail(process_id)
    assert detail.row.status is ProcessStatus.COMPLETED
    finished = [run.name for run in detail.steps if run.status in ("success", "skipped", "complete")]
    assert finished == STEPS
    assert (site.owned(), site.engines()) == ([], 0)
    attempts = Counter(run.name for run in detail.steps)
    ran = Counter(site.ledger)
    assert all(1 <= ran[name] <= attempts[name] for name in ("Work", "Flaky", "After"))
    assert ran["Never"] == 0
    doubtful = sum((run.error or "").startswith(INTERRUPTED) for run in detail.steps)
    again = ran["Work"] + ran["Flaky"] + ran["After"] - 3 - (ran["Flaky"] - 1 if attempts["Flaky"] > 1 else 0)
    assert again <= doubtful <= 1


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
