"""Pictures of forms with something of before in them: answers, drafts, a colleague who has them open."""

from __future__ import annotations

from datetime import timedelta

from console.messages import OpenAgain, OpenStart
from engine.answers import KeptPage
from engine.errors import Overtaken
from engine.presence import OpenForm
from tests.snapshots.console import Look, form_of
from tests.unit.console.driving import Driver
from tests.unit.console.fake_deck import FakeDeck
from tests.unit.console.fake_subscriptions import subscriptions
from tests.unit.console.pages import (
    change_node,
    confirm_rack,
    node_wizard,
    with_answer_form,
    with_answers,
    with_start_form,
    with_target,
)


async def again(it: Driver) -> None:
    """Start the workflow of the failed process again."""
    it.app.post_message(OpenAgain(it.deck.name("fail").process_id, "provision_node"))
    await it.settle()


def before(colour: str = "") -> FakeDeck:
    """Return a deck with answers of before, a secret among them."""
    gone = {"colour": colour} if colour else {}
    return with_answers(
        KeptPage({"node_name": "ams-pe7", "ports": 12, **gone}), KeptPage({"user": "anna"}, ("enable",))
    )


def test_answers_of_before_that_do_not_all_fit(look: Look) -> None:
    look(deck=before("signal red"), first=again)


def test_a_secret_to_be_typed_anew(look: Look) -> None:
    look("backspace", "backspace", "6", "ctrl+j", deck=before(), first=again)


def test_a_draft_of_a_form_that_has_changed(look: Look) -> None:
    deck = with_answer_form(confirm_rack)
    deck.drafts[deck.sessions[deck.name("ask").process_id].subject] = [
        {"unit": "12", "colour": "red [b]", "tags": ["a", "b"]},
        {"remark": "beside the door, where the old rack stood before it was taken to Utrecht"},
    ]
    look(deck=deck, first=form_of("ask"))


def test_a_colleague_who_was_first(look: Look) -> None:
    deck = with_answer_form(confirm_rack)
    deck.others = [OpenForm("bram", "noc2", timedelta(minutes=3, seconds=5))]
    deck.refusals["submit"] = Overtaken(
        "Process 14e816bb was answered by bram 12 s ago, and is resumed now; look again before you submit"
    )
    look(*"12", "tab", *"powered", "ctrl+j", deck=deck, first=form_of("ask"))


def test_starts_that_were_begun(look: Look) -> None:
    deck = with_start_form(node_wizard)
    deck.drafts["start:provision_node"] = [{"node_name": "ams-pe3"}]
    look("n", deck=deck)


def test_what_changes_before_it_is_sent(look: Look) -> None:
    async def on_a_node(it: Driver) -> None:
        it.app.post_message(OpenStart("provision_node", subscriptions()[0].row.subscription_id))

    look("space", "ctrl+j", "backspace", "4", deck=with_target("MODIFY", change_node), first=on_a_node)
