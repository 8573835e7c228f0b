"""From a key to what it draws: the keys an operator presses all day, on a store of 2,000 processes.

The median of some rounds; informs, asserts nothing of time.
"""

from __future__ import annotations

import os
import statistics
import sys
from datetime import timedelta
from pathlib import Path

from engine.clock import utc_now
from engine.definition import workflow
from engine.dsl import StepList, begin, done
from engine.operations import Operations
from engine.operator import Operator
from engine.registry import Registry
from engine.store.schema import open_store
from tests.benchmarks.terminal import Answer, answers

ROUNDS = 3
PROCESSES = 2_000
KEYS = {
    "2 (first time)": b"2",
    "j": b"j",
    "page down": b"\x1b[6~",
    "G": b"G",
    "space": b" ",
    "enter (a process)": b"\r",
    "v": b"v",
    "q": b"q",
    "1": b"1",
    "2": b"2",
    "/": b"/",
    "a letter": b"m",
    "escape": b"\x1b",
    ":": b":",
    "another letter": b"p",
    "escape again": b"\x1b",
    "?": b"?",
    "q there": b"q",
}


@workflow("A marker")
def marker_workflow() -> StepList:
    return begin >> done


def test_keys_from_press_to_glass(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/x.db")
    an_hour_ago = utc_now() - timedelta(hours=1)  # ages in seconds would be drawn anew every second
    operations = Operations(store, Registry([marker_workflow]), Operator.here(), clock=lambda: an_hour_ago)
    for _ in range(PROCESSES):
        operations.start("marker_workflow")
    store.close()
    (tmp_path / "config.toml").write_text('[engine]\nexecutor = "none"\n')
    environment = {
        **os.environ,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "XDG_STATE_HOME": str(tmp_path),
    }
    console = [sys.executable, "-m", "console", "--config", "config.toml", "--store", "sqlite:///x.db"]
    rounds: list[list[Answer]] = []
    for _ in range(ROUNDS):
        (tmp_path / "nocdeck" / "ui" / "default.json").unlink(missing_ok=True)
        rounds.append(answers(console, b"2,000", list(KEYS.values()), environment, tmp_path))
    print(f"\n{'key':<20} {'first':>8} {'last':>8} {'bytes':>8}")
    for name, found in zip(KEYS, zip(*rounds, strict=True), strict=True):
        first, last = (
            statistics.median(times) * 1000 for times in zip(*[(a.first, a.last) for a in found], strict=True)
        )
        print(f"{name:<20} {first:5.0f} ms {last:5.0f} ms {statistics.median(a.size for a in found):8,.0f}")
