"""Is what was typed and not sent there again: on another screen, for another program, after a crash, and for whom?"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import update

from console.store_deck import StoreDeck
from engine import begin, done, step_group
from engine.drafts import Draft, Drafts
from engine.settings import Settings, load_settings
from engine.store.database import Store
from engine.store.form_tables import DraftTable
from tests.clock import SettableClock
from tests.integration.flows import ask_ports
from tests.lab import Lab, flow, operator_called

KILLED = """
import os, signal, sys
from engine.drafts import Draft, Drafts
from engine.operator import Operator
from engine.store.schema import open_store

Drafts(open_store(sys.argv[1]), Operator.here()).save("start:flow", [{"vlan": "10o"}])
os.kill(os.getpid(), signal.SIGKILL)
"""


DAY = 24 * 60 * 60


def drafts_of(lab: Lab, name: str = "anna") -> Drafts:
    return Drafts(lab.store, operator_called(name), lab.clock)


def subject(lab: Lab, process_id: UUID) -> str:
    return lab.operations.form(process_id).subject


def test_a_draft_outlives_the_program_that_is_killed(sqlite_url: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, sqlite_url], cwd=Path(__file__).parents[2], env=dict(os.environ), check=False
    )
    assert ended.returncode == -signal.SIGKILL

    def settings() -> Settings:
        (tmp_path / "config.toml").write_text('[engine]\nexecutor = "none"\n')
        return load_settings(tmp_path / "config.toml").overridden(store=sqlite_url, operator=None, read_only=False)

    async def look() -> None:
        deck = StoreDeck(settings)
        await deck.open()
        assert await deck.draft("start:flow") == Draft([{"vlan": "10o"}], 0)
        assert list(await deck.start_drafts()) == ["flow"]
        await deck.keep_draft("start:flow", [{"vlan": "100"}], 0)
        await deck.close()
        after = StoreDeck(settings)
        await after.open()
        assert await after.draft("start:flow") == Draft([{"vlan": "100"}], 0)
        await after.close()

    asyncio.run(look())


def test_the_draft_of_the_step_that_a_process_waits_at_is_told_with_its_time_to_whom_it_is_of(
    lab: Lab, clock: SettableClock
) -> None:
    plain = lab.go(flow(begin >> ask_ports >> done))
    grouped = lab.go(flow(begin >> step_group("Both", begin >> ask_ports) >> done, name="grouped"))
    anna = drafts_of(lab)
    anna.save(subject(lab, plain), [{"ports": "4"}])
    kept = clock.advance(60)
    anna.save(subject(lab, grouped), [{"ports": "4"}])
    anna.save("start:flow", [{}])
    anna.save("start:flow:7f3a", [{}])  # begun on something that was known
    anna.save(f"again:{plain}", [{}])

    assert anna.of_inputs()[grouped] == kept
    assert set(anna.of_inputs()) == {plain, grouped}
    assert anna.of_starts() == {"flow": kept}
    assert drafts_of(lab, "bert").of_inputs() == {}


def test_a_draft_of_a_step_that_is_past_is_not_told_and_goes_when_its_process_has_ended(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> ask_ports >> done))
    anna = drafts_of(lab)
    named = subject(lab, process_id)
    anna.save(named, [{"ports": "4"}])
    anna.save(f"process:{process_id}:Another step", [{}])
    anna.save(f"process:{uuid4()}:Gone", [{}])
    anna.save("process:not an id", [{}])
    anna.tidy()
    assert set(anna.of_inputs()) == {process_id}
    assert anna.load(f"process:{process_id}:Another step") == Draft([{}], 0)
    assert anna.load("process:not an id") is None

    lab.operations_of("bert").submit(process_id, [{"ports": 4}])
    assert anna.of_inputs() == {}
    anna.tidy()
    assert anna.load(named) == Draft([{"ports": "4"}], 0)

    lab.run()
    anna.save("start:flow", [{}])
    anna.tidy()
    assert anna.load(named) is None
    assert anna.load("start:flow") == Draft([{}], 0)


def test_a_draft_that_was_kept_is_there_for_who_opens_the_store_anew(lab: Lab, store: Store) -> None:
    drafts_of(lab).save("start:flow", [{"vlan": "10o"}])
    again = Drafts(store, operator_called("anna"), lab.clock)
    again.tidy()
    assert again.load("start:flow") == Draft([{"vlan": "10o"}], 0)


def test_the_draft_of_a_start_is_kept_for_three_months_from_its_last_change_on(lab: Lab, clock: SettableClock) -> None:
    anna = drafts_of(lab)
    subjects = ["start:flow", "start:flow:7f3a", f"again:{uuid4()}"]
    for subject in subjects:
        anna.save(subject, [{"vlan": "10"}])
    clock.advance(89 * DAY)
    anna.save("start:flow:7f3a", [{"vlan": "11"}])
    clock.advance(2 * DAY)
    anna.tidy()
    assert [subject for subject in subjects if anna.load(subject)] == ["start:flow:7f3a"]


def test_a_draft_from_before_its_page_was_kept_reopens_on_its_last(lab: Lab) -> None:
    anna = drafts_of(lab)
    anna.save("start:flow", [{"vlan": "10"}, {}], 0)
    assert anna.load("start:flow") == Draft([{"vlan": "10"}, {}], 0)
    with lab.store.writing() as connection:
        connection.execute(update(DraftTable).values(pages='[{"vlan":"10"},{}]'))
    assert anna.load("start:flow") == Draft([{"vlan": "10"}, {}], 1)
