"""The clock of the machine jumps, back or ahead, at any moment: are the log and its order the same?"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

import pytest

from engine import begin, conditional, done, step, step_group
from engine.clock import Clock
from engine.dsl import Step
from engine.host import Engine
from engine.outcome import ProcessStatus
from tests.clock import SettableClock
from tests.faults.selection import one_in
from tests.integration.flows import ask_ports, failing_times
from tests.lab import RETRY, Lab, flow

JUMPS = {
    "an hour back": -3_600,
    "a day ahead": 86_400,
    "five minutes back": -300,
    "a leap second": 1,
    "thirty years back": -30 * 365 * 86_400,
}
"""In seconds. Zones and summer time cannot move it: it is UTC everywhere."""


class JumpingClock:
    """A clock that jumps once, the nth time that somebody asks it."""

    def __init__(self, clock: Clock, at: int, by: float) -> None:
        self._clock, self._at, self._by = clock, at, by
        self.asked = 0

    def __call__(self) -> datetime:
        self.asked += 1
        jumped = self._by if self.asked >= self._at else 0
        return self._clock() + timedelta(seconds=jumped)


@pytest.mark.parametrize("by", JUMPS.values(), ids=JUMPS)
def test_a_clock_that_jumps_at_any_moment_changes_nothing_but_times(lab: Lab, clock: SettableClock, by: float) -> None:
    process_id, asked = gone_through(lab, JumpingClock(clock, at=10**9, by=0))
    wanted = told(lab, process_id)
    assert wanted[0] is ProcessStatus.COMPLETED

    for at in one_in(7, range(1, asked + 1)):
        process_id, _ = gone_through(lab, JumpingClock(clock, at, by))
        assert told(lab, process_id) == wanted, f"at look {at}"


def named(name: str) -> Step:
    """Return a step that does nothing."""
    return step(name)(lambda: None)


def gone_through(lab: Lab, clock: JumpingClock) -> tuple[UUID, int]:
    """Bring a process of every kind of step to its end by this clock; return it and how often the clock was asked."""
    group = step_group("Group", begin >> ask_ports >> named("Push"))
    never = conditional(lambda _: False)(named("Never"))
    lab.registry.put(flow(begin >> named("Reserve") >> never >> failing_times("Verify", 2) >> group >> done))
    lab.operations._clock = clock
    process_id = lab.operations.start("flow")
    with Engine(lab.store, lab.registry, retry=RETRY, clock=clock, chance=lambda: 0.0) as engine:
        for _ in count():
            engine.run_until_idle()
            status = lab.row(process_id).status
            if status is ProcessStatus.SUSPENDED:
                lab.operations.submit(process_id, [{"ports": 2}])
            elif status is ProcessStatus.WAITING:
                lab.operations.retry(process_id)
            else:
                return process_id, clock.asked
    raise AssertionError


def told(lab: Lab, process_id: UUID) -> tuple[object, ...]:
    """Return what the store tells of a process, but for the times."""
    detail = lab.detail(process_id)
    steps = [(run.seq, run.name, run.status, run.attempt, run.error) for run in detail.steps]
    return detail.row.status, steps, lab.state(process_id), lab.owner_of(process_id)


@pytest.mark.parametrize("by", [-3_600, 86_400], ids=["an hour back", "a day ahead"])
def test_what_waits_is_retried_after_a_jump_at_once_or_when_the_clock_says_so_and_never_lost(
    lab: Lab, by: float
) -> None:
    process_id = lab.go(flow(begin >> failing_times("Verify", 1) >> done))
    lab.clock.advance(by)
    lab.run()
    assert (lab.row(process_id).status is ProcessStatus.COMPLETED) == (by > 0)

    lab.clock.advance(-by + 10)
    lab.run()
    assert lab.row(process_id).status is ProcessStatus.COMPLETED


def test_an_engine_whose_clock_is_an_hour_off_is_not_taken_for_dead(lab: Lab, clock: SettableClock) -> None:
    process_id = lab.start(flow(begin >> named("Push") >> done))
    for by in (-3_600, 3_600):
        clock.advance(by)
        with Engine(lab.store, lab.registry, retry=RETRY, clock=clock) as engine:
            clock.advance(-2 * by)
            lab.run()
            assert engine.owner.beat()
    assert lab.row(process_id).status is ProcessStatus.COMPLETED
