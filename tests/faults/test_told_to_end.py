"""An engine is told to end in the middle of a step: is that step finished and kept, and nothing left in doubt?"""

from __future__ import annotations

import signal
import subprocess
from uuid import UUID

import pytest

from engine.outcome import ProcessStatus
from tests.faults.selection import one_in
from tests.faults.site import Site


def ends_after_the_step_in_hand(site: Site, process_id: UUID, engine: subprocess.Popen[str]) -> None:
    """Ask what every polite end must leave: the step in hand done, the rest for the next engine, nothing in doubt."""
    assert site.ended(engine) == 0
    row = site.detail(process_id).row
    assert (row.status, row.last_step, row.failed_reason) == (ProcessStatus.RESUMED, "After", None)
    assert (site.owned(), site.engines()) == ([], 0)
    assert site.ledger == ["Before", "Hold"]

    site.run_until_idle()
    assert site.ledger == ["Before", "Hold", "After"]
    assert site.log(process_id) == [
        ("Start", "success", 1),
        ("Before", "success", 1),
        ("Hold", "success", 1),
        ("After", "success", 1),
        ("Done", "complete", 1),
    ]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_lets_the_step_in_hand_finish_and_leaves_the_rest_to_the_next_engine(
    site: Site, number: signal.Signals
) -> None:
    process_id = site.start("plain")
    engine = site.engine_in_hold(f"until {number.name} was taken", "--until-idle")
    engine.send_signal(number)

    ends_after_the_step_in_hand(site, process_id, engine)


@pytest.mark.parametrize("running", [0, 1, 50])
@pytest.mark.parametrize("number", one_in(3, [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]))
def test_a_signal_lets_every_step_in_hand_finish_however_many_there_are(
    site: Site, number: signal.Signals, running: int
) -> None:
    process_ids = [site.start("plain") for _ in range(running)]
    site.hold("until released")
    engine = site.begin("engine", "run", "--attached")
    site.wait_until_caught(engine, number)
    site.wait_for_lines(engine, 2 * running)
    assert len(site.owned()) == running
    engine.send_signal(number)
    site.wait_for_default(engine, number)
    site.release()

    assert site.ended(engine) == 0
    assert site.ledger.count("Hold") == running
    assert (site.owned(), site.engines()) == ([], 0)
    for process_id in process_ids:
        row = site.detail(process_id).row
        assert (row.status, row.last_step, row.failed_reason) == (ProcessStatus.RESUMED, "After", None)
    site.go_on()
    site.run_until_idle()
    assert site.ledger.count("After") == running


def test_the_end_of_the_console_lets_the_step_in_hand_finish(site: Site) -> None:
    process_id = site.start("retried")
    engine = site.engine_in_hold("until the console is gone", "--attached")
    site.hang_up(engine)

    ends_after_the_step_in_hand(site, process_id, engine)


def test_a_second_signal_ends_an_engine_in_mid_step_and_the_step_is_known_as_interrupted(site: Site) -> None:
    process_id = site.start("plain")
    engine = site.engine_in_hold("for ever", "--until-idle")
    engine.send_signal(signal.SIGTERM)
    site.wait_for_default(engine, signal.SIGTERM)
    engine.send_signal(signal.SIGTERM)
    assert site.ended(engine) == -signal.SIGTERM
    site.expire_leases()

    site.run_until_idle()
    assert site.log(process_id)[-1] == ("Hold", "failed", 1)
    assert site.ledger == ["Before", "Hold"]
