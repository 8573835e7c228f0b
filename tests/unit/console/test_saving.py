"""Is what an operator keeps under a name there again, by key and by name, in the next run too?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from console.screens.process import ProcessScreen
from console.screens.subscription import SubscriptionScreen
from tests.unit.console.driving import Driver, drive


async def command(it: Driver, line: str) -> None:
    await it.press(":")
    await it.type(line)
    await it.press("enter")


async def save_failed(it: Driver) -> None:
    """Keep the failed processes, of all tabs, by their status."""
    await it.press("2", "tab", "tab", "/")
    await it.type("fail")
    await it.press("enter", "s")
    await command(it, "save night failures")


def test_a_list_comes_back_by_its_key_with_tab_filter_and_order() -> None:
    async def journey(it: Driver) -> None:
        await save_failed(it)
        kept = it.text.splitlines()[2:]
        await it.press("escape", "tab", "S", "3")
        await it.press("7")
        assert it.text.splitlines()[2:22] == kept[:20]

    drive(journey)


def test_what_was_open_over_the_list_is_closed() -> None:
    async def journey(it: Driver) -> None:
        await save_failed(it)
        await it.press("enter")
        assert it.screen() is ProcessScreen
        await command(it, "show night failures")
        assert "/fail" in it.text

    drive(journey)


def test_a_process_and_a_subscription_are_kept_too_and_the_next_run_has_them(tmp_path: Path) -> None:
    async def keep(it: Driver) -> None:
        await it.press("2", "enter")
        await command(it, "save the slow one")
        await it.press("3", "enter")
        await command(it, "save ams")
        await it.press("q", "q")

    async def come_back(it: Driver) -> None:
        await it.press("V")
        assert "the slow one" in it.line("process")
        await it.type("the s")
        await it.press("enter")
        assert it.screen() is ProcessScreen
        await it.press("8")
        assert it.screen() is SubscriptionScreen

    drive(keep, state_dir=tmp_path)
    drive(come_back, state_dir=tmp_path)


def test_a_name_is_given_anew_and_forgotten() -> None:
    async def journey(it: Driver) -> None:
        await save_failed(it)
        await it.press("3")
        await command(it, "save night failures")
        await it.press("2", "7")
        assert it.app.current_mode == "subscriptions"
        await command(it, "forget night failures")
        await it.press("2", "7")
        assert it.app.current_mode == "processes"
        assert ":save NAME keeps what is shown" in it.text
        await it.press("V")
        assert "Nothing is saved" in it.text

    drive(journey)


def test_a_name_that_is_not_there_is_said_beside_the_line() -> None:
    async def journey(it: Driver) -> None:
        await save_failed(it)
        await command(it, "show morning")
        assert "nothing is kept as 'morning': night failures" in it.text
        await it.press("escape")
        await it.press(":")
        await it.type("show ni")
        await it.press("tab", "enter")
        assert "/fail" in it.text

    drive(journey, size=(120, 30))


def test_what_is_no_place_to_come_back_to_is_not_kept() -> None:
    async def journey(it: Driver) -> None:
        await it.press("6")
        await command(it, f"save {'x' * 31}")
        assert "at most 30 characters" in it.text

    drive(journey, size=(120, 30))


def test_places_of_another_version_of_the_console_are_shown_as_far_as_there_is_something() -> None:
    async def journey(it: Driver) -> None:
        await save_failed(it)
        saved = it.app.shell.memory.saved
        saved["night failures"] = replace(saved["night failures"], tab="gone", sort="gone:asc")
        await it.press("1", "7")
        assert it.app.current_mode == "processes"
        saved["night failures"] = replace(saved["night failures"], mode="gone")
        await it.press("7")
        assert it.app.current_mode == "inbox"

    drive(journey)
