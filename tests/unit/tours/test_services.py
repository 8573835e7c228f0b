"""Does an operator get from a subscription to all there is to know of it, and to what may be done with it?"""

from __future__ import annotations

from dataclasses import replace

from console.screens.catalogue import CatalogueScreen
from console.screens.entry import EntryScreen
from console.screens.form_of import StartFormScreen
from console.screens.preview import PreviewScreen
from console.screens.process import ProcessScreen
from console.screens.subscription import SubscriptionScreen
from console.screens.subscriptions import SubscriptionsScreen
from engine import FormGenerator, FormPage, State
from engine.forms import FormSession
from engine.outcome import ProcessStatus
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import FakeDeck
from tests.unit.console.fake_subscriptions import key_of
from tests.unit.console.pages import node_wizard, with_start_form
from tests.unit.console.test_subscriptions import of_nodes, on


def change_node(state: State) -> FormGenerator:
    """Ask for the subscription, then for what is new about it."""

    class Which(FormPage):
        subscription_id: str

    class More(FormPage):
        description: str = "Node ams1"

    which = yield Which
    more = yield More
    return {**which.model_dump(), **more.model_dump()}


def under_cursor(it: Driver) -> str:
    """Return the line of the screen that the cursor is on."""
    return next(line for line in it.text.splitlines() if line.startswith(">"))


def test_what_a_subscription_consists_of_is_read_block_by_block_into_the_subscriptions_it_uses() -> None:
    async def journey(it: Driver) -> None:
        await it.press("3", "/")
        await it.type("circuit")
        await it.press("enter", "enter")
        assert it.screen() is SubscriptionScreen
        await it.press("j", "j")
        assert "primary" in it.text
        assert "protected" in it.text
        await it.press("j", "enter")
        assert "subscriptions > " in it.text.splitlines()[0]
        assert "Node ams1" in it.text.splitlines()[2]
        assert "spare power supply is on site" in it.text
        await it.press("j", "j")
        assert "198.18.0.7" in it.text
        await it.press("J")
        assert '"description": "Node ams1"' in it.text
        await it.press("J", "escape")
        assert "Circuit ams1 - dub1" in it.text.splitlines()[2]
        await it.press("escape")
        assert it.screen() is SubscriptionsScreen
        assert "/circuit" in it.text

    assert drive(journey, size=(120, 40)).calls == []


def test_what_would_break_if_a_node_went_away_is_followed_to_what_stands_on_it() -> None:
    async def journey(it: Driver) -> None:
        await it.press("3", "/")
        await it.type("ams1")
        await it.press("enter")
        assert "Circuit ams1 - dub1" in it.text
        while "Node ams1" not in under_cursor(it):
            await it.press("j")
        await it.press("enter", "x", "x")
        assert "Breaks if this goes" in under_cursor(it)
        assert "! locked" in it.line("L2VPN 30")
        await it.press("j", "enter")
        assert "Circuit ams1 - dub1" in it.text.splitlines()[2]
        await it.press("escape")
        assert "Node ams1" in it.text.splitlines()[2]

    assert drive(journey, of_nodes(), size=(120, 40)).calls == []


def test_a_workflow_is_started_on_a_subscription_and_its_process_followed() -> None:
    deck = of_nodes()
    deck.sessions["modify_node"] = FormSession(
        title="Change a node", subject="start:modify_node", step="", version=None, form=change_node, state={}
    )

    async def journey(it: Driver) -> None:
        await it.press(*on("Node ams1"), "m", "j", "enter")
        assert it.screen() is StartFormScreen
        assert str(key_of("Node ams1")) not in it.line("Description")
        await it.press("end")
        await it.type(" west")
        await it.press("ctrl+j")
        assert it.screen() is ProcessScreen
        assert "created" in it.text
        assert "modify_node" in it.text
        await it.press("escape")
        assert it.screen() is SubscriptionScreen
        assert "Node ams1" in it.text.splitlines()[2]

    drive(journey, deck)
    answers = [{"subscription_id": str(key_of("Node ams1"))}, {"description": "Node ams1 west"}]
    assert deck.calls == [("start", "modify_node", answers)]


def test_why_a_workflow_may_not_run_leads_to_what_is_in_the_way_and_back() -> None:
    async def journey(it: Driver) -> None:
        await it.press(*on("Node ams1"), "m", "j", "j")
        assert "terminate_node" in under_cursor(it)
        assert "other subscriptions use it" in it.text
        await it.press("enter")
        assert "Circuit ams1 - dub1" in it.text.splitlines()[2]
        await it.press("q")
        assert "terminate_node" in under_cursor(it)

    assert drive(journey, of_nodes(), size=(120, 40)).calls == []


