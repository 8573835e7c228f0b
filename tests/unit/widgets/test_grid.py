"""Does the grid show any list, and does a key always mean the row that the operator was looking at?"""

from __future__ import annotations

import asyncio

import pytest
from rich.cells import cell_len

from tests.unit.widgets.lists import Device, Devices, Endless, device_grid, devices
from tests.unit.widgets.stage import HOSTILE, Stage, play
from widgets.grid import Cell, Column, Grid

Scene = Stage[Grid[Device]]


def cursor_line(scene: Scene) -> int:
    """Number of the line of the screen with the cursor's sign."""
    found = [number for number, line in enumerate(scene.lines) if line.startswith(">")]
    assert len(found) == 1, scene.text
    return found[0]


def body(scene: Scene) -> list[str]:
    """The lines of the screen below the titles, without the scrollbar."""
    return [line[:79] for line in scene.lines[1:]]


def test_rows_are_shown_under_their_titles() -> None:
    async def scene(stage: Scene) -> None:
        await stage.widget.show(Devices(devices(1, 2)))
        await stage.press()
        assert stage.lines[0].rstrip().split() == ["ID", "NAME", "STATE"]
        assert stage.lines[1].startswith(">  1        router-1             ! failed")
        assert stage.lines[2].startswith("   2        router-2             ! failed")

    play(device_grid, scene)


def test_columns_come_with_the_width_of_the_terminal() -> None:
    async def scene(stage: Scene) -> None:
        await stage.widget.show(Devices(devices(1)))
        await stage.press()
        assert "WIDE ONLY" in stage.lines[0]

    play(device_grid, scene, size=(100, 24))


def test_a_growing_column_takes_the_width_left_over() -> None:
    grid: Grid[Device] = Grid(
        [Column("NAME", 5, lambda row: Cell(row.name), grow=True), Column("END", 3, lambda row: Cell("end"))],
        row_key=lambda row: row.key,
        row_version=lambda row: row.version,
    )

    async def scene(stage: Scene) -> None:
        await stage.widget.show(Devices([Device(1, "a name that needs sixty cells and more")]))
        await stage.press()
        assert "a name that needs sixty cells and more" in stage.lines[1]
        assert stage.lines[1].rstrip().endswith("end")

    play(lambda: grid, scene)


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        (["j"], 1),
        (["down", "j", "k"], 1),
        (["k"], 0),  # there is nothing above the first
        (["G"], 99),
        (["end", "j"], 99),
        (["G", "g"], 0),
        (["end", "home"], 0),
        (["pagedown"], 23),
        (["pagedown", "pageup"], 0),
        (["ctrl+d"], 11),
        (["ctrl+d", "ctrl+u"], 0),
    ],
)
def test_keys_move_the_cursor(keys: list[str], row: int) -> None:
    async def scene(stage: Scene) -> None:
        await stage.widget.show(Devices(devices(*range(100))))
        await stage.press(*keys)
        assert stage.widget.cursor_key == str(row)
        assert f"router-{row} " in stage.lines[cursor_line(stage)]

    play(device_grid, scene)


def test_the_titles_stay_while_the_rows_scroll() -> None:
    async def scene(stage: Scene) -> None:
        await stage.widget.show(Devices(devices(*range(100))))
        await stage.press("G")
        assert stage.lines[0].split()[:2] == ["ID", "NAME"]
        assert "router-99 " in stage.lines[23]

    play(device_grid, scene)


def test_a_new_row_under_the_cursor_is_told_once() -> None:
    async def scene(stage: Scene) -> None:
        await stage.widget.show(Devices(devices(1, 2)))
        await stage.press("j")
        keys = [m.key for m in stage.told(Grid.Highlighted) if isinstance(m, Grid.Highlighted)]
        assert keys == ["1", "2"]
        await stage.widget.refresh_rows()
        await stage.press("j")
        assert stage.told(Grid.Highlighted) == []

    play(device_grid, scene)


