"""An engine is frozen in mid-step (SIGSTOP, a laptop that sleeps) and wakes: is it fenced, or left alone?"""

from __future__ import annotations

import signal

from engine.failure import INTERRUPTED
from engine.outcome import ProcessStatus
from tests.faults.site import Site


def test_a_frozen_engine_is_taken_for_dead_where_leases_decide_and_what_it_commits_late_is_refused(site: Site) -> None:
    process_id = site.start("retried")
    frozen = site.engine_in_hold("until released", "--until-idle")
    frozen.send_signal(signal.SIGSTOP)
    site.expire_leases()
    site.run_until_idle()
    taken_over = site.detail(process_id).row.status is ProcessStatus.COMPLETED
    assert taken_over == (site.store.kind == "postgresql")  # beside a file its lock says that the engine lives

    site.release()
    frozen.send_signal(signal.SIGCONT)
    assert site.ended(frozen) == 0
    assert site.detail(process_id).row.status is ProcessStatus.COMPLETED
    log = [(name, status) for name, status, _ in site.log(process_id)]
    assert log[2:] == [
        *([("Hold", "waiting")] if taken_over else []),
        ("Hold", "success"),
        ("After", "success"),
        ("Done", "complete"),
    ]
    if taken_over:
        assert (site.detail(process_id).steps[2].error or "").startswith(INTERRUPTED)
    assert site.ledger == ["Before", "Hold", *(["Hold"] if taken_over else []), "After"]
    assert (site.owned(), site.engines()) == ([], 0)
