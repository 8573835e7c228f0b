"""What gets out of the console: into the clipboard by terminal and desktop, into the pager, into a report?"""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.app import SuspendNotSupported

from console.app import ConsoleApp
from console.clipboard import LONGEST, fitting, give_to_tool, tool
from console.screens.inbox import InboxScreen
from tests.unit.console.driving import Driver, drive


@pytest.fixture(autouse=True)
def _no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)


class Pager:
    """A pager that keeps what it reads."""

    def __init__(self, folder: Path) -> None:
        self._shown, self._told = folder / "shown", folder / "told"
        self.program = folder / "pager"
        self.program.write_text(f'#!/bin/sh\necho "$LESS" > {self._told}\ncat > {self._shown}\n')
        self.program.chmod(0o700)

    @property
    def text(self) -> str:
        """What it read last."""
        return self._shown.read_text()

    @property
    def options(self) -> str:
        """How less is to behave."""
        return self._told.read_text()


@pytest.fixture
def pager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pager:
    """A pager, on a terminal that can be handed over to it."""

    @contextmanager
    def suspend(app: ConsoleApp) -> Iterator[None]:
        yield

    monkeypatch.setattr(ConsoleApp, "suspend", suspend)
    made = Pager(tmp_path)
    monkeypatch.setenv("PAGER", str(made.program))
    return made


@pytest.mark.parametrize(
    ("key", "begins"),
    [
        ("i", "0e9f83af-"),
        ("r", "! failed\t0e9f83af\tprovision_node\t"),
        ("c", "nocdeck process show 0e9f83af-"),
    ],
)
def test_the_menu_copies_what_its_letter_says(key: str, begins: str) -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("y")
        assert "i id  r row  j JSON  c command" in it.text.splitlines()[-1]
        await it.press(key)
        assert it.app.clipboard.startswith(begins)
        assert "? help" in it.text.splitlines()[-1]
        await it.press("j")  # the list has the focus again

    drive(journey)


def test_json_is_what_the_command_line_prints_whole_on_the_screen_of_the_process() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("y", "j")
        assert json.loads(it.app.clipboard)["status"] == "failed"
        assert "steps" not in json.loads(it.app.clipboard)
        await it.press("enter", "y", "j")
        assert [step["name"] for step in json.loads(it.app.clipboard)["steps"]][-1] == "Verify"

    drive(journey)


def test_marked_processes_are_copied_by_their_ids() -> None:
    async def journey(it: Driver) -> None:
        await it.press("space", "j", "space", "y")
        assert "i 2 ids" in it.text.splitlines()[-1]
        await it.press("i")
        assert len(it.app.clipboard.split("\n")) == 2

    drive(journey)


def test_a_subscription_is_copied_from_its_list_and_its_screen() -> None:
    async def journey(it: Driver) -> None:
        await it.press("3", "y", "c")
        assert it.app.clipboard.startswith("nocdeck subscription show ")
        await it.press("y", "j")
        assert json.loads(it.app.clipboard)["status"] == "active"
        await it.press("enter", "y", "v")
        assert json.loads(it.app.clipboard)["product"]

    drive(journey)


@pytest.mark.parametrize("key", ["escape", "x", "y"])
def test_a_key_that_is_no_letter_of_the_menu_copies_nothing(key: str) -> None:
    async def journey(it: Driver) -> None:
        await it.press("y", key)
        assert it.app.clipboard == ""
        assert it.screen() is InboxScreen
        assert "? help" in it.text.splitlines()[-1]

    drive(journey)


def test_what_a_terminal_does_not_take_is_cut_between_characters_and_said() -> None:
    assert fitting("short") == ("short", True)
    part, whole = fitting("é" * LONGEST)
    assert (len(part.encode()), whole) == (LONGEST, False)
    assert len(fitting("a" + "é" * LONGEST)[0].encode()) == LONGEST - 1


