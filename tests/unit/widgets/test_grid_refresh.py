"""Does the list change under the operator's eyes without taking anything from under her hands?"""

from __future__ import annotations

import random

import pytest

from tests.unit.widgets.lists import Device, Devices, Endless, Slow, device_grid, devices
from tests.unit.widgets.stage import Stage, play
from tests.unit.widgets.test_grid import Scene, body, cursor_line
from widgets.grid import Grid


def test_the_cursor_stays_on_its_row_and_its_line_when_rows_come_in_above() -> None:
    source = Devices(devices(*range(100)))

    async def scene(stage: Scene) -> None:
        await stage.widget.show(source)
        await stage.press(*["j"] * 5)
        before = body(stage)
        source.data[0:0] = devices(900, 901, 902)
        await stage.widget.refresh_rows()
        await stage.press()
        assert stage.widget.cursor_key == "5"
        assert body(stage) == before
        assert stage.widget.new_above == 3

    play(device_grid, scene)


def test_what_came_in_above_is_seen_at_the_top_and_counted_no_more() -> None:
    source = Devices(devices(*range(100)))

    async def scene(stage: Scene) -> None:
        await stage.widget.show(source)
        source.data[0:0] = devices(900, 901)
        await stage.widget.refresh_rows()
        await stage.press("g")
        assert stage.widget.cursor_key == "900"
        assert stage.widget.new_above == 0

    play(device_grid, scene)


def test_the_cursor_follows_its_row_when_the_order_changes() -> None:
    source = Devices(devices(*range(300)))

    async def scene(stage: Scene) -> None:
        await stage.widget.show(source)
        await stage.press("pagedown", *["j"] * 17)
        source.data = [source.data[40], *source.data[:40], *source.data[41:]]
        await stage.widget.refresh_rows()
        await stage.press()
        assert stage.widget.cursor_key == "40"
        assert cursor_line(stage) == 1  # there is no line above the first row
        source.data = [*source.data[1:81], source.data[0], *source.data[81:]]
        await stage.press()
        await stage.widget.refresh_rows()
        await stage.press()
        assert stage.widget.cursor_key == "40"
        assert cursor_line(stage) == 1

    play(device_grid, scene)


def test_a_row_that_leaves_the_list_stays_as_a_line_until_the_cursor_moves() -> None:
    source = Devices(devices(*range(100)))

    async def scene(stage: Scene) -> None:
        await stage.widget.show(source)
        await stage.press(*["j"] * 5)
        before = body(stage)
        source.remove(5)
        await stage.widget.refresh_rows()
        await stage.press()
        assert stage.widget.cursor_key == "5"
        assert stage.lines[cursor_line(stage)].startswith(">  - gone")
        assert "router-5 " in stage.lines[cursor_line(stage)]
        assert [line for line in body(stage) if "router-5 " not in line] == [
            line for line in before if "router-5 " not in line
        ]
        await stage.press("j")
        assert not stage.widget.cursor_gone
        assert stage.widget.cursor_key == "6"
        assert "router-5 " not in stage.text

    play(device_grid, scene)


@pytest.mark.parametrize(("key", "row"), [("j", "6"), ("k", "4")])
def test_the_cursor_moves_from_a_gone_line_to_its_neighbours(key: str, row: str) -> None:
    source = Devices(devices(*range(100)))

    async def scene(stage: Scene) -> None:
        await stage.widget.show(source)
        await stage.press(*["j"] * 5)
        source.remove(5)
        source.data[0:0] = devices(900)
        await stage.widget.refresh_rows()
        await stage.widget.refresh_rows()  # a gone line survives a refresh, too
        await stage.press(key)
        assert stage.widget.cursor_key == row

    play(device_grid, scene)


def test_a_row_that_comes_back_is_there_again() -> None:
    source = Devices(devices(*range(10)))

    async def scene(stage: Scene) -> None:
        await stage.widget.show(source)
        await stage.press("j", "j")
        source.remove(2)
        await stage.widget.refresh_rows()
        source.data.insert(2, Device(2, "router-2"))
        await stage.widget.refresh_rows()
        await stage.press()
        assert not stage.widget.cursor_gone
        assert stage.widget.cursor_key == "2"
        assert "gone" not in stage.text

    play(device_grid, scene)


