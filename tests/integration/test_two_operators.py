"""Two operators at one form: does each know of the other, does one of them win, and is the other told by whom?"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from console.store_deck import StoreDeck
from engine.errors import Overtaken
from engine.outcome import ProcessStatus
from engine.presence import UNSEEN, OpenForm, Presence
from engine.settings import Settings, load_settings
from engine.store.database import Store
from engine.store.form_tables import OpenFormTable
from engine.store.queries import process_row
from engine.store.schema import open_store
from tests.clock import SettableClock
from tests.integration.command_line import no_models
from tests.lab import operator_called

WORKFLOWS = """
from engine import FormPage, begin, done, inputstep, workflow


@inputstep("Confirm")
def confirm():
    class Confirm(FormPage):
        ports: int

    return (yield Confirm).model_dump()


@workflow("Ask once")
def ask_once():
    return begin >> confirm >> done
"""


def presence(store: Store, name: str, clock: SettableClock) -> Presence:
    return Presence(store, operator_called(name), clock)


def aged(store: Store, by: timedelta) -> None:
    """Make every open form older: on Postgres the database's own clock is asked, which no test can set."""
    with store.writing() as connection:
        for row in connection.execute(select(OpenFormTable.open_form_id, OpenFormTable.opened_at)).all():
            older = {"opened_at": row.opened_at - by}
            connection.execute(
                update(OpenFormTable).where(OpenFormTable.open_form_id == row.open_form_id).values(**older)
            )


def test_each_hears_of_the_others_who_have_the_same_form_open_and_since_when(
    store: Store, clock: SettableClock
) -> None:
    anna, bert = presence(store, "anna", clock), presence(store, "bert", clock)
    first, second, third = uuid4(), uuid4(), uuid4()
    assert anna.watch(first, "process:1:Confirm") == []
    assert bert.watch(third, "process:2:Confirm") == []
    aged(store, timedelta(minutes=3))

    (seen,) = bert.watch(second, "process:1:Confirm")
    assert (seen.display_name, seen.host, seen.is_mine) == ("anna", "noc1", False)
    assert timedelta(minutes=3) <= seen.open_for < timedelta(minutes=4)
    assert [other.display_name for other in anna.watch(first, "process:1:Confirm")] == ["bert"]
    (mine,) = anna.watch(uuid4(), "process:2:Confirm")
    assert mine.display_name == "bert"


def test_an_operator_hears_of_her_own_other_console(store: Store, clock: SettableClock) -> None:
    anna = presence(store, "anna", clock)
    anna.watch(uuid4(), "process:1:Confirm")
    (other,) = anna.watch(uuid4(), "process:1:Confirm")
    assert replace(other, open_for=timedelta()) == OpenForm("anna", "noc1", timedelta(), is_mine=True)


def test_who_leaves_is_gone_at_once_and_who_is_not_seen_for_a_minute_as_well(
    store: Store, clock: SettableClock
) -> None:
    anna, bert = presence(store, "anna", clock), presence(store, "bert", clock)
    first, second = uuid4(), uuid4()
    anna.watch(first, "process:1:Confirm")
    anna.leave(first)
    assert bert.watch(second, "process:1:Confirm") == []

    anna.watch(first, "process:1:Confirm")
    with store.writing() as connection:
        long_ago = select(OpenFormTable.seen_at).where(OpenFormTable.open_form_id == first)
        seen_at = connection.execute(long_ago).scalar_one() - UNSEEN - timedelta(seconds=1)
        connection.execute(update(OpenFormTable).where(OpenFormTable.open_form_id == first).values(seen_at=seen_at))
    assert bert.watch(second, "process:1:Confirm") == []
    with store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(OpenFormTable)) == 1

    assert [other.display_name for other in anna.watch(first, "process:1:Confirm")] == ["bert"]  # it was only asleep
    assert [other.display_name for other in bert.watch(second, "process:1:Confirm")] == ["anna"]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with a workflow and a configuration."""
    (tmp_path / f"race_{tmp_path.name}.py").write_text(WORKFLOWS)
    (tmp_path / "config.toml").write_text(
        f'[workflows]\nmodules = ["race_{tmp_path.name}"]\n[engine]\nexecutor = "none"\n'
    )
    return tmp_path


def test_of_two_who_answer_one_form_at_once_one_wins_and_the_other_is_told_by_whom(site: Path, store_url: str) -> None:
    from engine.host import Engine
    from engine.registry import Registry

    def deck_of(name: str) -> StoreDeck:
        def settings() -> Settings:
            return load_settings(site / "config.toml").overridden(store=store_url, operator=name, read_only=False)

        return StoreDeck(settings, search_path=site)

    async def race() -> None:
        decks = {name: deck_of(name) for name in ("anna", "bert")}
        for deck in decks.values():
            await deck.open()
        process_id = await decks["anna"].start("ask_once", [{}])
        store = open_store(store_url)
        with Engine(store, Registry.load([f"race_{site.name}"], site)) as engine:
            engine.run_until_idle()
        forms = {name: await deck.form(process_id) for name, deck in decks.items()}
        opened = {name: uuid4() for name in decks}
        for name, deck in decks.items():
            await deck.watch_form(opened[name], forms[name].subject)
        (other,) = await decks["anna"].watch_form(opened["anna"], forms["anna"].subject)
        assert other.display_name == "bert"

        ended = await asyncio.gather(
            *(deck.submit(process_id, [{"ports": 4}], forms[name].version) for name, deck in decks.items()),
            return_exceptions=True,
        )
        (loser,) = [error for error in ended if error is not None]
        assert isinstance(loser, Overtaken)
        winner = next(name for name, error in zip(decks, ended, strict=True) if error is None)
        assert f"was answered by {winner} 0 s ago" in str(loser) or f"was answered by {winner} 1 s ago" in str(loser)
        with store.reading() as connection:
            assert process_row(connection, process_id).status is ProcessStatus.RESUMED

        for name, deck in decks.items():
            await deck.leave_form(opened[name])
            await deck.close()
        with store.reading() as connection:
            assert connection.scalar(select(func.count()).select_from(OpenFormTable)) == 0
        store.close()

    with no_models():
        asyncio.run(race())
