"""What does a line after `:` mean, and what happens on the screen when it is typed?"""

from __future__ import annotations

from collections import Counter

import pytest

from console.actions import ACTIONS, TOGETHER
from console.commands import BadCommand, completed, read_command
from console.screens.form_of import StartFormScreen
from console.screens.inbox import InboxScreen
from console.screens.palette import PaletteScreen
from console.screens.process import ProcessScreen
from console.screens.processes import ProcessesScreen
from console.screens.start import StartScreen
from console.screens.subscription import SubscriptionScreen
from console.screens.subscriptions import SubscriptionsScreen
from tests.unit.console.driving import Driver, drive
from tests.unit.console.pages import node_wizard, with_start_form

GLOBAL = [action for action in ACTIONS if action.scope == "global"]


@pytest.mark.parametrize(
    ("line", "action", "argument"),
    [
        pytest.param("processes", "view.processes", "", id="name"),
        pytest.param(" p  status:failed !l2 ", "view.processes", "status:failed !l2", id="alias-and-filter"),
        pytest.param("app.quit", "app.quit", "", id="id"),
        pytest.param("start provision_node", "workflow.start", "provision_node", id="workflow"),
    ],
)
def test_a_line_is_an_action_by_any_of_its_names_and_what_it_takes(line: str, action: str, argument: str) -> None:
    command = read_command(line, GLOBAL)
    assert (command.action.id, command.argument) == (action, argument)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("procesess", "there is no command 'procesess' here; did you mean processes?"),
        ("zzzz", "there is no command 'zzzz' here"),
        ("refresh now", "refresh takes nothing after it"),
        ("process", "process what? Write process ID"),
    ],
)
def test_a_line_that_means_nothing_says_what_to_change(line: str, said: str) -> None:
    with pytest.raises(BadCommand) as caught:
        read_command(line, GLOBAL)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("line", "goes_on"),
    [("proc", "processes"), ("start pro", "start provision_node"), ("zz", None), ("", None), ("quit", "quit!")],
)
def test_a_line_is_completed_by_names_and_by_what_may_follow(line: str, goes_on: str | None) -> None:
    assert completed(line, GLOBAL, ["check_link", "provision_node"]) == goes_on


@pytest.mark.parametrize("scopes", TOGETHER, ids=lambda scopes: "+".join(sorted(scopes)))
def test_no_two_actions_of_a_screen_have_the_same_short_name(scopes: frozenset[str]) -> None:
    names = Counter(name for action in ACTIONS if action.scope in scopes for name in action.names)
    assert [name for name, count in names.items() if count > 1] == []


def test_a_command_shows_a_view_narrowed_among_all_its_rows() -> None:
    async def journey(it: Driver) -> None:
        await it.press(":")
        await it.type("p completed")
        await it.press("enter")
        assert it.screen() is ProcessesScreen
        assert "/completed" in it.text
        assert "3 match" in it.text
        await it.press("-")
        assert it.screen() is InboxScreen

    drive(journey)


def test_a_filter_by_command_finds_the_list_under_an_open_process() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "enter", ":")
        assert it.screen() is ProcessScreen
        await it.type("processes check_link")
        await it.press("enter")
        assert it.screen() is ProcessesScreen

    drive(journey)


def test_a_command_acts_on_the_row_under_the_cursor() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press(":")
        await it.type("retry")
        await it.press("enter")

    deck = drive(journey)
    assert deck.calls == [("retry", deck.name("fail").process_id, 7)]


def test_a_command_moves_the_cursor_of_the_list_behind() -> None:
    async def journey(it: Driver) -> None:
        first = it.cursor
        await it.press(":")
        await it.type("bottom")
        await it.press("enter")
        assert it.cursor != first
        await it.press("k")  # the list has the focus again

    drive(journey)