def test_the_last_row_gone_leaves_its_line_and_then_the_sentence() -> None:
    source = Devices(devices(1))

    async def scene(stage: Scene) -> None:
        await stage.widget.show(source)
        source.remove(1)
        await stage.widget.refresh_rows()
        await stage.press()
        assert "- gone" in stage.text
        await stage.press("j")
        assert "Nothing here." in stage.text
        assert stage.widget.cursor_key is None

    play(device_grid, scene)


def test_all_rows_on_screen_gone_at_once_leaves_the_cursor_where_it_was() -> None:
    source = Devices(devices(*range(100)))

    async def scene(stage: Scene) -> None:
        await stage.widget.show(source)
        await stage.press("j")
        source.data = devices(*range(500, 600))
        await stage.widget.refresh_rows()
        await stage.press()
        assert stage.widget.cursor_key == "1"
        assert stage.widget.cursor_gone

    play(device_grid, scene)


def test_marks_are_identities() -> None:
    source = Devices(devices(*range(10)))

    async def scene(stage: Scene) -> None:
        await stage.widget.show(source)
        await stage.press("j", "space", "j", "space")
        assert stage.widget.marks == {"1", "2"}
        source.data = [source.data[2], *devices(900), *source.data[:2], *source.data[3:]]
        await stage.widget.refresh_rows()
        await stage.press()
        marked = [line for line in stage.lines if line[1] == "*"]
        assert [line.split()[-3] for line in marked] == ["router-2", "router-1"]
        await stage.press("space")  # the cursor is still on 2
        assert stage.widget.marks == {"1"}
        await stage.press("u")
        assert stage.widget.marks == set()
        assert len(stage.told(Grid.MarksChanged)) == 4

    play(device_grid, scene)


def test_another_list_drops_the_marks_and_keeps_the_cursor_on_its_row() -> None:
    async def scene(stage: Scene) -> None:
        await stage.widget.show(Devices(devices(*range(100))))
        await stage.press("pagedown", *["j"] * 7, "space")
        await stage.widget.show(Devices(devices(*range(20, 80))))
        await stage.press()
        assert stage.widget.cursor_key == "30"
        assert stage.widget.marks == set()
        await stage.widget.show(Devices(devices(*range(50, 80))))
        await stage.press()
        assert stage.widget.cursor_key == "50"
        assert cursor_line(stage) == 1

    play(device_grid, scene)


def test_the_same_list_in_another_order_keeps_the_marks() -> None:
    async def scene(stage: Scene) -> None:
        await stage.widget.show(Devices(devices(*range(100))))
        await stage.press("j", "space", "j", "space")
        await stage.widget.show(Devices(devices(*reversed(range(100)))), keep_marks=True)
        await stage.press("G")
        assert stage.widget.marks == {"1", "2"}
        marked = [line for line in stage.lines if line[1] == "*"]
        assert [line.split()[-3] for line in marked] == ["router-2", "router-1"]

    play(device_grid, scene)


def test_with_the_cursor_scrolled_out_of_sight_what_is_seen_stays() -> None:
    source = Devices(devices(*range(1000)))

    async def scene(stage: Scene) -> None:
        await stage.widget.show(source)
        stage.widget.scroll_top(600)
        await stage.press()
        seen = body(stage)
        source.data[0:0] = devices(5000, 5001)
        source.remove(3)
        await stage.widget.refresh_rows()
        await stage.press()
        assert body(stage) == seen
        assert stage.widget.cursor_key == "0"
        assert not stage.widget.cursor_gone
        await stage.press("j")
        assert stage.widget.cursor_key == "1"

    play(device_grid, scene)


def test_a_row_far_out_of_sight_that_leaves_the_list_is_not_replaced_by_another() -> None:
    source = Devices(devices(*range(1000)))

    async def scene(stage: Scene) -> None:
        await stage.widget.show(source)
        await stage.press("j")
        stage.widget.scroll_top(600)
        await stage.press()
        source.remove(1)
        await stage.widget.refresh_rows()
        await stage.press()
        assert stage.widget.cursor_key == "1"
        assert stage.widget.cursor_gone
        assert stage.widget.cursor_row == Device(1, "router-1")

    play(device_grid, scene)


