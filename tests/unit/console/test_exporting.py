"""Is what is listed written whole into a file, in its order, for its owner alone?"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from console.deck import Rows, Tab
from console.screens import sorted_list
from engine.records import ProcessRow
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import FakeDeck


async def written(it: Driver) -> None:
    """Wait until every export has ended."""
    if under_way := [worker for worker in it.app.workers if worker.group == "export"]:
        await it.app.workers.wait_for_complete(under_way)
    await it.settle()


@pytest.mark.parametrize(("key", "suffix"), [("c", "csv"), ("j", "jsonl")])
def test_x_writes_every_page_of_what_the_filter_finds_in_its_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, suffix: str
) -> None:
    monkeypatch.setattr(sorted_list, "PAGE", 2)

    async def journey(it: Driver) -> None:
        await it.press("2", "shift+tab", "/")
        await it.type("check_link")
        await it.press("enter", "S", "x", key)
        await written(it)
        assert "3 processes written to" in it.text

    deck = drive(journey, state_dir=tmp_path, size=(160, 40))
    (path,) = (tmp_path / "exports").iterdir()
    assert path.suffix == f".{suffix}"
    assert path.stat().st_mode & 0o777 == 0o600
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file)) if key == "c" else [json.loads(line) for line in file]
    oldest_first = [str(deck.name(name).process_id) for name in ("done2", "new", "run2")]
    assert [row["process_id"] for row in rows] == oldest_first


def test_a_named_file_says_by_its_end_as_what_and_is_not_written_over_unasked(tmp_path: Path) -> None:
    path = tmp_path / "sold.csv"
    path.write_text("kept")

    async def export(it: Driver, answer: str) -> None:
        await it.press("3", ":")
        await it.type(f"export {path}")
        await it.press("enter")
        await it.press(answer)
        await written(it)

    async def refuse(it: Driver) -> None:
        await export(it, "n")

    async def agree(it: Driver) -> None:
        await export(it, "y")

    drive(refuse)
    assert path.read_text() == "kept"
    drive(agree)
    assert path.read_text().startswith("subscription_id,description,")


def test_a_folder_that_cannot_be_written_to_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "exports").write_text("a file where the folder should be")

    async def journey(it: Driver) -> None:
        await it.press("2", "x", "c")
        await written(it)
        assert "nothing is exported" in it.text

    drive(journey, state_dir=tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.name != "ui"] == ["exports"]


def test_a_folder_of_nobody_and_a_store_that_fails_are_said_and_the_console_goes_on(tmp_path: Path) -> None:
    class Failing(FakeDeck):
        async def listing(self, tab: Tab, text: str, sort: str = "") -> Rows[ProcessRow]:
            if text == "now":
                raise OperationalError("SELECT 1", {}, Exception("disk I/O error"))
            return await super().listing(tab, text, sort)

    async def journey(it: Driver) -> None:
        await it.press("2", ":")
        await it.type("export ~nobody.of.that.name/processes.csv")
        await it.press("enter")
        await written(it)
        assert "nothing is exported: RuntimeError" in it.text
        it.app.clear_notifications()
        await it.press("/")
        await it.type("now")
        await it.press("enter", ":")
        await it.type(f"export {tmp_path / 'processes.csv'}")
        await it.press("enter")
        await written(it)
        assert "nothing is exported: the store did not answer: disk I/O error" in it.text

    drive(journey, Failing(), size=(120, 24))
    assert [*tmp_path.iterdir()] == []