def test_a_subscription_is_set_in_sync_after_the_process_that_held_it_is_ended() -> None:
    deck = of_nodes()
    waw = key_of("Node waw1")

    async def journey(it: Driver) -> None:
        await it.press("3", "tab", "enter")
        assert "Node waw1" in it.text
        assert "out of sync" in it.text
        await it.press("S")
        assert "has still failed processes" in it.text
        await it.press("enter")
        assert it.screen() is ProcessScreen
        await it.press("A")
        assert "y/N" in it.text
        await it.press("y")
        ended = it.deck.name("diff")
        assert ended.status is ProcessStatus.ABORTED
        it.deck.sold[waw] = replace(it.deck.sold[waw], processes=(ended,))
        await it.press("escape", "R", "S")
        assert "set 7042162c in sync?" in it.text
        await it.press("y")
        assert "! out of sync" not in it.text
        await it.press("escape", "R")
        assert it.screen() is SubscriptionsScreen
        assert "out of sync" in it.text.splitlines()[0]
        await it.press("shift+tab")
        assert "Node waw1" in it.text

    drive(journey, deck, size=(120, 40))
    assert [call[0] for call in deck.calls] == ["abort", "set_in_sync"]


def test_from_a_product_to_its_workflow_its_form_looked_at_and_then_filled_in() -> None:
    async def journey(it: Driver) -> None:
        await it.press("5", "/")
        await it.type("node")
        await it.press("enter", "enter")
        assert it.screen() is EntryScreen
        await it.press("G", "enter")
        assert "products > provision_node" in it.text
        await it.press("i")
        assert it.screen() is PreviewScreen
        await it.press("escape", "S")
        assert it.screen() is StartFormScreen
        await it.type("ams-pe9")
        await it.press("ctrl+j")
        assert "Place of ams-pe9" in it.text
        await it.press("ctrl+j")
        assert it.screen() is ProcessScreen
        await it.press("q", "q", "q")
        assert it.screen() is CatalogueScreen
        assert "/node" in it.text

    deck = drive(journey, with_start_form(node_wizard))
    ((verb, workflow, pages),) = deck.calls
    assert (verb, workflow) == ("start", "provision_node")
    assert pages[0] == {"node_name": "ams-pe9"}


def test_from_a_failed_process_to_the_subscription_it_touched_and_its_other_processes() -> None:
    deck = of_nodes()

    async def journey(it: Driver) -> None:
        await it.press(*on("Node ams1"), "G", "k", "enter")
        assert it.screen() is ProcessScreen
        assert "0e9f83af" in it.text
        await it.press("L")
        assert "Commands 0" in it.text
        assert it.text.count("nothing") == 1
        await it.press("escape")
        assert it.screen() is SubscriptionScreen
        await it.press("G", "enter")
        assert "✓ completed" in it.text.splitlines()[2]

    assert drive(journey, deck, size=(120, 40)).calls == []


def test_a_read_only_console_reads_all_of_it_and_starts_and_sets_nothing() -> None:
    async def journey(it: Driver) -> None:
        assert " read-only " in it.text.splitlines()[0]
        await it.go_to("ask")
        await it.press("enter")
        assert it.screen() is ProcessScreen
        await it.press("i")
        assert "fill in: this console is read-only" in it.text
        await it.press(*on("Node ams1"), "m", "j", "enter")
        assert it.screen() is SubscriptionScreen
        await it.press("x", "enter")
        assert "Circuit ams1 - dub1" in it.text
        await it.press("5", "shift+tab", "G", "enter", "S")
        assert "start: this console is read-only" in it.text
        await it.press("6", "P")
        assert "pause/resume: this console is read-only" in it.text

    assert drive(journey, of_nodes(), read_only=True).calls == []


def test_nothing_is_looked_up_twice_what_was_open_on_each_view_is_there_again() -> None:
    async def journey(it: Driver) -> None:
        await it.press("3", "tab", "enter")
        assert "Node waw1" in it.text.splitlines()[2]
        await it.press("2", "/")
        await it.type("check_link")
        await it.press("enter", "j")
        place = it.cursor
        await it.press("5", "enter", "3")
        assert it.screen() is SubscriptionScreen
        assert "Node waw1" in it.text.splitlines()[2]
        await it.press("2")
        assert (it.cursor, "/check_link" in it.text) == (place, True)
        await it.press("5")
        assert it.screen() is EntryScreen

    drive(journey, FakeDeck())
