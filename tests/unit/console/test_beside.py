"""Does a wide terminal show the process under the cursor beside its list, and a narrow one the list alone?"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from console.screens.process import ProcessScreen
from console.screens.process_list import ProcessListScreen
from engine.errors import NotFound
from engine.outcome import ProcessStatus
from engine.records import ProcessDetail
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import FakeDeck

WIDE = (160, 48)


class Counting(FakeDeck):
    """Counts what is read whole."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[UUID] = []

    async def detail(self, process_id: UUID) -> ProcessDetail:
        self.read.append(process_id)
        return await super().detail(process_id)


def test_the_process_under_the_cursor_stands_beside_the_list_and_goes_with_it() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2")
        await it.go_to("fail")
        assert "traceback of Verify" in it.text
        assert "! failed   provision_node   at Verify" in it.text
        await it.go_to("run")
        assert "> running  Push config" in it.text
        assert "traceback of Verify" not in it.text

    drive(journey, size=WIDE)


def test_what_stands_beside_the_list_follows_the_process_as_it_changes() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "shift+tab")
        await it.go_to("run")
        it.deck.put(replace(it.deck.name("run"), status=ProcessStatus.COMPLETED, version=8, last_step="Done"))
        await it.settle()
        assert "✓ complete  Done" in it.text

    drive(journey, size=WIDE)


def test_a_narrow_terminal_shows_the_list_alone_and_reads_nothing_for_it() -> None:
    deck = Counting()

    async def journey(it: Driver) -> None:
        await it.press("2", "j", "j")
        assert "traceback of" not in it.text
        await it.pilot.resize_terminal(*WIDE)
        await it.settle()
        assert len(deck.read) == 1
        await it.pilot.resize_terminal(80, 24)
        await it.press("j")
        assert "Steps" not in it.text
        assert len(deck.read) == 1

    drive(journey, deck, size=(80, 24))


def test_enter_still_opens_the_process_on_a_screen_of_its_own() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "enter")
        assert it.screen() is ProcessScreen

    drive(journey, size=WIDE)


def test_a_process_that_is_gone_leaves_the_list_as_it_is() -> None:
    class Without(FakeDeck):
        async def detail(self, process_id: UUID) -> ProcessDetail:
            raise NotFound("there is no such process")

    async def journey(it: Driver) -> None:
        await it.press("2", "j")
        assert isinstance(it.app.screen, ProcessListScreen)
        assert "could not be read" not in it.text

    drive(journey, Without(), size=WIDE)
