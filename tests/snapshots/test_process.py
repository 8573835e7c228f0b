"""The screen of one process, in the states it is looked at in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from engine.outcome import StepStatus
from tests.snapshots.console import Look, process_called
from tests.unit.console.fake_deck import NOW, FakeDeck, detail_of
from tests.unit.console.test_process import with_history


def long_state() -> FakeDeck:
    """Return a deck on which the running process has done much and knows much."""
    deck = FakeDeck()
    row = deck.name("run")
    detail = detail_of(row)
    names = ("Reserve in the inventory", "Assign uplink ports", "Push base configuration", "Verify adjacencies")
    steps = [
        replace(detail.steps[1], seq=seq, name=name, status=StepStatus.SUCCESS) for seq, name in enumerate(names, 2)
    ]
    state: dict[str, Any] = {
        "node_name": "ams-pe2",
        "inventory": {"number": 41, "loopback": "10.255.0.41", "state": "reserved"},
        "uplink_ports": {"ams-cr1": {"own": "et-0/0/0", "peer": "et-1/0/7"}, "fra-cr1": {"own": "et-0/0/1"}},
        "config": 'set system host-name ams-pe2\nset interfaces et-0/0/0 description "to ams-cr1 et-1/0/7"',
        "notes": [],
        "power_confirmed": True,
        "maintenance": None,
    }
    steps[-1] = replace(steps[-1], changed=state)
    deck.details[row.process_id] = replace(detail, steps=(detail.steps[0], *steps), state=state)
    return deck


def not_begun() -> FakeDeck:
    """Return a deck on which no engine has taken the created process yet."""
    deck = FakeDeck()
    row = deck.name("new")
    deck.details[row.process_id] = replace(
        detail_of(row), steps=(), pending=("Start", "Measure loss", "Done"), state={"link": "ams-fra-1"}
    )
    return deck


def test_failed(look: Look) -> None:
    look(first=process_called("fail"))


def test_failed_what_it_changed(look: Look) -> None:
    look("v", first=process_called("fail"))


def test_failed_its_state(look: Look) -> None:
    look("v", "v", first=process_called("fail"))


def test_waiting(look: Look) -> None:
    look(first=process_called("wait"))


def test_suspended(look: Look) -> None:
    look(first=process_called("ask"))


def test_running(look: Look) -> None:
    look(first=process_called("run"))


def test_running_with_much_in_its_state(look: Look) -> None:
    look("k", "tab", "j", "j", deck=long_state(), first=process_called("run"))


def test_completed_process(look: Look) -> None:
    look(first=process_called("done"))


def test_process_not_begun(look: Look) -> None:
    look(deck=not_begun(), first=process_called("new"))


def test_the_question_on_a_process(look: Look) -> None:
    look("A", first=process_called("ask"))


def test_process_in_a_read_only_console(look: Look) -> None:
    look(first=process_called("fail"), read_only=True)


def in_groups() -> FakeDeck:
    """Return a deck on which a process awaits a callback, in one of its two groups."""
    deck = FakeDeck()
    row = replace(deck.name("call"), last_step="Await callback", retry_at=NOW + timedelta(minutes=10))
    deck.processes[row.process_id] = row
    detail = detail_of(row)
    done = [((), "Start"), (("Site A",), "Site A - Enter"), (("Site A",), "Reserve port")]
    done += [(("Partner",), "Partner - Enter"), (("Partner",), "Ask the partner")]
    steps = [
        replace(detail.steps[0], seq=seq, path=path, name=name, status=StepStatus.SUCCESS, changed={})
        for seq, (path, name) in enumerate(done, 1)
    ]
    steps.append(replace(steps[-1], seq=6, name="Await callback", status=StepStatus.AWAITING_CALLBACK))
    pending = ("Partner / Check the answer", "Turn up / Turn up - Enter", "Turn up / Push", "Done")
    progress = {"percent": 40, "what": "splicing fibre [/red]"}
    deck.details[row.process_id] = replace(detail, row=row, steps=tuple(steps), pending=pending, progress=progress)
    return deck


def test_what_a_process_made_of_its_subscriptions(look: Look) -> None:
    look("d", deck=with_history(), first=process_called("fail"))


def test_the_commands_a_process_was_given(look: Look) -> None:
    look("L", deck=with_history(), first=process_called("fail"))


def test_attempts_that_failed_alike_unfolded(look: Look) -> None:
    look("enter", first=process_called("wait"))


def test_a_state_that_is_searched(look: Look) -> None:
    look("k", "v", "slash", "e", "t", "minus", "enter", deck=long_state(), first=process_called("run"))


def test_a_state_that_is_folded(look: Look) -> None:
    look("k", "v", "tab", "Z", deck=long_state(), first=process_called("run"))


def test_a_process_in_hand_with_a_note_being_written(look: Look) -> None:
    deck = FakeDeck()
    deck.put(replace(deck.name("fail"), taken_by="bram"))
    look("c", deck=deck, first=process_called("fail"))


def test_awaiting_a_callback_in_a_group(look: Look) -> None:
    look(deck=in_groups(), first=process_called("call"))
