"""The Subscriptions view and the screen of a subscription: what do they show, and where do their keys lead?"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from console.screens.form_of import StartFormScreen
from console.screens.process import ProcessScreen
from console.screens.subscription import SubscriptionScreen
from console.screens.subscriptions import SubscriptionsScreen
from engine import FormGenerator, FormPage, State
from engine.domain.queries import SubscriptionDetail
from engine.domain.usable import UsableWorkflow
from engine.errors import Overtaken
from engine.forms import FormSession
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import FakeDeck
from tests.unit.console.fake_subscriptions import key_of


def test_the_view_lists_the_active_ones_then_those_out_of_sync_then_all() -> None:
    async def journey(it: Driver) -> None:
        await it.press("3")
        assert isinstance(it.app.screen, SubscriptionsScreen)
        assert "4 subscriptions" in it.text
        assert "Node mil2" not in it.text
        await it.press("tab")
        assert "1 subscription" in it.text
        assert "! out" in it.text
        await it.press("tab")
        assert "6 subscriptions" in it.text
        assert "Node mil2" in it.text

    drive(journey)


def test_a_filter_narrows_the_list_and_one_that_cannot_be_understood_says_so() -> None:
    async def journey(it: Driver) -> None:
        await it.press("3", "/")
        await it.type("circuit")
        await it.press("enter")
        assert "1 match" in it.text
        await it.press("escape", "/")
        await it.type("status:")
        await it.press("enter")
        assert "needs a value right behind it" in it.text
        assert "Node ams1" in it.text

    drive(journey)


def test_nothing_can_be_marked_and_no_process_key_works_here() -> None:
    async def journey(it: Driver) -> None:
        await it.press("3", "r", "A")
        assert it.deck.calls == []
        await it.press("?")
        assert "retry" not in it.text
        assert "mark the row" not in it.text.lower()

    drive(journey)


def test_the_line_above_the_blocks_shows_what_all_of_them_hold() -> None:
    async def journey(it: Driver) -> None:
        await it.press("3", "enter", "j")
        assert "all of Blocks" in it.text
        assert "198.18.0.7" in it.text

    drive(journey)


def test_a_key_that_comes_before_the_subscription_is_read_is_about_what_is_read_then() -> None:
    read = asyncio.Event()

    class Slow(FakeDeck):
        async def subscription(self, subscription_id: UUID) -> SubscriptionDetail:
            await read.wait()
            return await super().subscription(subscription_id)

    async def journey(it: Driver) -> None:
        await it.press("3", "enter", "x")
        assert "nothing uses it" not in it.text
        read.set()
        await it.settle()
        assert "In use by" in it.line(">  ")

    drive(journey, Slow())


@pytest.mark.parametrize("moves", [("j", "j"), ("j", "j", "j")])
def test_the_fields_of_the_block_under_the_cursor_are_shown(moves: tuple[str, ...]) -> None:
    async def journey(it: Driver) -> None:
        await it.press("3", "enter")
        assert isinstance(it.app.screen, SubscriptionScreen)
        assert "speed" in it.text
        await it.press(*moves)
        assert ("198.18.0.7" in it.text) == (len(moves) == 2)
        assert ("port_name" in it.text) == (len(moves) == 3)

    drive(journey)


def test_enter_follows_a_linked_block_into_its_owner_and_escape_comes_back() -> None:
    async def journey(it: Driver) -> None:
        await it.press("3", "/")
        await it.type("circuit")
        await it.press("enter", "enter")
        assert "Circuit ams1 - dub1" in it.text
        await it.press("j", "j", "j")
        assert "Node ams1" in it.text
        await it.press("enter")
        screen = it.app.screen
        assert isinstance(screen, SubscriptionScreen)
        assert screen._subscription_id == key_of("Node ams1")
        await it.press("escape")
        assert it.app.screen is not screen
        assert "Circuit ams1 - dub1" in it.text

    drive(journey)


def test_a_workflow_that_may_not_run_says_why() -> None:
    async def journey(it: Driver) -> None:
        await it.press("3", "enter", "m", "j", "j")
        assert "not now" in it.text
        assert "other subscriptions use it: Circuit ams1 - dub1" in it.text
        assert "unterminated" not in it.text
        assert f"{str(key_of('Circuit ams1 - dub1'))[:8]} Circuit ams1 - dub1, active" in it.text

    drive(journey, size=(200, 40))


def test_a_relation_leads_to_the_other_end_and_a_process_to_its_screen() -> None:
    async def journey(it: Driver) -> None:
        await it.press("3", "enter", "G", "enter")
        screen = it.app.screen
        assert isinstance(screen, SubscriptionScreen)
        assert screen._subscription_id == key_of("Circuit ams1 - dub1")

    drive(journey)

    deck = FakeDeck()
    node = deck.sold[key_of("Node ams1")]
    deck.sold[key_of("Node ams1")] = replace(node, in_use_by=(), processes=(deck.name("ask"),))

    async def to_a_process(it: Driver) -> None:
        await it.press("3", "enter", "G", "enter")
        assert isinstance(it.app.screen, ProcessScreen)

    drive(to_a_process, deck)


def test_a_subscription_that_is_gone_is_said() -> None:
    async def journey(it: Driver) -> None:
        await it.press("3")
        it.deck.sold.clear()
        await it.press("enter")
        assert "there is no subscription" in it.text

    drive(journey)


def test_enter_on_a_workflow_that_may_run_opens_its_form_on_this_subscription() -> None:
    asked: list[str] = []

    def form(state: State) -> FormGenerator:
        class Which(FormPage):
            subscription_id: str

        class More(FormPage):
            note: str = "as it is"

        first = yield Which
        asked.append(first.subscription_id)
        second = yield More
        return {**first.model_dump(), **second.model_dump()}

    deck = FakeDeck()
    deck.sessions["modify_node"] = FormSession(
        title="Change a node", subject="start:modify_node", step="", version=None, form=form, state={}
    )

    async def journey(it: Driver) -> None:
        await it.press("3", "enter", "m", "j")
        assert "enter open" in it.text
        await it.press("enter")
        assert isinstance(it.app.screen, StartFormScreen)
        assert "as it is" in it.text
        await it.press("ctrl+j")
        ((verb, workflow, answers),) = it.deck.calls
        assert (verb, workflow) == ("start", "modify_node")
        assert answers == [{"subscription_id": str(key_of("Node ams1"))}, {"note": "as it is"}]

    drive(journey, deck)
    assert set(asked) == {str(key_of("Node ams1"))}


def test_a_draft_for_another_subscription_is_not_taken_for_this_one() -> None:
    def form(state: State) -> FormGenerator:
        class Which(FormPage):
            subscription_id: str

        class More(FormPage):
            note: str = "empty"

        yield Which
        yield More
        return {}

    deck = FakeDeck()
    deck.sessions["modify_node"] = FormSession(
        title="Change a node", subject="start:modify_node", step="", version=None, form=form, state={}
    )
    deck.drafts["start:modify_node"] = [{"subscription_id": "another"}, {"note": "of another"}]

    async def journey(it: Driver) -> None:
        await it.press("3", "enter", "m", "j", "enter")
        assert "of another" not in it.text
        assert "empty" in it.text

    drive(journey, deck)


def test_nothing_is_started_from_a_read_only_console() -> None:
    async def journey(it: Driver) -> None:
        await it.press("3", "enter", "m", "j", "enter")
        assert isinstance(it.app.screen, SubscriptionScreen)

    drive(journey, read_only=True)


def of_nodes() -> FakeDeck:
    """Return a deck on which a node is used by a circuit, that by a service, and the node was worked on twice."""
    deck = FakeDeck()
    node, circuit, waw = (key_of(name) for name in ("Node ams1", "Circuit ams1 - dub1", "Node waw1"))
    near = deck.sold[node].in_use_by[0]
    service = replace(near, subscription_id=key_of("far"), description="L2VPN 30", insync=False, depth=2)
    deck.impacts[node] = [replace(near, beside=node), replace(service, beside=circuit)]
    old, young = deck.name("done3"), deck.name("fail")
    deck.sold[node] = replace(deck.sold[node], processes=(old, young), metadata={"rack": {"row": 4}})
    deck.sold[waw] = replace(deck.sold[waw], processes=(deck.name("diff"),))
    return deck


def on(name: str) -> tuple[str, ...]:
    """Return the keys that open a subscription from anywhere."""
    return (":", *"subscription", "space", *str(key_of(name))[:8], "enter")


def test_what_breaks_if_it_goes_is_a_tree_with_the_locked_ones_marked() -> None:
    async def journey(it: Driver) -> None:
        await it.press(*on("Node ams1"), "x", "x")
        assert "▾ Breaks if this goes" in it.text
        assert "▾ Circuit ams1 - dub1" in it.text
        assert "! locked" in it.line("L2VPN 30")
        assert "active" in it.line("L2VPN 30")
        await it.press("j", "left")
        assert "L2VPN 30" not in it.text

    drive(journey, of_nodes(), size=(120, 40))


def test_the_processes_of_a_subscription_are_listed_the_newest_first() -> None:
    async def journey(it: Driver) -> None:
        await it.press(*on("Node ams1"))
        lines = it.text.splitlines()
        found = [at for at, line in enumerate(lines) if "terminate_port" in line or "provision_node" in line]
        assert "provision_node" in lines[found[0]]
        await it.press("G", "enter")
        assert isinstance(it.app.screen, ProcessScreen)

    drive(journey, of_nodes(), size=(120, 40))


def test_enter_on_a_workflow_that_may_not_run_goes_to_what_is_in_the_way() -> None:
    async def journey(it: Driver) -> None:
        await it.press(*on("Node ams1"), "m", "j", "j")
        assert "in the way" in it.text
        await it.press("enter")
        screen = it.app.screen
        assert isinstance(screen, SubscriptionScreen)
        assert screen._subscription_id == key_of("Circuit ams1 - dub1")

    drive(journey, size=(120, 40))


def test_enter_on_a_workflow_that_a_lock_prevents_goes_to_the_process_that_holds_it() -> None:
    class Locked(FakeDeck):
        async def usable(self, subscription_id: UUID) -> list[UsableWorkflow]:
            return [UsableWorkflow("modify_node", "Change it", "MODIFY", "subscription.not_in_sync")]

    deck = Locked()
    waw = key_of("Node waw1")
    deck.sold[waw] = replace(deck.sold[waw], processes=(deck.name("diff"), deck.name("done")))

    async def journey(it: Driver) -> None:
        await it.press(*on("Node waw1"), "m", "j")
        assert "it is out of sync" in it.text
        await it.press("enter")
        assert isinstance(it.app.screen, ProcessScreen)
        assert "Compare with inventory" in it.text

    drive(journey, deck, size=(120, 40))


def test_set_in_sync_asks_and_says_what_follows() -> None:
    deck = of_nodes()
    waw = key_of("Node waw1")
    deck.sold[waw] = replace(deck.sold[waw], processes=())

    async def journey(it: Driver) -> None:
        await it.press(*on("Node waw1"), "S")
        assert "set 7042162c in sync? workflows may run again; the network is not asked" in it.text
        await it.press("n", "S", "y")
        assert "! out of sync" not in it.text
        assert "in sync" in it.text

    assert drive(journey, deck, size=(120, 40)).calls == [("set_in_sync", waw, 7)]


def test_set_in_sync_that_is_refused_goes_to_the_process_that_prevents_it() -> None:
    async def journey(it: Driver) -> None:
        await it.press(*on("Node waw1"), "S")
        assert "set in sync: Node waw1 has still failed processes" in it.text
        await it.press("enter")
        assert isinstance(it.app.screen, ProcessScreen)

    assert drive(journey, of_nodes(), size=(120, 40)).calls == []


def test_how_a_customer_calls_it_is_asked_for_and_shown() -> None:
    async def journey(it: Driver) -> None:
        await it.press(*on("Node ams1"), "c")
        assert "customer: name SURF:" in it.text
        await it.press(*"uplink west", "enter")
        assert "SURF calls it uplink west" in it.text
        assert "customer descriptions" in it.text
        await it.press("c", "enter", "c", "escape")
        await it.press("c", "ctrl+u", *"nobody", "enter")
        assert "write the customer, a colon, and how that one calls it" in " ".join(it.text.split())

    described = ("describe", key_of("Node ams1"), "SURF", "uplink west", "")
    assert drive(journey, of_nodes(), size=(160, 40)).calls == [described]


def test_a_customers_name_that_is_refused_is_told() -> None:
    class Strict(FakeDeck):
        async def describe(self, subscription_id: UUID, customer: str, text: str, seen: str) -> None:
            raise Overtaken("it was given the name 'west' for SURF since you looked")

    async def journey(it: Driver) -> None:
        await it.press(*on("Node ams1"), "c", "x", "enter")
        assert "customer's name: it was given the name 'west'" in it.text

    drive(journey, Strict(), size=(160, 40))


def test_a_read_only_console_sets_nothing_in_sync_and_names_nothing() -> None:
    async def journey(it: Driver) -> None:
        await it.press(*on("Node waw1"), "S")
        assert "set in sync: this console is read-only" in it.text
        await it.press("c")
        assert "customer's name: this console is read-only" in it.text

    assert drive(journey, of_nodes(), read_only=True).calls == []


def test_a_subscription_is_shown_whole_as_json_and_searched() -> None:
    async def journey(it: Driver) -> None:
        await it.press(*on("Node ams1"), "J")
        assert f'"subscription_id": "{key_of("Node ams1")}"' in it.text
        await it.press("slash")
        await it.type("loopback")
        await it.press("enter")
        assert "1 of 1 lines with loopback" in it.text
        await it.press("escape", "J", "tab", "g")
        assert "metadata" in it.text

    drive(journey, of_nodes(), size=(120, 40))


def test_blocks_fold_and_unfold() -> None:
    async def journey(it: Driver) -> None:
        await it.press(*on("Node ams1"), "j", "j", "left")
        assert "ports[0]" not in it.text
        await it.press("right")
        assert "ports[0]" in it.text

    drive(journey)
