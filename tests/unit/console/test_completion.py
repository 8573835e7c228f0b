"""Is what may follow in the filter line said below it, and taken by a key?"""

from __future__ import annotations

import asyncio

from console.deck import Filtered
from engine.filters.completion import Completion
from tests.unit.console.driving import Driver, drive


def lines(it: Driver) -> tuple[str, str]:
    """Return the filter line and the one below it."""
    typed, below = it.text.split("\n")[-2:]
    return typed, below.strip()


def test_fields_then_their_values_are_offered_and_tab_takes_them() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "shift+tab", "/")
        assert lines(it)[1].startswith("status:  workflow:  step:")
        await it.type("wor")
        assert lines(it) == (" /workflow:", "workflow:")  # what is not typed yet is dim
        await it.press("tab")
        assert lines(it)[1].startswith("check_link  create_port  modify_port")
        await it.type("ch")
        await it.press("right")
        await it.type(" !sta")
        await it.press("tab", *"com", "tab")
        assert lines(it)[0] == " /workflow:check_link !status:completed"
        await it.press("enter")
        assert "/workflow:check_link !status:completed" in it.text.splitlines()[2]

    drive(journey)


def test_tab_again_takes_the_next_and_back_the_one_before() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "/")
        await it.type("status:failed|a")
        shown = []
        for key in ("tab", "tab", "shift+tab", "shift+tab"):
            await it.press(key)
            shown.append(lines(it)[0].removeprefix(" /status:failed|"))
        assert shown == ["awaiting_callback", "aborted", "awaiting_callback", "inconsistent_data"]
        await it.type(" ")
        assert lines(it)[1].startswith("status:")

    drive(journey)


def test_the_part_under_the_cursor_is_completed_and_the_rest_stays() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "/")
        await it.type("target:mo check")
        await it.press(*["left"] * len(" check"), "tab")
        assert lines(it)[0] == " /target:MODIFY check"

    drive(journey)


def test_what_has_no_names_is_told_in_words_until_it_is_wrong() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "/")
        await it.type("age>")
        assert lines(it)[1] == "a length of time: 90s, 15m, 2h, 3d, 1w or 1h30m"
        await it.press("tab")
        assert lines(it)[0] == " /age>"
        await it.press("escape")
        assert "a length of time" not in it.text

    drive(journey)


def test_a_name_with_blanks_is_taken_in_quotes() -> None:
    async def journey(it: Driver) -> None:
        await it.press("3", "/")
        await it.type("product:no")
        assert lines(it) == (" /product:no", '"Node 10G"')
        await it.press("tab")
        assert lines(it)[0] == ' /product:"Node 10G"'

    drive(journey)


def test_every_list_offers_what_it_can_be_narrowed_by() -> None:
    async def journey(it: Driver) -> None:
        for keys, field, value in (
            (("1",), "sta", "created"),
            (("4",), "sta", "created"),
            (("4", "tab", "tab", "tab"), "work", "task_clean_up_tasks"),
            (("5",), "typ", "L2VPN"),
            (("5", "shift+tab"), "targ", "create"),
            (("6", "tab"), "wh", "text, from any place"),
        ):
            await it.press(*keys, "/")
            await it.type(field)
            await it.press("tab")
            assert value in lines(it)[1]
            await it.press("escape")

    drive(journey, size=(120, 40))


def test_tab_waits_for_the_store_and_is_for_nothing_where_typing_goes_on() -> None:
    async def journey(it: Driver) -> None:
        gate, answer = asyncio.Event(), it.deck.completion

        async def slow(of: Filtered, text: str, at: int) -> Completion:
            await gate.wait()
            return await answer(of, text, at)

        it.deck.completion = slow  # type: ignore[method-assign]
        await it.press("2", "/")
        await it.type("targ")
        await it.press("tab")
        assert lines(it) == (" /targ", "")
        gate.set()
        await it.settle()
        assert lines(it)[0] == " /target:"
        gate.clear()
        await it.type("va")
        await it.press("tab", "l")
        gate.set()
        await it.settle()
        assert lines(it) == (" /target:valIDATE", "VALIDATE")

    drive(journey)


def test_a_store_that_cannot_be_asked_offers_nothing_and_the_line_goes_on() -> None:
    async def journey(it: Driver) -> None:
        async def away(*_: object) -> None:
            raise OSError("no answer")

        it.deck.completion = away  # type: ignore[method-assign, assignment]
        await it.press("2", "/")
        await it.type("check_link")
        await it.press("tab", "enter")
        assert "/check_link" in it.text.splitlines()[2]

    drive(journey)
