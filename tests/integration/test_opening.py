"""What does a console read before its settings are checked, and what becomes of it when they are wrong?"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import NoReturn

import pytest

from console.cli.arguments import Globals
from console.cli.opening import _said
from console.store_deck import StoreDeck
from console.store_opening import Said
from engine.errors import ConfigError
from engine.settings import Settings, load_settings
from engine.store.schema import open_store


def wrong_settings() -> NoReturn:
    raise ConfigError("config.toml: unknown key [ui] colour")


def settings_of(url: str) -> Settings:
    return load_settings(None).overridden(store=url, operator=None, read_only=False)


async def opened_and_loaded(deck: StoreDeck) -> int:
    """Open a deck, read its inbox, then load; return how many lines the inbox had."""
    try:
        await deck.open()
        count = await (await deck.inbox("", ())).count()
        await deck.load()
        return count
    finally:
        await deck.close()


def test_a_store_that_is_ready_is_read_before_the_settings_are_checked(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db"
    open_store(url).close()
    deck = StoreDeck(wrong_settings, said=Said(url, ("NOC",)))

    async def run() -> None:
        await deck.open()
        assert await (await deck.inbox("", ())).count() == 0
        with pytest.raises(ConfigError, match="colour"):
            await deck.load()
        await deck.close()

    asyncio.run(run())


@pytest.mark.parametrize("name", ["x.db", "no such folder/x.db"])
def test_a_store_that_is_to_be_made_is_not_made_by_wrong_settings(tmp_path: Path, name: str) -> None:
    deck = StoreDeck(wrong_settings, said=Said(f"sqlite:///{tmp_path}/{name}", ("NOC",)))

    with pytest.raises(ConfigError, match="colour"):
        asyncio.run(opened_and_loaded(deck))

    assert list(tmp_path.iterdir()) == []


def test_a_url_that_is_none_is_for_the_settings_to_refuse() -> None:
    deck = StoreDeck(wrong_settings, said=Said("nonsense", ()))

    with pytest.raises(ConfigError, match="colour"):
        asyncio.run(opened_and_loaded(deck))


def test_settings_that_name_another_store_than_the_one_that_is_read_are_refused(tmp_path: Path) -> None:
    first, second = (f"sqlite:///{tmp_path}/{name}.db" for name in "ab")
    open_store(first).close()
    deck = StoreDeck(lambda: settings_of(second), said=Said(first, ("NOC",)))

    with pytest.raises(ConfigError, match="another store"):
        asyncio.run(opened_and_loaded(deck))


def test_what_is_said_is_what_the_settings_will_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOCDECK_STORE__URL", raising=False)
    config = tmp_path / "config.toml"
    config.write_text('[store]\nurl = "sqlite:////srv/a.db"\n[operator]\nteams = ["NOC", "Field"]\n')
    section = {"store": {"url": "sqlite:////srv/a.db"}, "operator": {"teams": ["NOC", "Field"]}}

    for options, file, said in ((Globals(), config, section), (Globals(store="sqlite:///b.db"), None, {})):
        found = _said(options, said)
        settings = load_settings(file).overridden(store=options.store, operator=None, read_only=False)
        assert found is not None
        assert found.url == settings.store.url.get_secret_value()
        assert list(found.teams) == settings.operator.teams
    assert _said(Globals(), {}) == Said(load_settings(None).store.url.get_secret_value(), ("NOC",))


@pytest.mark.parametrize(
    "said",
    [
        {"store": "x"},
        {"store": {"url": 5}},
        {"operator": {"teams": "NOC"}},
        {"operator": {"teams": [1]}},
        {"operator": 1},
    ],
)
def test_what_makes_no_sense_is_left_to_the_settings(said: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOCDECK_STORE__URL", raising=False)

    assert _said(Globals(), said) is None


def test_what_the_environment_says_is_left_to_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOCDECK_OPERATOR__TEAMS", '["Field"]')

    assert _said(Globals(), {}) is None
