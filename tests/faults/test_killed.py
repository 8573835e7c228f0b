"""An engine is killed in the middle of a step: is what it was doing known, and is nothing finished done again?"""

from __future__ import annotations

from engine.failure import INTERRUPTED
from engine.outcome import ProcessStatus
from tests.faults.site import Site

DEATHS = 4


def test_w04_a_plain_step_whose_engine_was_killed_fails_as_may_have_run_until_an_operator_retries(site: Site) -> None:
    process_id = site.start("plain")
    site.kill(site.engine_in_hold("for ever", "--until-idle"))
    assert site.owned() == [process_id]

    site.run_until_idle()
    row = site.detail(process_id).row
    assert (row.status, row.last_step) == (ProcessStatus.FAILED, "Hold")
    assert (row.failed_reason or "").startswith(INTERRUPTED)
    assert site.log(process_id) == [("Start", "success", 1), ("Before", "success", 1), ("Hold", "failed", 1)]
    assert (site.owned(), site.engines()) == ([], 0)
    assert site.ledger == ["Before", "Hold"]

    site.operations.retry(process_id)
    site.run_until_idle()
    assert site.log(process_id)[3:] == [("Hold", "success", 2), ("After", "success", 1), ("Done", "complete", 1)]
    assert site.ledger == ["Before", "Hold", "Hold", "After"]
    assert site.detail(process_id).state["after"] == 2


def test_a_retrystep_whose_engine_was_killed_is_retried_by_the_next_engine(site: Site) -> None:
    process_id = site.start("retried")
    site.kill(site.engine_in_hold("for ever", "--until-idle"))

    site.run_until_idle()
    assert site.log(process_id) == [
        ("Start", "success", 1),
        ("Before", "success", 1),
        ("Hold", "waiting", 1),
        ("Hold", "success", 2),
        ("After", "success", 1),
        ("Done", "complete", 1),
    ]
    assert (site.detail(process_id).steps[2].error or "").startswith(INTERRUPTED)
    assert (site.owned(), site.engines()) == ([], 0)
    assert site.ledger == ["Before", "Hold", "Hold", "After"]


def test_a_step_that_ends_its_program_is_known_as_interrupted(site: Site) -> None:
    process_id = site.start("plain")
    site.hold("exit")
    assert site.ended(site.begin("engine", "run", "--until-idle")) == 7
    site.expire_leases()
    site.go_on()

    site.run_until_idle()
    assert site.log(process_id)[-1] == ("Hold", "failed", 1)
    assert (site.detail(process_id).row.failed_reason or "").startswith(INTERRUPTED)
    assert site.ledger == ["Before", "Hold"]


def test_an_engine_that_serves_is_killed_as_well_as_one_that_runs_until_idle(site: Site) -> None:
    process_id = site.start("plain")
    site.kill(site.engine_in_hold("for ever", "--attached"))

    site.run_until_idle()
    assert site.log(process_id)[-1] == ("Hold", "failed", 1)
    assert site.ledger == ["Before", "Hold"]


def test_engines_killed_wherever_they_are_lose_no_finished_step_and_repeat_none(site: Site) -> None:
    process_ids = [site.start("many") for _ in range(3)]
    for death in range(1, DEATHS + 1):
        engine = site.begin("engine", "run", "--until-idle")
        site.wait_for_lines(engine, 5 * death)
        site.kill(engine)
    site.run_until_idle()

    assert site.owned() == []
    ran = site.ledger
    interrupted = 0
    for process_id in process_ids:
        assert site.detail(process_id).row.status == ProcessStatus.COMPLETED
        attempts = [(run.name, str(run.status)) for run in site.detail(process_id).steps[:-1]]
        assert [name for name, status in attempts if status == "success"] == [f"Step {number}" for number in range(8)]
        for number in range(8):
            tries = [status for name, status in attempts if name == f"Step {number}"]
            assert tries == ["waiting"] * (len(tries) - 1) + ["success"]
            # Killed between the claim and the step's first line, an attempt is in the log that never ran.
            assert 1 <= ran.count(f"{process_id} Step {number}") <= len(tries)
            interrupted += len(tries) - 1
    assert 0 < interrupted <= DEATHS
