"""Are failures that are alike one line to act on, and is each of them still at hand?"""

from __future__ import annotations

from console.screens.process import ProcessScreen
from engine.outcome import ProcessStatus
from tests.unit.console.alike import MANY, failing
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import FakeDeck, process


def targets(deck: FakeDeck) -> set[str]:
    """The processes that were retried."""
    return {str(call[1]) for call in deck.calls if call[0] == "retry"}


def test_forty_equal_failures_are_one_line_with_their_number() -> None:
    async def journey(it: Driver) -> None:
        assert "3 lines" in it.text
        assert "+ 40" in it.line("1h")
        await it.press("j")
        assert "! 40 failed alike, enter shows them: Timeout: 10.0.0.0 did not answer in 0 s" in it.text
        assert "1 Inbox 42" in it.text

    drive(journey, failing())


def test_retry_on_the_line_asks_once_and_retries_all_of_them() -> None:
    async def journey(it: Driver) -> None:
        await it.press("j", "r")
        assert "retry 40 processes?" in it.text
        await it.press("n")
        assert it.deck.calls == []
        await it.press("r", "y", "escape")
        assert "2 lines" in it.text

    deck = failing()
    assert targets(drive(journey, deck)) == {str(deck.name(f"down{number}").process_id) for number in range(MANY)}


def test_enter_shows_them_one_by_one_and_folds_them_again() -> None:
    async def journey(it: Driver) -> None:
        await it.press("j", "enter")
        assert "6 lines" in it.text
        assert "v 3" in it.text
        await it.press("j", "r")  # one of them, at once
        await it.press("k", "enter")
        assert "+ 2" in it.text

    deck = failing(3)
    assert targets(drive(journey, deck)) == {str(deck.name("down0").process_id)}


def test_enter_on_one_of_them_opens_it() -> None:
    async def journey(it: Driver) -> None:
        await it.press("j", "enter", "j", "j", "enter")
        assert it.screen() is ProcessScreen
        assert str(it.deck.name("down1").process_id)[:8] in it.text

    drive(journey, failing(3))


def test_a_mark_means_what_the_line_stood_for_when_it_was_marked() -> None:
    async def journey(it: Driver) -> None:
        await it.press("j", "space", "j", "space")
        late = process(
            "late",
            ProcessStatus.FAILED,
            workflow="validate_node",
            step="Compare",
            minutes=0,
            failed_reason="Timeout: 10.0.0.9 did not answer in 9 s",
        )
        it.deck.put(late)
        await it.settle()
        await it.press("r")
        assert "retry 4 processes?" in it.text
        await it.press("y")

    deck = failing(3)
    names = ("down0", "down1", "down2", "other")
    assert targets(drive(journey, deck)) == {str(deck.name(name).process_id) for name in names}


def test_a_filter_narrows_the_inbox() -> None:
    async def journey(it: Driver) -> None:
        await it.press("/", *"rack", "enter")
        assert "1 match" in it.text

    drive(journey, failing(3))
