"""Every view without colour, and in the terminal's own: glyphs, words and reverse say what colour says elsewhere."""

from __future__ import annotations

import pytest

from console.environment import Environment
from tests.snapshots.console import Compare, Journey, Look, form_of, look_at, process_called
from tests.unit.console.pages import confirm_rack, with_answer_form

VIEWS: dict[str, tuple[tuple[str, ...], Journey | None]] = {
    "inbox": (("j", "space"), None),
    "processes": (("2",), None),
    "subscriptions": (("3",), None),
    "subscription": (("3", "enter"), None),
    "tasks": (("4",), None),
    "catalogue": (("5",), None),
    "engine": (("6",), None),
    "process": ((), process_called("fail")),
    "form": ((), form_of("ask")),
    "start": (("n",), None),
    "help": (("?",), None),
    "question": (("A",), None),
}

pytestmark = pytest.mark.usefixtures("still")


@pytest.mark.parametrize("view", VIEWS)
def test_without_colour(view: str, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    _look(view, look_at(snap_compare, (80, 24)))


@pytest.mark.parametrize("view", VIEWS)
def test_in_the_terminals_own_colours(view: str, snap_compare: Compare) -> None:
    _look(view, look_at(snap_compare, (80, 24)), theme="ansi-dark")


def test_in_the_terminals_own_light_colours(snap_compare: Compare) -> None:
    _look("processes", look_at(snap_compare, (80, 24)), theme="ansi-light")


def test_the_themes(look: Look) -> None:
    look("T", "down")


def test_the_question_in_a_guarded_environment(look: Look) -> None:
    look("A", *"27f", environment=Environment(name="prod-ams", colour="amber", guarded=True))


def _look(view: str, look: Look, **options: str) -> None:
    keys, first = VIEWS[view]
    look(*keys, first=first, deck=with_answer_form(confirm_rack), **options)
