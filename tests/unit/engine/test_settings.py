"""Is everything that is configured checked, and what is wrong named (file, key, what comes near)?"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import configfile
from engine.errors import ConfigError
from engine.settings import load_settings


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The path of a configuration file that a test writes."""
    return tmp_path / "config.toml"


def test_every_key_has_a_default(tmp_path: Path) -> None:
    settings = load_settings(None)

    assert settings.store.url.get_secret_value().startswith("sqlite:////")
    assert settings.store.url.get_secret_value().endswith("/nocdeck.db")
    assert (settings.engine.executor, settings.engine.workers) == ("embedded", 5)
    assert (settings.operator.name, settings.operator.teams) == ("", ["NOC"])
    assert (settings.retry.policy().first, settings.retry.policy().max) == (10, 600)
    assert (settings.ui.read_only, settings.workflows.modules, settings.keys, settings.redact.keys) == (
        False,
        [],
        {},
        [],
    )


def test_the_file_is_read(config: Path) -> None:
    config.write_text(
        """
        [store]
        url = "sqlite:///x.db"
        [workflows]
        modules = ["acme.workflows"]
        [retry]
        first = 1
        max = 2.5
        [operator]
        teams = ["NOC", "CHANGES"]
        [keys]
        retry = "R"
        """
    )

    settings = load_settings(config)

    assert settings.store.url.get_secret_value() == "sqlite:///x.db"
    assert settings.workflows.modules == ["acme.workflows"]
    assert (settings.retry.policy().first, settings.retry.policy().max) == (1, 2.5)
    assert settings.operator.teams == ["NOC", "CHANGES"]
    assert settings.keys == {"retry": "R"}


def test_the_environment_wins_over_the_file_key_by_key(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.write_text("[engine]\nworkers = 3\nexecutor = 'none'\non_interrupt = 'retry'\n")
    monkeypatch.setenv("NOCDECK_ENGINE__WORKERS", "7")
    monkeypatch.setenv("NOCDECK_OPERATOR__TEAMS", '["CHANGES"]')

    settings = load_settings(config)

    assert (settings.engine.workers, settings.engine.executor, settings.engine.on_interrupt) == (7, "none", "retry")
    assert settings.operator.teams == ["CHANGES"]


def test_the_command_line_wins_over_all(config: Path) -> None:
    config.write_text("[operator]\nname = 'anna'\n[store]\nurl = 'sqlite:///a.db'\n")

    settings = load_settings(config).overridden(store="sqlite:///b.db", operator="ben", read_only=True)

    assert settings.store.url.get_secret_value() == "sqlite:///b.db"
    assert (settings.operator.name, settings.ui.read_only) == ("ben", True)


def test_a_command_line_that_says_nothing_changes_nothing(config: Path) -> None:
    config.write_text("[ui]\nread_only = true\n[operator]\nname = 'anna'\n")

    settings = load_settings(config).overridden(store=None, operator=None, read_only=False)

    assert (settings.operator.name, settings.ui.read_only) == ("anna", True)


def test_a_url_with_a_password_is_never_shown_whole(config: Path) -> None:
    config.write_text("[store]\nurl = 'postgresql://noc:hunter2@db/noc'\n")

    settings = load_settings(config)

    assert "hunter2" not in repr(settings)
    assert "hunter2" not in settings.model_dump_json()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("[stor]\nurl = 'x'", "unknown key stor; did you mean store?", id="section"),
        pytest.param("[retry]\nfrist = 1", "unknown key [retry] frist; did you mean first?", id="key"),
        pytest.param(
            "[ui]\nzzz = 1",
            "unknown key [ui] zzz; there are: theme, environment, environment_colour, bell, guarded, read_only",
            id="far-off",
        ),
        pytest.param("[engine]\nworkers = 0", "[engine] workers: Input should be greater than or equal to 1", id="low"),
        pytest.param(
            "[engine]\nexecutor = 'x'", "[engine] executor: Input should be 'embedded' or 'none'", id="choice"
        ),
        pytest.param(
            "[retry]\nfirst = 20\nmax = 10", "[retry] retry: max (10) is below first (20)", id="contradiction"
        ),
        pytest.param("[retry]\nfactor = 0.5", "[retry] factor: ", id="factor"),
        pytest.param("[store]\nurl = ' '", "[store] url: must not be empty", id="empty"),
        pytest.param("ui = 3", "ui: Input should be", id="no-section"),
        pytest.param("[engine\n", "is not TOML: ", id="no-toml"),
        pytest.param(
            "[ui]\nenvironment_colour = 'pink'",
            "[ui] environment_colour: there is no such colour; there are: red, amber, green, blue, violet, grey",
            id="colour",
        ),
        pytest.param("[ui]\ntheme = '\xff'", "is not TOML: ", id="no-utf-8"),
    ],
)
def test_what_is_wrong_is_named_in_one_line(config: Path, text: str, told: str) -> None:
    config.write_bytes(text.encode("latin-1"))

    with pytest.raises(ConfigError) as refusal:
        load_settings(config)

    assert told in str(refusal.value)
    assert str(config) in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_every_wrong_key_is_named_at_once(config: Path) -> None:
    config.write_text("[retry]\nfrist = 1\n[ui]\nred_only = true\n[engine]\nworkers = 'many'\n")

    with pytest.raises(ConfigError) as refusal:
        load_settings(config)

    assert [word for word in ("frist", "red_only", "workers") if word not in str(refusal.value)] == []


def test_a_wrong_value_from_the_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOCDECK_ENGINE__WORKERS", "many")

    with pytest.raises(ConfigError, match=r"The environment: \[engine\] workers: "):
        load_settings(None)


def test_the_value_of_a_wrong_key_is_not_told(config: Path) -> None:
    config.write_text("[store]\nurl = 5\npasword = 'hunter2'\n")

    with pytest.raises(ConfigError) as refusal:
        load_settings(config)

    assert "hunter2" not in str(refusal.value)


def test_a_file_that_is_named_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="is not there, or is no file"):
        configfile.find(tmp_path / "nowhere.toml")
    with pytest.raises(ConfigError, match="is not there, or is no file"):
        configfile.find(tmp_path)

    monkeypatch.setenv("NOCDECK_CONFIG", str(tmp_path / "nowhere.toml"))
    with pytest.raises(ConfigError, match=r"nowhere.toml is not there"):
        configfile.find()


def test_the_users_file_is_found_if_there_is_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert configfile.find() is None
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    usual = tmp_path / "nocdeck" / "config.toml"
    usual.parent.mkdir()
    usual.write_text("")

    assert configfile.find() == usual


def test_a_file_too_large_to_be_a_configuration_is_not_read(config: Path) -> None:
    config.write_text("#" * 1_000_001)

    with pytest.raises(ConfigError, match="is larger than 1000000 bytes"):
        load_settings(config)