def test_a_change_of_the_row_under_the_cursor_is_told() -> None:
    source = Devices(devices(1, 2))

    async def scene(stage: Scene) -> None:
        await stage.widget.show(source)
        await stage.press()
        stage.told(Grid.Highlighted)
        source.change(1, "renamed")
        await stage.widget.refresh_rows()
        await stage.press()
        rows = [m.row for m in stage.told(Grid.Highlighted) if isinstance(m, Grid.Highlighted)]
        assert [row.name for row in rows] == ["renamed"]

    play(device_grid, scene)


def test_enter_opens_the_row_under_the_cursor() -> None:
    async def scene(stage: Scene) -> None:
        await stage.widget.show(Devices(devices(1, 2)))
        await stage.press("j", "enter")
        assert [m.key for m in stage.told(Grid.Opened) if isinstance(m, Grid.Opened)] == ["2"]

    play(device_grid, scene)


def test_a_click_moves_the_cursor_and_a_second_one_opens() -> None:
    async def scene(stage: Scene) -> None:
        await stage.widget.show(Devices(devices(1, 2, 3)))
        await stage.press()
        await stage.pilot.click(offset=(10, 3))
        await stage.press()
        assert stage.widget.cursor_key == "3"
        assert stage.told(Grid.Opened) == []
        await stage.pilot.click(offset=(10, 3))
        await stage.press()
        assert [m.key for m in stage.told(Grid.Opened) if isinstance(m, Grid.Opened)] == ["3"]
        await stage.pilot.click(offset=(10, 0))  # the titles are no row
        await stage.pilot.click(offset=(10, 9))  # nor is what lies below the last one
        await stage.press()
        assert stage.widget.cursor_key == "3"

    play(device_grid, scene)


def test_an_empty_list_says_so_in_the_middle() -> None:
    async def scene(stage: Scene) -> None:
        await stage.widget.show(Devices(()))
        await stage.press("j", "enter", "space")
        line = next(line for line in stage.lines if "Nothing waits for you." in line)
        assert line.index("Nothing") == (80 - len("Nothing waits for you.")) // 2
        assert stage.widget.cursor_key is None
        assert stage.told(Grid.Opened) == []

    play(lambda: device_grid(empty="Nothing waits for you."), scene)


