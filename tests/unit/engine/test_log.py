"""Is the state the fold of what the steps changed, and does a row cost no more than its change (invariant 2)?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import UnfitValue, UnreadableLog
from engine.outcome import StepStatus
from engine.store.log import Change, LogRow, Snapshot, cleared, fold
from engine.values import canonical, parse, to_plain

NOW = datetime(2030, 1, 2, tzinfo=UTC)


def logged(seq: int, change: Change | None = None, **other: Any) -> LogRow:
    """Return the log row of a change."""
    values: dict[str, Any] = {"name": f"Step {seq}", "status": StepStatus.SUCCESS, "attempt": 1, "created_by": "anna"}
    if change is not None:
        values |= {"is_full": change.is_full, "changed": change.changed, "removed": change.removed}
    return LogRow(seq=seq, started_at=NOW, completed_at=NOW, **(values | other))


def history(*states: Mapping[str, Any]) -> list[LogRow]:
    """Return the log of a process that had these states, one after the other."""
    rows, snapshot = [], Snapshot({})
    for seq, state in enumerate(states):
        change = snapshot.change_to(state)
        rows.append(logged(seq, change))
        snapshot = change.after
    return rows


BASE = {"name": "ams-pe1", "big": "x" * 1000, "none": None}


@pytest.mark.parametrize(
    ("after", "changed", "removed"),
    [
        pytest.param(BASE, {}, [], id="nothing"),
        pytest.param({**BASE, "vlan": 5}, {"vlan": 5}, [], id="a-new-key"),
        pytest.param({**BASE, "name": "utr-pe1"}, {"name": "utr-pe1"}, [], id="another-value"),
        pytest.param({"big": BASE["big"], "none": None}, {}, ["name"], id="a-key-less"),
        pytest.param({**BASE, "__remove_keys": ["name", "nowhere"]}, {}, ["name"], id="a-key-to-remove"),
        pytest.param({**BASE, "__remove_keys": 5}, {}, [], id="no-list-of-keys-to-remove"),
        pytest.param({**BASE, "none": 0}, {"none": 0}, [], id="zero-is-not-none"),
        pytest.param({**BASE, "vlan": {"b": 1, "a": 2}}, {"vlan": {"a": 2, "b": 1}}, [], id="sorted-inside"),
    ],
)
def test_a_change_holds_the_keys_that_changed_and_no_others(
    after: dict[str, Any], changed: dict[str, Any], removed: list[str]
) -> None:
    change = Snapshot.of(BASE).change_to(after)

    assert (parse(change.changed), parse(change.removed), change.is_full) == (changed, removed, False)


@pytest.mark.parametrize(
    ("before", "after"), [(1, 1.0), (1, True), (0, False), ("1", 1), (-0.0, 0.0), ([], {}), ("", None)]
)
def test_values_that_python_thinks_equal_are_a_change_where_json_differs(before: Any, after: Any) -> None:
    assert parse(Snapshot.of({"k": before, "pad": "x" * 99}).change_to({"k": after, "pad": "x" * 99}).changed) == {
        "k": after
    }


def test_the_order_of_keys_inside_a_value_is_no_change() -> None:
    assert Snapshot.of({"k": {"a": 1, "b": 2}}).change_to({"k": {"b": 2, "a": 1}}).changed == "{}"


def test_a_value_changed_in_place_is_a_change() -> None:
    snapshot = Snapshot.of({"ports": [1], "pad": "x" * 99})
    snapshot.state["ports"].append(2)

    assert parse(snapshot.change_to(snapshot.state).changed) == {"ports": [1, 2]}


@pytest.mark.parametrize(("null", "nan"), [(None, math.nan), ([None], [math.nan]), ({"a": None}, {"a": math.nan})])
def test_nan_in_the_place_of_null_is_refused(null: Any, nan: Any) -> None:
    with pytest.raises(UnfitValue, match="nan is not a number"):
        Snapshot.of({"k": null}).change_to({"k": nan})


@pytest.mark.parametrize("key", [3, None, ("a", "b"), "nul\x00", "\ud800"])
def test_a_key_of_a_state_that_it_cannot_hold_is_refused(key: Any) -> None:
    with pytest.raises(UnfitValue, match="state: "):
        Snapshot.of({"a": 1}).change_to({"a": 1, key: 2})


def test_keys_of_a_state_become_strings_once() -> None:
    node = UUID("6f3e3f8e-0f1a-4d3c-9d6b-3f6c1f5a9b11")

    once: dict[Any, int] = {node: 1, StepStatus.SUCCESS: 2}
    twice: dict[Any, int] = {node: 1, str(node): 2}

    assert parse(Snapshot({}).change_to(once).changed) == {str(node): 1, "success": 2}
    with pytest.raises(UnfitValue, match="occurs twice"):
        Snapshot({}).change_to(twice)


def test_a_row_holds_the_full_state_once_the_changes_outgrow_it() -> None:
    rows = history(*({"n": n, "pad": "x" * 50} for n in range(100)))

    full = [row.seq for row in rows if row.is_full]
    assert len(full) > 1
    assert all(set(parse(rows[seq].changed)) == {"n", "pad"} for seq in full)
    assert fold(rows).state == {"n": 99, "pad": "x" * 50}


def test_steps_that_change_nothing_never_cause_a_full_state() -> None:
    assert [row.is_full for row in history(*[{"a": 1}] * 50)].count(True) <= 1


def test_a_hundred_steps_over_a_megabyte_that_change_one_key_each_write_under_three() -> None:
    state: dict[str, Any] = {f"key{n}": "x" * 10_000 for n in range(100)}
    states = [state := {**state, f"key{n}": "y" * 10_000} for n in range(100)]

    rows = history({f"key{n}": "x" * 10_000 for n in range(100)}, *states)

    assert sum(len(row.changed) for row in rows) < 3_000_000
    assert fold(rows).state == states[-1]


def test_the_key_that_a_full_row_does_not_have_is_gone() -> None:
    rows = history({"a": 1, "b": 2}, {"b": 3}, {"b": 4, "c": 5}, {"c": 6})

    assert fold(rows).state == {"c": 6}


values = st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab", max_size=30) | st.lists(st.integers(0, 3))
states = st.lists(st.dictionaries(st.sampled_from("abcdef"), values), min_size=1, max_size=12)


@given(states)
def test_the_fold_of_the_log_is_the_state(lived: list[dict[str, Any]]) -> None:
    rows = history(*lived)

    for seq, state in enumerate(lived):
        folded = fold(rows[: seq + 1])
        assert folded.state == to_plain(state)
        assert folded.texts == {key: canonical(value) for key, value in folded.state.items()}


@given(states)
def test_a_log_goes_on_after_a_fold_as_if_it_had_not_stopped(lived: list[dict[str, Any]]) -> None:
    whole = history(*lived)

    assert [fold(whole[: seq + 1]).change_to(state).changed for seq, state in enumerate(lived[1:])] == [
        row.changed for row in whole[1:]
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        pytest.param(logged(1, changed="{"), r"log row 1 \(Step 1\) cannot be read", id="no-json"),
        pytest.param(logged(1, changed=""), r"log row 1 \(Step 1\) cannot be read", id="empty"),
        pytest.param(logged(1, changed="[1]"), "cannot be read", id="a-list-for-a-state"),
        pytest.param(logged(1, changed="null"), "cannot be read", id="null-for-a-state"),
        pytest.param(logged(1, changed='{"a":NaN}'), "cannot be read", id="nan"),
        pytest.param(logged(1, changed="[" * 6_000 + "]" * 6_000), "cannot be read", id="6000-deep"),
        pytest.param(logged(1, changed='{"a":"\ud800"}'), "cannot be read", id="no-utf-8"),
        pytest.param(logged(1, removed="{}"), "cannot be read", id="a-dict-for-the-keys-removed"),
        pytest.param(logged(1, removed="[[1]]"), "cannot be read", id="no-strings-for-the-keys-removed"),
        pytest.param(logged(1, status="odd"), r"has the status 'odd', which is not known here", id="unknown-status"),
        pytest.param(logged(2), "log row 1 is missing", id="a-row-missing"),
        pytest.param(logged(0), "log row 1 is missing", id="a-row-twice"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(row: LogRow, told: str) -> None:
    with pytest.raises(UnreadableLog, match=told):
        fold([logged(0), row])


def test_the_steps_done_are_those_that_are_not_run_again() -> None:
    rows = [logged(seq, status=status, name=status) for seq, status in enumerate(["success", *StepStatus])]

    assert [step.name for step in cleared(rows)] == ["success", "skipped", "abort", "complete"]
