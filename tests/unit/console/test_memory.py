"""Does the console begin as it was left, in each environment by itself, and never stumble over what it kept?"""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest
from platformdirs import user_state_path

from console.cli import demo
from console.cli.arguments import Globals
from console.memory import Memory, memory_file, recall
from console.screens.inbox import InboxScreen
from console.screens.processes import ProcessesScreen
from console.screens.subscriptions import SubscriptionsScreen
from tests.unit.console.driving import Driver, drive


def test_the_next_run_begins_with_view_tab_and_filter_and_without_marks(tmp_path: Path) -> None:
    async def leave(it: Driver) -> None:
        await it.press("2", "tab", "/")
        await it.type("provision")
        await it.press("enter", "space", "3", "2", "q")

    async def come_back(it: Driver) -> None:
        assert it.screen() is ProcessesScreen
        assert "processes > completed" in it.text
        assert "/provision" in it.text
        assert "marked" not in it.text
        await it.press("3")
        assert it.screen() is SubscriptionsScreen

    drive(leave, state_dir=tmp_path)
    drive(come_back, state_dir=tmp_path)


def test_the_next_run_begins_in_the_order_of_before_where_there_still_is_one(tmp_path: Path) -> None:
    async def leave(it: Driver) -> None:
        await it.press("2", "s", "S", "q")

    async def come_back(it: Driver) -> None:
        assert "by started ↑" in it.text
        await it.press("q")

    async def gone(it: Driver) -> None:
        assert "10 processes" in it.text
        assert " by " not in it.line("10 processes")

    drive(leave, state_dir=tmp_path)
    drive(come_back, state_dir=tmp_path)
    kept = memory_file(tmp_path, "lab")
    kept.write_text(kept.read_text().replace("started:asc", "colour:asc"))
    drive(gone, state_dir=tmp_path)


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """A home for a demo that is never filled: whether it was to be set going, each time it was prepared."""
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "NOCDECK_LAB", "PYTHONPATH"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setattr(sys, "path", [*sys.path])
    asked: list[bool] = []
    monkeypatch.setattr(demo, "_fill", lambda work, *, alive: asked.append(alive))
    return asked


def test_a_demo_that_is_only_looked_at_is_opened_so_and_nothing_is_set_going(filled: list[bool]) -> None:
    opened = demo.prepare(Globals(read_only=True, operator="anna"), fresh=False)

    assert (opened.read_only, opened.operator) == (True, "anna")
    assert filled == [False]


@pytest.mark.usefixtures("filled")
def test_a_demo_that_begins_anew_begins_with_the_inbox_again() -> None:
    state_dir = user_state_path("nocdeck")

    async def leave(it: Driver) -> None:
        await it.press("2", "q")

    async def come_back(it: Driver) -> None:
        assert it.screen() is InboxScreen

    drive(leave, state_dir=state_dir, environment="demo")
    assert memory_file(state_dir, "demo").exists()
    demo.prepare(Globals(), fresh=True)
    drive(come_back, state_dir=state_dir, environment="demo")


def test_another_environment_has_a_memory_of_its_own(tmp_path: Path) -> None:
    async def leave(it: Driver) -> None:
        await it.press("2", "q")

    async def elsewhere(it: Driver) -> None:
        assert it.screen() is not ProcessesScreen

    drive(leave, state_dir=tmp_path)
    drive(elsewhere, state_dir=tmp_path, environment="prod")


def test_typed_commands_are_there_again(tmp_path: Path) -> None:
    async def type_one(it: Driver) -> None:
        await it.press(":")
        await it.type("subs")
        await it.press("enter", "1", "q")

    async def recall_it(it: Driver) -> None:
        await it.press(":", "up", "enter")
        assert it.screen() is SubscriptionsScreen

    drive(type_one, state_dir=tmp_path)
    drive(recall_it, state_dir=tmp_path)


def test_the_file_is_its_owners_alone_and_says_its_version(tmp_path: Path) -> None:
    kept = memory_file(tmp_path, "lab")

    async def leave(it: Driver) -> None:
        await it.press("2", "q")

    drive(leave, state_dir=tmp_path)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert json.loads(kept.read_text())["version"] == 1
    assert [file.name for file in kept.parent.iterdir()] == ["lab.json"]


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"version": 1}',
        b'{"version": 2, "view": "processes"}',
        b'{"version": 1, "view": "x", "theme": "", "theme_configured": "", "lists": [], "history": []}',
        b"[" * 50_000,
        b'{"version": 1, "history": "' + b"x" * 200_000,
    ],
    ids=["empty", "no-text", "a-list", "null", "too-little", "newer", "wrong-kind", "deep", "too-long"],
)
def test_a_memory_that_cannot_be_read_is_a_blank_one(tmp_path: Path, said: bytes) -> None:
    kept = tmp_path / "lab.json"
    kept.write_bytes(said)
    assert recall(kept) == Memory()


def test_a_view_that_is_not_there_any_more_is_the_inbox(tmp_path: Path) -> None:
    kept = memory_file(tmp_path, "lab")
    kept.parent.mkdir()
    blank = {"version": 1, "theme": "", "theme_configured": "", "history": []}
    kept.write_text(json.dumps(blank | {"view": "gone", "lists": {"inbox": {"tab": "gone", "filter": ""}}}))

    async def journey(it: Driver) -> None:
        assert "Needs you" in it.text

    drive(journey, state_dir=tmp_path)


def test_a_folder_that_cannot_be_written_to_disturbs_nobody(tmp_path: Path) -> None:
    (tmp_path / "ui").write_text("a file where the folder should be")

    async def journey(it: Driver) -> None:
        await it.press("2", "q")
        assert it.app._exit

    drive(journey, state_dir=tmp_path)


@pytest.mark.parametrize("name", ["", ".", "..", "../../etc/passwd", "a/b", "prod ams", "x" * 400, "\x00", "ü"])
def test_any_name_of_an_environment_is_a_file_in_the_folder(tmp_path: Path, name: str) -> None:
    path = memory_file(tmp_path, name)
    assert path.parent == tmp_path / "ui"
    path.parent.mkdir()
    path.write_text("{}")
