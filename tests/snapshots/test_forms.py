"""The form of an input step, and the form that starts a workflow."""

from __future__ import annotations

from tests.snapshots.console import Look, form_of
from tests.snapshots.pages import broken, every_kind, parts, rare_kinds, references, stale_choices, uplinks, words
from tests.unit.console.driving import Driver
from tests.unit.console.pages import confirm_rack, no_input, with_answer_form, with_start_form


async def start(it: Driver) -> None:
    """Open the form that starts provision_node."""
    await it.press("n", *"pr", "enter")


def test_every_kind_of_field(look: Look) -> None:
    look(deck=with_answer_form(every_kind), first=form_of("ask"))


def test_every_kind_of_field_its_end(look: Look) -> None:
    look(*["tab"] * 9, deck=with_answer_form(every_kind), first=form_of("ask"))


def test_every_kind_of_field_with_errors(look: Look) -> None:
    look("ctrl+j", deck=with_answer_form(every_kind), first=form_of("ask"))


def test_rare_kinds_of_field(look: Look) -> None:
    look(deck=with_answer_form(rare_kinds), first=form_of("ask"))


def test_choices_that_are_stale_or_empty(look: Look) -> None:
    look(deck=with_answer_form(stale_choices), first=form_of("ask"))


def test_what_lies_outside_of_a_form(look: Look) -> None:
    look("enter", "down", deck=with_answer_form(references), first=form_of("ask"))


def test_words_and_tables(look: Look) -> None:
    look(deck=with_answer_form(words), first=form_of("ask"))


def test_values_made_of_parts(look: Look) -> None:
    look(deck=with_answer_form(parts), first=form_of("ask"))


def test_a_calendar(look: Look) -> None:
    look(*"2001-03-20", "f4", "right", deck=with_answer_form(parts), first=form_of("ask"))


def test_values_made_of_parts_with_errors(look: Look) -> None:
    keys = (*"soon", "tab", "enter", "backspace", "backspace", "backspace", "0", "escape", "ctrl+j")
    look(*keys, deck=with_answer_form(parts), first=form_of("ask"))


def test_values_made_of_parts_their_end(look: Look) -> None:
    look(*["tab"] * 4, "space", *["tab"] * 5, "space", deck=with_answer_form(parts), first=form_of("ask"))


def test_a_choice_opened(look: Look) -> None:
    look("space", "down", deck=with_answer_form(every_kind), first=form_of("ask"))


def test_a_choice_narrowed(look: Look) -> None:
    look("enter", *"str", deck=with_answer_form(every_kind), first=form_of("ask"))


def test_a_number_out_of_its_bounds(look: Look) -> None:
    look(*"99", "ctrl+j", deck=with_answer_form(confirm_rack), first=form_of("ask"))


def test_a_draft_restored(look: Look) -> None:
    deck = with_answer_form(every_kind)
    subject = deck.sessions[deck.name("ask").process_id].subject
    deck.drafts[subject] = [{"site": "fra", "node_name": "fra-pe2", "ports": "9x", "uplinks": ["fra-cr1"]}]
    look(deck=deck, first=form_of("ask"))


def test_first_page_of_a_wizard(look: Look) -> None:
    look(deck=with_start_form(uplinks), first=start)


def test_second_page_of_a_wizard(look: Look) -> None:
    look(*"pe2", "ctrl+j", deck=with_start_form(uplinks), first=start)


def test_second_page_of_a_wizard_with_an_error_about_all_of_it(look: Look) -> None:
    look(*"pe2", "ctrl+j", "space", "tab", "space", "ctrl+j", deck=with_start_form(uplinks), first=start)


def test_a_form_without_input(look: Look) -> None:
    look(deck=with_start_form(no_input), first=start)


def test_a_form_that_fails_in_its_own_code(look: Look) -> None:
    look(deck=with_start_form(broken()), first=start)


def test_a_form_nobody_waits_for(look: Look) -> None:
    look(first=form_of("fail"))


def test_leaving_a_form_half_filled_in(look: Look) -> None:
    look(*"12", "escape", deck=with_answer_form(confirm_rack), first=form_of("ask"))


def test_the_process_that_was_started(look: Look) -> None:
    look("ctrl+j", deck=with_start_form(no_input), first=start)
