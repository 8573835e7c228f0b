"""Does the shell come up before the store, live through what goes wrong with it, and go down in good order?"""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from console.actions import with_keys
from console.app import ConsoleApp
from console.deck import EngineState, Told
from console.screens.inbox import InboxScreen
from console.screens.processes import ProcessesScreen
from engine.errors import ConfigError, StoreError
from engine.outcome import ProcessStatus
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import NOW, FakeDeck, process


def test_the_shell_is_painted_before_the_store_is_open() -> None:
    deck = FakeDeck()
    deck.gate = asyncio.Event()

    async def journey(it: Driver) -> None:
        assert "opening the store…" in it.text
        assert "nocdeck" in it.text
        assert "? help" in it.text
        assert deck.gate is not None
        deck.gate.set()
        await it.settle()
        assert "! failed" in it.text
        assert "opening" not in it.text

    drive(journey, deck)


def test_keys_pressed_before_the_store_is_open_do_no_harm() -> None:
    deck = FakeDeck()
    deck.gate = asyncio.Event()

    async def journey(it: Driver) -> None:
        await it.press("r", "A", "j", "space", "n", "enter", "tab", "2", "y")
        assert "the store is not open yet" in it.text
        assert deck.gate is not None
        deck.gate.set()
        await it.settle()
        assert "> running" in it.text

    assert drive(journey, deck).calls == []


def test_a_store_that_cannot_be_opened_is_said_and_tried_again_with_capital_r() -> None:
    deck = FakeDeck()
    deck.open_error = StoreError("The store is newer than this program; upgrade nocdeck")

    async def journey(it: Driver) -> None:
        assert "The store is newer than this program; upgrade nocdeck" in it.text
        assert "R tries again" in it.text
        await it.press("2")
        assert "upgrade nocdeck" in it.text
        deck.open_error = None
        await it.press("R")
        assert "> running" in it.text

    drive(journey, deck)


def test_rows_are_on_the_screen_before_the_workflows_are_loaded() -> None:
    deck = FakeDeck()
    deck.load_gate = asyncio.Event()

    async def journey(it: Driver) -> None:
        assert "! failed" in it.text
        assert "engine starting" in it.text
        await it.press("2", "j")
        assert "> running" in it.text
        assert deck.load_gate is not None
        deck.load_gate.set()
        await it.settle()
        assert "engine running" in it.text

    drive(journey, deck)


def test_workflows_that_cannot_be_loaded_are_said_in_place_of_the_rows_and_tried_again_with_capital_r() -> None:
    deck = FakeDeck()
    deck.load_error = StoreError("The workflows are nowhere")

    async def journey(it: Driver) -> None:
        assert "The workflows are nowhere" in it.text
        assert "! failed" not in it.text
        deck.load_error = None
        await it.press("R")
        assert "! failed" in it.text
        assert "engine running" in it.text

    drive(journey, deck)