def test_a_value_that_cannot_be_shown_hides_no_other() -> None:
    grid: Grid[Device] = Grid(
        [Column("BAD", 20, lambda row: Cell(str(1 // row.id))), Column("NAME", 10, lambda row: Cell(row.name))],
        row_key=lambda row: row.key,
        row_version=lambda row: row.version,
    )

    async def scene(stage: Scene) -> None:
        await stage.widget.show(Devices(devices(0, 1)))
        await stage.press()
        assert "? ZeroDivisionError" in stage.lines[1]
        assert "router-0" in stage.lines[1]
        assert "router-1" in stage.lines[2]

    play(lambda: grid, scene)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text_and_keeps_the_columns_straight(text: str) -> None:
    async def scene(stage: Scene) -> None:
        await stage.widget.show(Devices([Device(1, text), Device(2, "plain")]))
        await stage.press()
        hostile, ordinary = stage.lines[1], stage.lines[2]
        assert not any(ord(character) < 32 or "\u202a" <= character <= "\u202e" for character in hostile)
        before = [line.partition("! failed")[0] for line in (hostile, ordinary)]
        assert cell_len(before[0]) == cell_len(before[1])
        assert text[:2].strip("\x1b") in hostile

    play(device_grid, scene)


def test_jumping_to_the_end_of_a_million_rows_reads_only_what_is_near_the_end() -> None:
    source = Endless()

    async def scene(stage: Scene) -> None:
        await stage.widget.show(source)
        await stage.press()
        source.asked.clear()
        await stage.press("G")
        assert stage.widget.cursor_key == "999999"
        assert "router-999999" in stage.lines[23]
        assert source.asked
        assert min(source.asked) >= Endless.SIZE - 600

    play(device_grid, scene)


def test_rows_not_read_yet_are_dots_and_a_key_on_them_does_nothing() -> None:
    source = Devices(devices(*range(1000)))

    async def scene(stage: Scene) -> None:
        await stage.widget.show(source)
        source.gate = asyncio.Event()
        await stage.press("G")
        assert "···" in stage.lines[cursor_line(stage)]
        assert stage.widget.cursor_row is None
        await stage.press("space", "enter")
        assert not stage.widget.marks
        assert stage.told(Grid.Opened) == []
        source.gate.set()
        await stage.press()
        assert stage.widget.cursor_key == "999"
        assert "router-999 " in stage.lines[23]

    play(device_grid, scene)


def test_a_page_of_an_earlier_list_that_answers_late_is_dropped() -> None:
    old, new = Devices(devices(*range(1000))), Devices([Device(id, f"new-{id}") for id in range(1000)])

    async def scene(stage: Scene) -> None:
        await stage.widget.show(old)
        old.gate = asyncio.Event()
        await stage.press("G")
        await stage.widget.show(new)
        await stage.press()
        old.gate.set()
        await stage.press("G")
        assert "router-" not in stage.text
        assert "new-999" in stage.text

    play(device_grid, scene)


def test_of_two_lists_asked_for_the_later_one_is_shown_whichever_answers_first() -> None:
    slow, quick = Devices(devices(1)), Devices(devices(2))
    slow.gate = asyncio.Event()

    async def scene(stage: Scene) -> None:
        asked_first = asyncio.create_task(stage.widget.show(slow))
        await stage.press()
        await stage.widget.show(quick)
        assert slow.gate is not None
        slow.gate.set()
        await asked_first
        await stage.press()
        assert "router-2" in stage.text
        assert "router-1" not in stage.text

    play(device_grid, scene)


def test_a_page_that_cannot_be_read_is_told_and_asked_for_again() -> None:
    class Broken(Devices):
        broken = False

        async def rows(self, start: int, limit: int) -> list[Device]:
            if self.broken:
                raise OSError("disk on fire")
            return list(await super().rows(start, limit))

    source = Broken(devices(*range(1000)))

    async def scene(stage: Scene) -> None:
        await stage.widget.show(source)
        source.broken = True
        await stage.press("G")
        failures = [m for m in stage.told(Grid.ReadFailed) if isinstance(m, Grid.ReadFailed)]
        assert [str(failure.error) for failure in failures] == ["disk on fire"]
        source.broken = False
        await stage.press("k")
        assert stage.widget.cursor_key == "998"

    play(device_grid, scene)


def test_a_list_that_is_shorter_than_it_was_counted_ends_where_it_ends() -> None:
    source = Devices(devices(*range(1000)))

    async def scene(stage: Scene) -> None:
        await stage.widget.show(source)
        await stage.press()
        source.data = source.data[:850]
        await stage.press("G")
        assert stage.widget.row_count == 850
        assert stage.widget.cursor_key == "849"

    play(device_grid, scene)


def test_what_a_row_shows_beside_itself_is_drawn_again_on_request() -> None:
    age = ["1m"]
    grid: Grid[Device] = Grid(
        [Column("AGE", 4, lambda row: Cell(age[0]))],
        row_key=lambda row: row.key,
        row_version=lambda row: (row.version, age[0]),
    )

    async def scene(stage: Scene) -> None:
        await stage.widget.show(Devices(devices(1)))
        await stage.press()
        age[0] = "2m"
        stage.widget.refresh_clocks()
        await stage.press()
        assert "2m" in stage.lines[1]

    play(lambda: grid, scene)


def test_a_smaller_terminal_keeps_the_cursor_in_sight() -> None:
    async def scene(stage: Scene) -> None:
        await stage.widget.show(Devices(devices(*range(100))))
        await stage.press(*["j"] * 20)
        await stage.pilot.resize_terminal(60, 12)
        await stage.press()
        assert "router-20 " in stage.lines[cursor_line(stage)]

    play(device_grid, scene)
