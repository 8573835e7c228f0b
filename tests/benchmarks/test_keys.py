"""From a key to what it draws: the keys an operator presses all day, on a store of 2,000 processes.

The median of some rounds; informs, asserts nothing of time. What each key must bring to the glass is asserted: a key
that has become another's would else be measured as the quickest of all. Textual waits a tenth of a second after a lone
escape, lest it be the beginning of another key.
"""

from __future__ import annotations

import statistics
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from engine.clock import utc_now
from engine.definition import workflow
from engine.dsl import StepList, Target, begin, done
from engine.operations import Operations
from engine.operator import Operator
from engine.registry import Registry
from engine.store.schema import open_store
from tests.benchmarks.terminal import Answer, Key, answers, surroundings
from tests.integration.domain.shop import new_node, open_shop

ROUNDS = 3
PROCESSES = 2_000
PRESSES = (
    Key("2 (first time)", b"2", b"STATUS"),
    Key("j", b"j"),
    Key("page down", b"\x1b[6~"),
    Key("page up", b"\x1b[5~"),
    Key("G", b"G"),
    Key("space", b" ", b"marked"),
    Key("space again", b" "),
    Key("g", b"g"),
    Key("enter (a process, first)", b"\r", b"workflow_name"),
    Key("j there", b"j"),
    Key("v", b"v"),
    Key("d", b"d"),
    Key("back", b"h", b"STATUS"),
    Key("enter (a process)", b"\r", b"workflow_name"),
    Key("back", b"h", b"STATUS"),
    Key("3 (first time)", b"3", b"CUSTOMER"),
    Key("enter (a subscription, first)", b"\r", b"ports[0]"),
    Key("j there", b"j"),
    Key("back", b"h", b"CUSTOMER"),
    Key("enter (a subscription)", b"\r", b"ports[0]"),
    Key("back", b"h", b"CUSTOMER"),
    Key("4 (first time)", b"4", b"No task"),
    Key("5 (first time)", b"5", b"Circuit"),
    Key("6 (first time)", b"6", b"retries"),
    Key("1", b"1", b"Nothing waits"),
    Key("2", b"2", b"STATUS"),
    Key("3", b"3", b"CUSTOMER"),
    Key("4", b"4", b"No task"),
    Key("5", b"5", b"Circuit"),
    Key("6", b"6", b"retries"),
    Key("2", b"2", b"STATUS"),
    Key("/", b"/"),
    Key("a letter", b"m", b"m"),
    Key("escape", b"\x1b"),
    Key(":", b":", b":"),
    Key("a letter", b"p", b"p"),
    Key("escape", b"\x1b"),
    Key("? (first time)", b"?", b"the keys; enter"),
    Key("escape", b"\x1b", b"STATUS"),
    Key("?", b"?", b"the keys; enter"),
    Key("escape", b"\x1b", b"STATUS"),
)


@workflow("A marker", target=Target.MODIFY)
def marker_workflow() -> StepList:
    return begin >> done


@pytest.mark.timeout(300)
def test_keys_from_press_to_glass(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/x.db")
    an_hour_ago = utc_now() - timedelta(hours=1)  # ages in seconds would be drawn anew every second
    operations = Operations(store, Registry([marker_workflow]), Operator.here(), clock=lambda: an_hour_ago)
    for _ in range(PROCESSES):
        operations.start("marker_workflow")
    open_shop(store)
    new_node(store, ports=10)
    store.close()
    (tmp_path / "config.toml").write_text('[engine]\nexecutor = "none"\n')
    environment = surroundings(tmp_path)
    console = [sys.executable, "-m", "console", "--config", "config.toml", "--store", "sqlite:///x.db"]
    rounds: list[list[Answer]] = []
    for _ in range(ROUNDS):
        (tmp_path / "nocdeck" / "ui" / "default.json").unlink(missing_ok=True)
        rounds.append(answers(console, b"2,000", PRESSES, environment, tmp_path))
    print(f"\n{'key':<30} {'first':>8} {'shown':>8} {'last':>8} {'worked':>8} {'bytes':>8}")
    for key, found in zip(PRESSES, zip(*rounds, strict=True), strict=True):
        times = [(a.first, a.shown, a.last, a.worked) for a in found]
        figures = " ".join(f"{statistics.median(column) * 1000:5.0f} ms" for column in zip(*times, strict=True))
        print(f"{key.name:<30} {figures} {statistics.median(a.size for a in found):8,.0f}")