@pytest.mark.parametrize(
    ("error", "keys"),
    [
        pytest.param(ConfigError("config.toml: unknown key [ui] colour"), [], id="configuration-at-once"),
        pytest.param(StoreError("The store is newer than this program"), ["ctrl+q"], id="store-when-quitting"),
    ],
)
def test_a_console_that_could_not_open_ends_with_exit_code_2_and_says_why(
    error: Exception, keys: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    deck = FakeDeck()
    deck.open_error = error

    async def run() -> ConsoleApp:
        app = ConsoleApp(deck, now=lambda: NOW, live=False)
        async with app.run_test() as pilot:
            await pilot.pause()
            await pilot.press(*keys)
        return app

    assert asyncio.run(run()).return_code == 2
    assert f"nocdeck: {error}\n" in capsys.readouterr().err


def test_a_store_that_stops_answering_is_said_once_and_the_rows_stay() -> None:
    deck = FakeDeck()

    async def journey(it: Driver) -> None:
        async def unreachable() -> None:
            raise StoreError("The store cannot be reached: connection refused")

        deck.badges = unreachable  # type: ignore[assignment,method-assign]
        await it.press("R", "R")
        assert it.text.count("the store could not be read") == 1
        assert "! failed" in it.text

    drive(journey, deck)


def test_the_header_says_how_the_engine_fares_and_a_toast_what_happened() -> None:
    async def journey(it: Driver) -> None:
        assert "engine running" in it.text
        note = "engine died (exit code 3); starting it again in 2 s"
        it.deck.tell(EngineState("died", note=note, bad=True))
        await it.settle()
        assert "engine died  " in it.text.splitlines()[0]
        assert note in it.text

    drive(journey)


def test_a_workflow_module_that_cannot_be_imported_is_named() -> None:
    async def journey(it: Driver) -> None:
        it.deck.tell(Told("acme.workflows: No module named 'acme'", bad=True))
        await it.settle()
        assert "acme.workflows: No module named 'acme'" in it.text

    drive(journey)


def test_number_keys_move_between_the_views() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2")
        assert it.screen() is ProcessesScreen
        await it.press("1")
        assert it.screen() is InboxScreen

    drive(journey)


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
def test_quitting_a_console_whose_engine_runs_nothing_ends_at_once(key: str) -> None:
    async def journey(it: Driver) -> None:
        await it.press(key)
        assert it.app._exit

    assert drive(journey).closed


@pytest.mark.parametrize(("answer", "ended"), [("n", False), ("y", True)])
def test_quitting_with_steps_running_says_so_and_asks(answer: str, ended: bool) -> None:
    async def journey(it: Driver) -> None:
        it.deck.tell(EngineState("running", running=2))
        await it.settle()
        await it.press("ctrl+q")
        assert "2 processes run" in it.text
        await it.press(answer)
        assert it.app._exit is ended

    drive(journey)


def test_q_on_a_process_goes_back_and_does_not_quit() -> None:
    async def journey(it: Driver) -> None:
        await it.press("enter", "q")
        assert isinstance(it.app.screen, InboxScreen)
        assert not it.app._exit

    drive(journey)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_console_in_good_order(number: signal.Signals) -> None:
    async def journey(it: Driver) -> None:
        os.kill(os.getpid(), number)
        await asyncio.sleep(0)
        await it.settle()
        assert it.app._exit

    assert drive(journey).closed


def test_a_production_environment_is_named_in_the_header() -> None:
    async def journey(it: Driver) -> None:
        assert " prod-ams " in it.text.splitlines()[0]

    drive(journey, environment="prod-ams")


def test_the_operators_own_keys_work_and_are_the_ones_shown() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        assert "f5 retry" in it.text.splitlines()[-1]
        await it.press("r")
        assert it.deck.calls == []
        await it.press("f5")

    assert len(drive(journey, actions=with_keys({"process.retry": "f5", "form.again": "f6"})).calls) == 1


def test_the_operators_own_key_for_the_cursor_reaches_the_list() -> None:
    async def journey(it: Driver) -> None:
        before = it.cursor
        await it.press("f8")
        assert it.cursor != before

    drive(journey, actions=with_keys({"list.down": "f8"}))


def test_sentences_name_the_keys_that_the_operator_chose() -> None:
    async def journey(it: Driver) -> None:
        assert "ctrl+l shows all processes, f12 starts a workflow." in it.text

    keys = {"view.processes": "ctrl+l", "workflow.start": "f12"}
    drive(journey, FakeDeck([process("run", ProcessStatus.RUNNING)]), actions=with_keys(keys))


def test_a_crash_of_the_console_prints_the_frames_and_no_local_variable(capsys: pytest.CaptureFixture[str]) -> None:
    class Broken(ConsoleApp):
        async def action_view_processes(self, text: str = "") -> None:
            secret = "hunter2"
            raise RuntimeError(f"no way \x1b]0;title\x07 {len(secret)}")

    async def run() -> None:
        app = Broken(FakeDeck(), now=lambda: NOW, live=False)
        async with app.run_test() as pilot:
            await pilot.press("2")

    with pytest.raises(RuntimeError, match="no way"):
        asyncio.run(run())
    printed = capsys.readouterr().err
    assert "RuntimeError: no way" in printed
    assert "action_view_processes" in printed
    assert "hunter2" not in printed.replace('secret = "hunter2"', "")
    assert "\x1b]0" not in printed


def test_a_worker_that_crashes_prints_its_own_frames(capsys: pytest.CaptureFixture[str]) -> None:
    async def run() -> None:
        app = ConsoleApp(FakeDeck(), now=lambda: NOW, live=False)

        async def broken() -> None:
            raise ValueError("in a worker")

        async with app.run_test() as pilot:
            app.run_worker(broken())
            await pilot.pause()

    with pytest.raises(Exception, match="in a worker"):
        asyncio.run(run())
    assert "in broken" in " ".join(capsys.readouterr().err.split())  # a long path wraps the line


def test_a_paused_console_leaves_what_it_shows_until_it_is_asked() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "p")
        assert "paused, 0s ago" in it.text.splitlines()[0]
        it.deck.put(process("late", ProcessStatus.FAILED, workflow="late_comer"))
        await it.settle()
        assert "late_comer" not in it.text
        await it.press("R")
        assert "late_comer" in it.text
        it.deck.put(process("later", ProcessStatus.FAILED, workflow="still_later"))
        await it.press("p")
        assert "paused" not in it.text
        assert "still_later" in it.text

    drive(journey)


@pytest.mark.parametrize(("wanted", "rings"), [(True, 1), (False, 0)])
def test_the_terminal_rings_when_the_inbox_gets_longer_where_that_is_wanted(
    wanted: bool, rings: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[None] = []
    monkeypatch.setattr(ConsoleApp, "bell", lambda app: rung.append(None))

    async def journey(it: Driver) -> None:
        it.deck.put(process("run", ProcessStatus.COMPLETED))
        await it.settle()
        it.deck.put(process("new failure", ProcessStatus.FAILED))
        await it.settle()

    drive(journey, bell=wanted)
    assert len(rung) == rings


def test_back_from_the_background_of_the_shell_all_of_the_screen_is_drawn_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def journey(it: Driver) -> None:
        refreshed: list[dict[str, bool]] = []
        monkeypatch.setattr(it.app, "refresh", lambda **how: refreshed.append(how))
        it.app.app_resume_signal.publish(it.app)
        await it.settle()
        assert {"layout": True} in refreshed

    drive(journey)
