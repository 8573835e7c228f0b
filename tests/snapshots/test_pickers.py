"""The help, and the choice of a workflow to start."""

from __future__ import annotations

from tests.snapshots.console import Look, form_of, process_called
from tests.unit.console.driving import Driver
from tests.unit.console.pages import confirm_rack, with_answer_form


def test_help_of_a_list(look: Look) -> None:
    look("?")


def test_help_searched(look: Look) -> None:
    look("2", "?", *"fil")


def test_help_that_finds_nothing(look: Look) -> None:
    look("?", *"zz")


def test_help_of_a_process(look: Look) -> None:
    look("?", "down", "down", first=process_called("fail"))


def test_help_of_a_form(look: Look) -> None:
    look("f1", deck=with_answer_form(confirm_rack), first=form_of("ask"))


def test_start(look: Look) -> None:
    look("n")


def test_start_of_what_cannot_be_started(look: Look) -> None:
    look("n", *"cl", "enter")


def test_what_is_kept_under_a_name(look: Look) -> None:
    async def keep(driver: Driver) -> None:
        await driver.press("2", "/", *"fail", "enter", ":", *"save", "space", *"night", "enter")
        await driver.press("2", "enter", ":", *"save", "space", *"this", "space", *"one", "enter", "escape", "escape")
        await driver.press("3", "enter", ":", *"save", "space", *"ams", "enter", "escape")
        await driver.press("4", ":", *"save", "space", *"tasks", "enter")
        driver.app.clear_notifications()  # what was said goes by the clock of the machine

    look("V", first=keep)