@pytest.mark.parametrize(
    ("environment", "there", "chosen"),
    [
        ({}, set(), None),
        ({}, {"xclip", "wl-copy"}, None),
        ({}, {"pbcopy"}, "pbcopy"),
        ({"DISPLAY": ":0"}, {"xclip", "xsel"}, "xclip"),
        ({"DISPLAY": ":0"}, {"xsel"}, "xsel"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "w"}, {"xclip", "wl-copy"}, "wl-copy"),
    ],
)
def test_the_tool_is_the_one_of_this_desktop(environment: dict[str, str], there: set[str], chosen: str | None) -> None:
    found = tool(environment, lambda name: name if name in there else None)
    assert (found[0] if found else None) == chosen


def test_a_tool_gets_the_whole_text_and_says_when_it_fails(tmp_path: Path) -> None:
    assert give_to_tool(["sh", "-c", f"cat > {tmp_path}/clip"], "é" * LONGEST) is None
    assert (tmp_path / "clip").read_text() == "é" * LONGEST
    assert give_to_tool(["sh", "-c", "exit 3"], "x") == "sh ended with exit code 3"
    assert give_to_tool([str(tmp_path / "nothing")], "x") == f"{tmp_path}/nothing: No such file or directory"


def test_a_desktop_that_cannot_be_reached_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []

    def fail(command: object, text: str) -> str:
        given.append(text)
        return "xclip ended with exit code 1"

    monkeypatch.setattr("console.clipboard.tool", lambda: ("xclip",))
    monkeypatch.setattr("console.clipboard.give_to_tool", fail)

    async def journey(it: Driver) -> None:
        for _ in range(2):
            await it.press("y", "i")
            await it.settle()
        assert it.text.count("the clipboard of this desktop was not reached: xclip") == 1

    drive(journey, size=(120, 40))
    assert len(given) == 2


def test_the_pager_reads_json_of_a_row_and_the_traceback_on_the_screen(pager: Pager) -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("e")
        assert json.loads(pager.text)["workflow"] == "provision_node"
        assert "-+F" in pager.options
        await it.press("enter", "e")
        assert pager.text.startswith("Traceback (most recent call last):\n")
        await it.press("v", "e")
        assert json.loads(pager.text)["class"] == "LinkDown"

    drive(journey)


@pytest.mark.parametrize(
    ("named", "said"),
    [("false", "$PAGER false ended with exit code 1"), ("'", "No closing quotation"), ("/no/pager", "No such file")],
)
def test_a_pager_that_fails_is_said_and_the_console_goes_on(
    pager: Pager, monkeypatch: pytest.MonkeyPatch, named: str, said: str
) -> None:
    monkeypatch.setenv("PAGER", named)

    async def journey(it: Driver) -> None:
        await it.press("e")
        assert said in it.text
        await it.press("2")

    drive(journey)


def test_a_terminal_that_cannot_be_handed_over_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def suspend(app: ConsoleApp) -> None:
        raise SuspendNotSupported

    monkeypatch.setattr(ConsoleApp, "suspend", suspend)

    async def journey(it: Driver) -> None:
        await it.press("e")
        assert "this terminal cannot be handed to a pager" in it.text

    drive(journey)


def test_a_handover_is_written_and_read(pager: Pager, tmp_path: Path) -> None:
    async def journey(it: Driver) -> None:
        await it.press(":")
        await it.type("handover 4h")
        await it.press("enter")

    drive(journey, state_dir=tmp_path)
    (report,) = (tmp_path / "handovers").iterdir()
    assert report.read_text() == pager.text
    assert "## Waiting for input: 2" in report.read_text()
    assert stat.S_IMODE(report.stat().st_mode) == 0o600


def test_a_handover_since_no_moment_is_refused_beside_the_command() -> None:
    async def journey(it: Driver) -> None:
        await it.press(":")
        await it.type("handover soon")
        await it.press("enter")
        assert "'soon' is no moment before now" in it.text.splitlines()[-1]

    drive(journey)
