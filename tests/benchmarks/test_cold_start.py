"""Cold start of the console: to the painted shell, to the rows of its first list and to the counts beside the views,
next to a Textual program with one Static.

Ratios of one run; informs, asserts nothing of time.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from pydantic_forms.core import FormPage
from pydantic_forms.types import FormGenerator

from engine.definition import workflow
from engine.dsl import Assignee, StepList, Target, begin, done, inputstep
from engine.host import Engine
from engine.operations import Operations
from engine.operator import Operator
from engine.registry import Registry
from engine.store.schema import open_store
from tests.benchmarks.terminal import Moment, surroundings, until_drawn

ROUNDS = 7

FLOOR = """
from textual.app import App, ComposeResult
from textual.widgets import Static


class Floor(App):
    def compose(self) -> ComposeResult:
        yield Static("the floor")


Floor().run()
"""


@inputstep("Ask", assignee=Assignee.NOC)
def ask() -> FormGenerator[Any]:
    class Page(FormPage):
        name: str

    answers = yield Page
    return dict(answers.model_dump())


@workflow("A marker", target=Target.MODIFY)
def marker_workflow() -> StepList:
    return begin >> ask >> done


def test_cold_start_next_to_a_textual_program_with_one_static(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/x.db")
    registry = Registry([marker_workflow])
    operations = Operations(store, registry, Operator.here())
    with Engine(store, registry) as hands:
        for _ in range(50):
            hands.run_here(operations.start("marker_workflow"))
    store.close()
    (tmp_path / "floor.py").write_text(FLOOR)
    (tmp_path / "config.toml").write_text('[engine]\nexecutor = "none"\n[ui]\nenvironment = "bench"\n')
    environment = surroundings(tmp_path)
    console = [sys.executable, "-m", "console", "--config", "config.toml", "--store", "sqlite:///x.db"]
    markers = {"shell painted": b"Inbox", "rows painted": b"marker_workflow", "counts painted": b" 50 "}
    floors: list[Moment] = []
    consoles: list[list[Moment]] = []
    memory: list[int] = []
    for _ in range(ROUNDS):
        (floor,), _ = until_drawn([sys.executable, "floor.py"], [b"the floor"], environment, tmp_path)
        moments, resident = until_drawn(console, list(markers.values()), environment, tmp_path)
        floors.append(floor)
        consoles.append(moments)
        memory.append(resident)
    least = _median(floors)
    print(f"\n{'':<24} {'since the start':>16} {'processor time':>20}")
    for name, moments in zip(
        ("Textual with one Static", *markers), (floors, *map(list, zip(*consoles, strict=True))), strict=True
    ):
        at = _median(moments)
        print(
            f"{name:<24} {at.seconds * 1000:5.0f} ms  {at.seconds / least.seconds:.2f} times"
            f" {at.worked * 1000:8.0f} ms  {at.worked / least.worked:.2f} times"
        )
    print(f"memory of the console    {statistics.median(memory) / 1024:5.0f} MB")


def _median(moments: Sequence[Moment]) -> Moment:
    return Moment(*(statistics.median(values) for values in zip(*map(astuple, moments), strict=True)))
