"""The `:` line and the palette."""

from __future__ import annotations

from tests.snapshots.console import Look


def test_a_command_that_is_completed(look: Look) -> None:
    look(":", *"sub")


def test_a_command_that_does_not_apply(look: Look) -> None:
    look(":", *"input", "enter")


def test_the_palette(look: Look) -> None:
    look("ctrl+p")


def test_the_menu_of_what_can_be_copied(look: Look) -> None:
    look("y")
