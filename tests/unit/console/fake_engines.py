"""How the engines of a deck without one fare: one that runs two processes, one that died, and what waits."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid5

from engine.outcome import ProcessStatus
from engine.records import OwnerRow, ProcessRow
from engine.store.audit import AuditEntry
from engine.watch import EngineReport, Waiting
from tests.unit.console.fake_subscriptions import NOW

__all__ = ["LOG", "commands", "owner", "report"]

NAMESPACE = UUID("6f6e3c1a-0000-4000-8000-000000000003")
DECK = UUID("6f6e3c1a-0000-4000-8000-000000000000")
"""Of the processes of the deck, by name."""

LOG = """2026-03-12T13:40:02Z [info     ] step output                    process_id=5d215d21
2026-03-12T13:58:40Z [warning  ] took over the work of a dead engine owner='The engine on noc2 (pid 902)' processes=1
2026-03-12T14:01:10Z [warning  ] a schedule started nothing     schedule='Validate products' reason='it runs already'
"""


def owner(name: str, *, alive: bool = True, running: int = 0, seconds: float = 1) -> OwnerRow:
    """Return an engine whose last heartbeat was so many seconds ago."""
    return OwnerRow(
        owner_id=uuid5(NAMESPACE, name),
        host=name,
        pid=4711,
        started_at=NOW - timedelta(hours=5),
        heartbeat_at=NOW - timedelta(seconds=seconds),
        expires_at=NOW + timedelta(seconds=10 - seconds),
        alive=alive,
        running=running,
    )


def _running(name: str, workflow: str, step: str, seconds: float) -> ProcessRow:
    return ProcessRow(
        process_id=uuid5(DECK, name),
        version=7,
        workflow=workflow,
        target="CREATE",
        is_task=False,
        status=ProcessStatus.RUNNING,
        last_step=step,
        assignee="SYSTEM",
        created_by="anna",
        started_at=NOW - timedelta(minutes=3),
        last_modified_at=NOW - timedelta(seconds=seconds),
        failed_reason=None,
        note=None,
        attempt=1,
        retry_at=None,
        step_started_at=NOW - timedelta(seconds=seconds),
        abort_requested_by=None,
    )


def report() -> EngineReport:
    """Return how they fare: nothing is late."""
    owners = (owner("noc1", running=2), owner("noc2", alive=False, seconds=75))
    runs = (_running("run", "provision_node", "Push config", 8), _running("run2", "check_link", "Measure loss", 90))
    return EngineReport(
        pause=None,
        owners=owners,
        running={owners[0].owner_id: runs},
        queued=Waiting(count=2, first=NOW - timedelta(seconds=4)),
        waiting=Waiting(count=1, first=NOW + timedelta(seconds=42)),
        callbacks=Waiting(count=0, first=None),
        next_schedule=NOW + timedelta(minutes=12),
        next_due=NOW + timedelta(seconds=42),
        late=None,
        store="sqlite:////var/lib/nocdeck/store.db",
        revision="0006",
        size=3_200_000,
    )


def commands() -> list[AuditEntry]:
    """Return four commands, the newest first."""

    def entry(number: int, action: str, who: str, minutes: float, **more: str | None) -> AuditEntry:
        return AuditEntry(
            at=NOW - timedelta(minutes=minutes),
            os_user=f"os-{who}",
            db_role=None,
            display_name=who,
            host="noc1",
            os_pid=812,
            action=action,
            process_id=uuid5(DECK, str(more["process"])) if more.get("process") else None,
            step=more.get("step"),
            before=more.get("before"),
            after=more.get("after"),
            detail=more.get("detail"),
            audit_id=number,
        )

    return [
        entry(4, "retry", "anna", 2, process="again", step="Set description", before="failed", after="resumed"),
        entry(3, "note", "bram", 31, process="fail", before="failed", after="failed", detail="-> vendor case 4411"),
        entry(2, "schedule pause", "bram", 60, detail="Maintenance of dub1 (task_gone)"),
        entry(1, "start", "anna", 700, process="done2", after="created"),
    ]
