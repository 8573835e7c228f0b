"""Does a script get all that a filter finds, in order, as CSV or JSON lines?"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from engine import listing
from engine.dsl import begin, done
from engine.listing import ProcessQuery, Sort, every_row, first_rows
from engine.store.database import Store
from tests.integration.command_line import nocdeck_here
from tests.integration.flows import plain_step
from tests.lab import Lab, flow

COUNT = 11
NOTE = '=1+1; "quoted", 2 lines:\nsecond \x1b[31m'


@pytest.fixture
def noted(lab: Lab) -> Store:
    """A store with processes, each with a note that is hard to write down."""
    lab.registry.put(flow(begin >> plain_step >> done))
    for _ in range(COUNT):
        lab.operations.set_note(lab.operations.start("flow"), NOTE)
        lab.clock.advance(1)
    return lab.store


@pytest.mark.parametrize("limit", [None, 1, 4, 5, COUNT, COUNT + 5])
def test_every_row_is_read_page_by_page_in_order(
    noted: Store, monkeypatch: pytest.MonkeyPatch, limit: int | None
) -> None:
    monkeypatch.setattr(listing, "PAGE", 4)
    for query in (ProcessQuery(), ProcessQuery(sort=Sort("status", ascending=True))):
        with noted.reading() as connection:
            whole = first_rows(connection, query, COUNT)
        assert list(every_row(noted, query, limit)) == whole[:limit]


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_list_is_written_as_csv_and_as_json_lines(noted: Store, store_url: str, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("")
    nocdeck = nocdeck_here(tmp_path, store_url)

    lines = nocdeck("process", "list", "--format", "jsonl", "--sort", "started:asc", "--limit", "5")
    table = nocdeck("process", "list", "--format", "csv", "--sort", "started:asc", "--query", "status:created")

    written = [json.loads(line) for line in lines.stdout.splitlines()]
    assert [row["note"] for row in written] == [NOTE] * 5
    assert [row["started_at"] for row in written] == sorted(row["started_at"] for row in written)
    rows = list(csv.DictReader(io.StringIO(table.stdout, newline="")))
    assert len(rows) == COUNT
    assert [row["process_id"] for row in rows[:5]] == [row["process_id"] for row in written]
    assert (rows[0]["note"], rows[0]["failed_reason"]) == (NOTE, "")


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_what_cannot_be_listed_so_is_a_usage_error(store_url: str, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("")
    nocdeck = nocdeck_here(tmp_path, store_url)

    for tree, there in (("process", "modified, started, status, assignee"), ("subscription", "modified, status")):
        wrong = nocdeck(tree, "list", "--sort", "note")
        assert (wrong.returncode, wrong.stdout) == (2, "")
        assert f"cannot be sorted by 'note'; there are: {there}" in wrong.stderr
        both = nocdeck(tree, "list", "--json", "--format", "csv")
        assert (both.returncode, both.stdout) == (2, "")
