"""Cold start of the console: to the painted shell and to painted rows, next to a Textual program with one Static.

Ratios of one run; informs, asserts nothing of time.
"""

from __future__ import annotations

import os
import statistics
import sys
from pathlib import Path

from engine.definition import workflow
from engine.dsl import StepList, begin, done
from engine.operations import Operations
from engine.operator import Operator
from engine.registry import Registry
from engine.store.schema import open_store
from tests.benchmarks.terminal import seconds_until

ROUNDS = 7

FLOOR = """
from textual.app import App, ComposeResult
from textual.widgets import Static


class Floor(App):
    def compose(self) -> ComposeResult:
        yield Static("the floor")


Floor().run()
"""


@workflow("A marker")
def marker_workflow() -> StepList:
    return begin >> done


def test_cold_start_next_to_a_textual_program_with_one_static(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/x.db")
    operations = Operations(store, Registry([marker_workflow]), Operator.here())
    for _ in range(50):
        operations.start("marker_workflow")
    store.close()
    (tmp_path / "floor.py").write_text(FLOOR)
    (tmp_path / "config.toml").write_text('[engine]\nexecutor = "none"\n[ui]\nenvironment = "bench"\n')
    environment = {
        **os.environ,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "XDG_STATE_HOME": str(tmp_path),
    }
    console = [sys.executable, "-m", "console", "--config", "config.toml", "--store", "sqlite:///x.db"]
    floors, shells, rows, memory = [], [], [], []
    for _ in range(ROUNDS):
        (floor,), _ = seconds_until([sys.executable, "floor.py"], [b"the floor"], environment, tmp_path)
        (shell, row), resident = seconds_until(console, [b"Inbox", b"50"], environment, tmp_path)
        floors.append(floor)
        shells.append(shell)
        rows.append(row)
        memory.append(resident)
    floor, shell, row = (statistics.median(times) for times in (floors, shells, rows))
    print(f"\nTextual with one Static  {floor * 1000:5.0f} ms")
    print(f"shell painted            {shell * 1000:5.0f} ms  {shell / floor:.2f} times")
    print(f"counts of the store      {row * 1000:5.0f} ms  {row / floor:.2f} times")
    print(f"memory of the console    {statistics.median(memory) / 1024:5.0f} MB")