def test_a_command_that_does_not_apply_says_so_beside_itself_and_can_be_put_right() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press(":")
        await it.type("input")
        await it.press("enter")
        assert "0e9f83af is failed" in it.text.splitlines()[-1]
        await it.press("ctrl+u")
        assert "is failed" not in it.text.splitlines()[-1]
        await it.type("retry")
        await it.press("enter")

    assert len(drive(journey).calls) == 1


@pytest.mark.parametrize(
    ("line", "screen"),
    [("process 0e9f", ProcessScreen), ("sub", None), ("start", StartScreen), ("start provision_node", StartFormScreen)],
)
def test_commands_open_what_they_name(line: str, screen: type | None) -> None:
    deck = with_start_form(node_wizard)
    if screen is None:
        line, screen = f"sub {next(iter(deck.sold))}", SubscriptionScreen

    async def journey(it: Driver) -> None:
        await it.press(":")
        await it.type(line)
        await it.press("enter")
        assert it.screen() is screen

    drive(journey, deck)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("process ffff", "There is no process ffff…"),
        ("start clean_up", "it is running already"),
        ("start nothing", "there is no workflow 'nothing'"),
    ],
)
def test_what_is_not_there_is_said_beside_the_command(line: str, said: str) -> None:
    async def journey(it: Driver) -> None:
        await it.press(":")
        await it.type(line)
        await it.press("enter")
        assert said in it.text.splitlines()[-1]
        await it.press("escape")
        assert "? help" in it.text.splitlines()[-1]

    drive(journey)


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("p sta", "p status:"),
        ("processes check !status:fai", "processes check !status:failed"),
        ("subs status:act", "subs status:active"),
        ("process 14e8", "process 14e816bb-"),
        ("engine acti", "engine action:"),
    ],
)
def test_what_follows_a_command_is_completed_too(typed: str, whole: str) -> None:
    async def journey(it: Driver) -> None:
        await it.press(":")
        await it.type(typed)
        await it.press("tab")
        assert it.text.splitlines()[-1].startswith(f" :{whole}")

    drive(journey)


def test_a_subscription_is_completed_by_how_its_id_begins() -> None:
    async def journey(it: Driver) -> None:
        whole = str(next(iter(it.deck.sold)))
        await it.press(":")
        await it.type(f"sub {whole[:6]}")
        await it.press("tab", "enter")
        assert isinstance(it.app.screen, SubscriptionScreen)

    drive(journey)


def test_tab_takes_the_completion_and_the_arrows_bring_back_earlier_lines() -> None:
    async def journey(it: Driver) -> None:
        await it.press(":")
        await it.type("subs")
        await it.press("enter")
        assert it.screen() is SubscriptionsScreen
        await it.press(":")
        await it.type("inb")
        await it.press("tab", "enter")
        assert it.screen() is InboxScreen
        await it.press(":", "up", "up", "up", "down", "up", "enter")
        assert it.screen() is SubscriptionsScreen

    drive(journey)


def test_a_read_only_console_refuses_the_commands_that_change_something() -> None:
    async def journey(it: Driver) -> None:
        for line in ("abort", "retry", "input", "start provision_node"):
            await it.press(":")
            await it.type(line)
            await it.press("enter")
            assert "this console is read-only" in it.text.splitlines()[-1]
            await it.press("escape")

    assert drive(journey, read_only=True).calls == []


def test_the_palette_does_what_can_be_done_and_starts_workflows() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("ctrl+p")
        assert it.screen() is PaletteScreen
        assert "clean_up" not in it.text
        await it.type("retry")
        await it.press("enter")
        await it.press("ctrl+p")
        await it.type("start provision")
        await it.press("enter")
        assert it.screen() is StartFormScreen

    assert [call[0] for call in drive(journey, with_start_form(node_wizard)).calls] == ["retry"]


def test_the_help_asks_for_what_a_command_needs() -> None:
    async def journey(it: Driver) -> None:
        await it.press("?")
        await it.type("the process whose id")
        await it.press("enter")
        await it.type("0e9f")
        await it.press("enter")
        assert it.screen() is ProcessScreen

    drive(journey)