def test_a_move_while_the_list_is_read_wins() -> None:
    class Interrupted(Devices):
        stage: Stage[Grid[Device]] | None = None

        async def find(self, key: str) -> int | None:
            if (stage := self.stage) is not None:
                self.stage = None
                stage.widget.step(3)
            return await super().find(key)

    source = Interrupted(devices(*range(100)))

    async def scene(stage: Scene) -> None:
        await stage.widget.show(source)
        await stage.press()
        source.data[0:0] = devices(900)
        source.stage = stage
        await stage.widget.refresh_rows()
        await stage.press()
        assert stage.widget.cursor_key == "3"
        assert "router-3 " in stage.lines[cursor_line(stage)]

    play(device_grid, scene)


def test_a_refresh_of_a_million_rows_reads_only_what_is_on_screen() -> None:
    source = Endless()

    async def scene(stage: Scene) -> None:
        await stage.widget.show(source)
        await stage.press("G", *["k"] * 3)
        source.asked.clear()
        await stage.widget.refresh_rows()
        await stage.press()
        assert stage.widget.cursor_key == "999996"
        assert len(set(source.asked)) <= 2

    play(device_grid, scene)


def test_whatever_happens_to_a_list_the_cursor_never_gets_another_row() -> None:
    chance = random.Random(7)
    source = Devices(devices(*range(300)))
    fresh = iter(range(1000, 100_000))

    def disturb() -> None:
        for _ in range(chance.randint(1, 6)):
            match chance.randint(0, 3):
                case 0:
                    source.data[0:0] = devices(next(fresh))
                case 1 if source.data:
                    source.data.insert(0, source.data.pop(chance.randrange(len(source.data))))
                case 2 if source.data:
                    source.data.pop(chance.randrange(len(source.data)))
                case _:
                    source.data.append(devices(next(fresh))[0])

    async def scene(stage: Scene) -> None:
        grid = stage.widget
        await grid.show(source)
        for turn in range(150):
            if turn % 4 == 0:
                grid.step(chance.randint(-30, 40))
                await stage.press()
            if turn % 9 == 0:
                grid.scroll_top(chance.randint(0, 250))
            held = grid.cursor_key
            disturb()
            await grid.refresh_rows()
            assert grid.cursor_key == held
            assert grid.cursor_gone == (held not in {row.key for row in source.data})
            row = grid.cursor_row
            assert row is not None
            assert row.key == held

    play(device_grid, scene)


def test_rows_are_shown_before_they_are_counted_and_the_end_is_known_then() -> None:
    async def scene(stage: Scene) -> None:
        source = Slow(devices(*range(1_000)), known=400)
        await stage.widget.show(source)
        await stage.press("j")
        assert (stage.widget.row_count, stage.widget.cursor_key) == (400, "1")
        source.may_count.set()
        await stage.press()
        assert (stage.widget.row_count, stage.widget.cursor_key) == (1_000, "1")
        await stage.press("G")
        assert stage.widget.cursor_key == "999"

    play(device_grid, scene)


def test_a_list_that_is_shorter_than_it_was_known_to_be_keeps_the_cursor_on_a_row() -> None:
    async def scene(stage: Scene) -> None:
        source = Slow(devices(*range(250)), known=400)
        await stage.widget.show(source)
        await stage.press("G")
        source.may_count.set()
        await stage.press()
        assert (stage.widget.row_count, stage.widget.cursor_key) == (250, "249")

    play(device_grid, scene)


def test_what_nobody_looks_at_any_more_is_not_counted() -> None:
    async def scene(stage: Scene) -> None:
        first, second = Slow(devices(*range(900)), known=400), Slow(devices(*range(500)), known=400)
        await stage.widget.show(first)
        await stage.widget.refresh_rows()
        await stage.press()
        assert first.given_up == 0
        await stage.widget.show(second)
        second.may_count.set()
        await stage.press()
        assert (first.given_up, stage.widget.row_count) == (1, 500)

    play(device_grid, scene)
