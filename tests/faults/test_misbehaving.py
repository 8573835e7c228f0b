"""Steps do to the engine's program whatever Python lets them: does the engine go on, and is each recorded?"""

from __future__ import annotations

import signal

import pytest

from engine.outcome import FAILURES, ProcessStatus
from tests.faults.misbehaviour import FAILING, WAYS
from tests.faults.selection import one_in
from tests.faults.site import Site

FAILS = {*FAILING, "be_deaf"} - {"return_without_end"}
"""Those whose step fails; the others leave a program behind that is not what it was."""


@pytest.mark.parametrize("way", one_in(6, list(WAYS)))
def test_an_engine_in_which_a_step_misbehaved_goes_on(site: Site, way: str) -> None:
    process_ids = [site.start(way), site.start("plain")]
    engine = site.begin("engine", "run", "--attached")
    ended = FAILURES | {ProcessStatus.COMPLETED}
    site.wait_for(engine, lambda: all(site.detail(one).row.status in ended for one in process_ids))

    misbehaved, other = (site.detail(one).row for one in process_ids)
    assert other.status is ProcessStatus.COMPLETED
    assert misbehaved.status is (ProcessStatus.FAILED if way in FAILS else ProcessStatus.COMPLETED)
    assert len(misbehaved.failed_reason or "") <= 10_000
    later = site.start("plain")
    site.wait_for(engine, lambda: site.detail(later).row.status is ProcessStatus.COMPLETED)
    engine.send_signal(signal.SIGTERM)
    assert site.ended(engine) == 0
    assert (site.owned(), site.engines()) == ([], 0)


def test_steps_that_misbehave_in_every_way_at_once_leave_an_engine_that_goes_on(site: Site) -> None:
    process_ids = {way: site.start(way) for way in WAYS}
    engine = site.begin("engine", "run", "--attached")
    ended = FAILURES | {ProcessStatus.COMPLETED}
    site.wait_for(engine, lambda: all(site.detail(one).row.status in ended for one in process_ids.values()))
    later = site.start("plain")
    site.wait_for(engine, lambda: site.detail(later).row.status is ProcessStatus.COMPLETED)

    failed = {way for way, one in process_ids.items() if site.detail(one).row.status is ProcessStatus.FAILED}
    assert failed - {"draw"} == FAILS  # which fails where another one closed the descriptor first
    engine.send_signal(signal.SIGTERM)
    assert site.ended(engine) == 0
