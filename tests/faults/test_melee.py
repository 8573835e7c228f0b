"""Two to eight consoles do different things to one process at once: is each done whole or refused, the log sound?"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

import pytest

from engine import begin, done
from engine.dsl import Target
from engine.errors import NocdeckError
from engine.operations import Operations
from engine.outcome import ENDED, MOVING, ProcessStatus
from engine.store.database import Store
from tests.faults.selection import SOAK, one_in
from tests.integration.flows import ask_ports, failing_times, plain_step
from tests.lab import Lab, flow
from tests.racing import race

CONSOLES = range(2, 9)

ROUNDS = 40 if SOAK else 3

VERBS = ("retry", "submit", "abort", "pause", "tick", "delete", "skip", "take", "release")


@pytest.mark.parametrize("consoles", one_in(3, CONSOLES))
@pytest.mark.parametrize("rests", ["suspended", "waiting"])
def test_whatever_several_consoles_do_at_once_each_command_is_done_whole_or_refused(
    lab: Lab, another_store: Callable[[], Store], consoles: int, rests: str
) -> None:
    chance = random.Random(consoles)
    desks = [lab.operations_of(f"operator {number}", store=another_store()) for number in range(consoles)]
    engines = [lab.another_engine(another_store()) for _ in range(consoles)]
    for _ in range(ROUNDS):
        steps = begin >> (ask_ports if rests == "suspended" else failing_times("Verify", 1)) >> plain_step >> done
        process_id = lab.go(flow(steps, name="task", target=Target.SYSTEM))
        lab.clock.advance(3_600)

        def act(number: int, verb: str, process_id: UUID = process_id) -> None:
            desk = desks[number]
            match verb:
                case "pause":
                    desk.pause()
                    desk.resume()
                case "tick":
                    engines[number].run_until_idle()
                case "submit":
                    desk.submit(process_id, [{"ports": 2}])
                case "skip":
                    desk.skip(process_id, f"done by hand by operator {number}")
                case _:
                    getattr(desk, verb)(process_id)

        chosen = [chance.choice(VERBS) for _ in range(consoles)]
        outcomes = race([partial(act, number, verb) for number, verb in enumerate(chosen)])
        for outcome in outcomes:
            assert outcome is None or isinstance(outcome, NocdeckError), repr(outcome)
        bring_to_its_end(lab, desks[0], process_id)


def bring_to_its_end(lab: Lab, desk: Operations, process_id: UUID) -> None:
    """See that the process is whole, or gone with its log, and can be brought to its end."""
    said = [(entry.action, entry.before) for entry in lab.audit(process_id)]
    assert_hand_to_hand([action for action, _ in said])
    if any(action == "delete" for action, _ in said):
        assert said[-1][0] == "delete"
        assert ("delete", "running") not in said
        return
    if lab.operations.pause_state() is not None:
        desk.resume()
    for _ in range(3):
        lab.run()
        if lab.row(process_id).status is ProcessStatus.SUSPENDED:
            desk.submit(process_id, [{"ports": 2}])
        elif lab.row(process_id).status in (ProcessStatus.WAITING, ProcessStatus.FAILED):
            desk.retry(process_id)
    detail = lab.detail(process_id)
    assert detail.row.status in ENDED
    assert detail.row.status not in MOVING
    assert lab.owner_of(process_id) is None
    assert [run.seq for run in detail.steps] == list(range(1, len(detail.steps) + 1))
    succeeded = [run.name for run in detail.steps if run.status == "success"]
    assert len(succeeded) == len(set(succeeded))
    by_hand = [run.name for run in detail.steps if run.status == "skipped"]
    assert len(by_hand) == sum(action == "skip" for action, _ in said)
    assert set(by_hand).isdisjoint(succeeded)
    if detail.row.status is ProcessStatus.COMPLETED:
        assert succeeded[-1] == "Push"


def assert_hand_to_hand(commands: Sequence[str]) -> None:
    """See that it was taken by one at a time: whoever took it second found it free, or was refused."""
    held = False
    for command in commands:
        if command in ("take", "release"):
            assert held is (command == "release")
            held = command == "take"
