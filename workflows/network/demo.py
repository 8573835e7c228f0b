"""What does a fresh demo show?

Processes in every status, each brought there by the real engine from a start form, answers and its own steps:
nothing is written past the operator's verbs. Which router answers when follows from the lab's seed, so every demo
begins alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from engine.triggers import Trigger
from workflows.network.errors import LabFileUnusable
from workflows.network.lab import at_speed, lab
from workflows.network.sold import sell

__all__ = ["Operations", "is_of_this_version", "keep_running", "schedule", "seed", "sell"]

Answer = Mapping[str, Any]


class Operations(Protocol):
    """The verbs the demo uses; `engine.operations.Operations` has them."""

    def start(self, workflow: str, answers: Sequence[Answer] | None = None) -> UUID: ...
    def submit(self, process_id: UUID, answers: Sequence[Answer] | None = None) -> None: ...
    def abort(self, process_id: UUID) -> None: ...
    def add_schedule(
        self, workflow: str, trigger: Trigger, inputs: Sequence[Answer] | None = None, *, name: str = ""
    ) -> object: ...


ALARMS = 3
"""How often one link was reported, and checked: failures for one reason."""
RACKED: Answer = {"power_a": True, "power_b": True}
SCHEDULES: tuple[tuple[str, str, Trigger, Sequence[Answer]], ...] = (
    (
        "Core links are as sold",
        "task_validate_product_type",
        Trigger("interval", {"hours": 6}),
        [{"product_type": "CoreLink"}],
    ),
    ("Everything is as sold", "task_validate_subscriptions", Trigger("cron", {"hour": 2, "minute": 15}), [{}]),
)
"""Name, workflow, when, and the answers to its form."""
GO: Answer = {"customers_informed": True, "go_note": "Two research institutes informed by mail and phone"}


def seed(operations: Operations, run: Callable[[UUID], object]) -> None:
    """Fill a fresh store and begin its lab anew; `run(process_id)` runs a queued process in place until it rests."""

    def started(workflow: str, *answers: Answer) -> UUID:
        process_id = operations.start(workflow, answers)
        run(process_id)
        return process_id

    def answered(process_id: UUID, answer: Answer) -> None:
        operations.submit(process_id, [answer])
        run(process_id)

    with at_speed(0):
        lab().begin_anew()
        _seed_completed(started, answered)
        operations.abort(started("drain_node_for_maintenance", _drain("vie-cr1", "CHG-20433", "Line card swap")))

        lab().lock_configuration("mil-cr1", by="root terminal pts/2 (pid 48121)", commits=1)
        answered(started("drain_node_for_maintenance", _drain("mil-cr1", "CHG-20471", "Power supply swap")), GO)
        lab().degrade("bil-mad", measurements=2 * ALARMS)  # a check that fails measures twice
        for _ in range(ALARMS):
            started("check_link", {"link": "bil-mad"})

        started("provision_node", *_node("vie-cr2", "core", 48, "bud-cr1", "prg-cr1", "mil-cr1"))
        started("provision_node", *_node("ams-pe1", "edge", 24, "ams-cr1", "lon-cr1"))

        started("check_link", {"link": "buc-bud"})  # bud-cr1 misses its first two sessions, fra-pe1 too
        started("provision_node", *_node("fra-pe1", "edge", 24, "fra-cr1", "ham-cr1"))


def is_of_this_version() -> bool:
    """Say whether the lab of an earlier opening is one that this program makes: what is sold follows from it."""
    try:
        lab().devices()
    except LabFileUnusable:
        return False
    return True


def schedule(operations: Operations) -> None:
    """Have the network compared with what is sold on it, again and again."""
    for name, workflow, when, answers in SCHEDULES:
        operations.add_schedule(workflow, when, answers, name=name)


def _seed_completed(started: Callable[..., UUID], answered: Callable[[UUID, Answer], None]) -> None:
    started("check_link", {"link": "ams-fra"})
    answered(
        started("provision_node", *_node("poz-pe1", "edge", 24, "poz-cr1")),
        {**RACKED, "rack_position": "R01-U12", "installation_note": "Rails were missing, taken from the spare rack"},
    )
    answered(
        started("provision_node", *_node("ham-cr2", "core", 48, "ham-cr1", "ams-cr1")),
        {**RACKED, "rack_position": "R02-U04", "installation_note": "Feed B is on the new distribution unit"},
    )
    started("check_link", {"link": "dub-lon"})


def _node(name: str, role: str, ports: int, *uplinks: str) -> tuple[Answer, Answer]:
    """Return the answers to both pages of `provision_node`."""
    site = name.partition("-")[0]
    description = f"Growth of this year: {role} router number {name[-1]} of the site"
    node = {"site": site, "role": role, "node_name": name, "ports": ports, "description": description}
    return node, {"uplinks": list(uplinks)}


def _drain(node: str, ticket: str, reason: str) -> Answer:
    return {"node_name": node, "ticket": ticket, "reason": reason}


def keep_running(operations: Operations) -> None:
    """Set something going that takes a while, at each opening of the demo."""
    operations.start("task_soak_test_links", [{}])
