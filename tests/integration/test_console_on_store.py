"""The operator's journeys by keys, on a real store with the real engine, stepped by hand between the keys."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from console.app import ConsoleApp
from console.store_deck import StoreDeck
from engine.host import Engine
from engine.listing import ProcessQuery, first_rows
from engine.operations import Operations
from engine.operator import Operator
from engine.records import ProcessRow
from engine.registry import Registry
from engine.settings import Settings, load_settings
from engine.store.database import Store
from engine.store.schema import open_store

WORKFLOWS = """
from engine import Assignee, FormPage, Retry, Target, begin, done, init, inputstep, retrystep, step, workflow

seen = {"verify": 0, "push": 0}


def ask(state):
    class Ask(FormPage):
        node_name: str

    answer = yield Ask
    return answer.model_dump()


@retrystep("Push", retry=Retry(first=0, jitter=0))
def push(node_name: str):
    seen["push"] += 1
    if node_name == "flaky" and seen["push"] == 1:
        raise ConnectionError("[red]no[/] answer \\x1b[2J")


@inputstep("Confirm", assignee=Assignee.NOC)
def confirm():
    class Confirm(FormPage):
        ports: int

    answer = yield Confirm
    return answer.model_dump()


@step("Verify")
def verify(ports: int):
    seen["verify"] += 1
    if seen["verify"] == 1:
        raise RuntimeError("no light on port 3")


@workflow("Provision", initial_input_form=ask, target=Target.MODIFY)
def provision():
    return init >> push >> confirm >> verify >> done
"""


ROUNDS = 1_000
"""How often a test looks for what must come, a hundredth of a second apart at least."""


class Desk:
    """The console, and the engine that a test steps beside it."""

    def __init__(self, pilot: Pilot[None], engine: Engine, operations: Operations, store: Store) -> None:
        self.pilot, self.engine, self.operations, self._store = pilot, engine, operations, store

    async def press(self, *keys: str) -> None:
        """Press keys."""
        await self.pilot.press(*keys)

    async def run_engine(self) -> None:
        """Let the engine run what is queued or due, then have the console read the store."""
        self.engine.run_until_idle()
        await self.press("R")

    async def sees(self, text: str) -> None:
        """Wait until `text` is on the screen; the deck reads and writes in threads of its own."""
        await self.until(lambda: text in self.text)

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is true, within bounds."""
        for _ in range(ROUNDS):
            if true():
                return
            await self.pilot.pause(0.01)
        raise AssertionError(f"it did not come\n{self.text}")

    async def stands(self, status: str) -> None:
        """Wait until the process changed last has this status in the store."""
        await self.until(lambda: bool(self.rows) and self.rows[0].status == status)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(strip.text.rstrip() for strip in self.pilot.app.screen._compositor.render_strips())

    @property
    def rows(self) -> list[ProcessRow]:
        """The processes of the store, latest change first."""
        with self._store.reading() as connection:
            return first_rows(connection, ProcessQuery(), 50)


@pytest.fixture
def at_desk(tmp_path: Path) -> Callable[[Callable[[Desk], Awaitable[None]]], None]:
    """Run a journey at a console on a store of its own."""
    module = f"desk_{tmp_path.name}"
    (tmp_path / f"{module}.py").write_text(WORKFLOWS)
    (tmp_path / "config.toml").write_text(f'[workflows]\nmodules = ["{module}"]\n[engine]\nexecutor = "none"\n')
    url = f"sqlite:///{tmp_path}/x.db"

    def settings() -> Settings:
        return load_settings(tmp_path / "config.toml").overridden(store=url, operator="anna", read_only=False)

    def run(journey: Callable[[Desk], Awaitable[None]]) -> None:
        async def sit() -> None:
            app = ConsoleApp(StoreDeck(settings, search_path=tmp_path), live=False)
            store = open_store(url)
            registry = Registry.load([module], tmp_path)
            operations = Operations(store, registry, Operator.here("anna"))
            with Engine(store, registry) as engine:
                async with app.run_test(size=(100, 30)) as pilot:
                    desk = Desk(pilot, engine, operations, store)
                    await desk.until(lambda: app.shell.opened)
                    await journey(desk)
            store.close()

        asyncio.run(sit())

    return run


AtDesk = Callable[[Callable[[Desk], Awaitable[None]]], None]


def test_an_operator_starts_a_workflow_answers_its_form_retries_its_failure_and_sees_it_complete(
    at_desk: AtDesk,
) -> None:
    async def journey(desk: Desk) -> None:
        await desk.press("n")
        await desk.sees("provision")
        await desk.press(*"provis", "enter")
        await desk.sees("Node name")
        await desk.press(*"ams-pe1", "ctrl+j")
        await desk.stands("created")
        await desk.run_engine()
        await desk.sees("suspended")
        await desk.press("i")
        await desk.sees("Ports")
        await desk.press(*"many", "ctrl+j")
        await desk.sees("valid integer")
        await desk.stands("suspended")
        await desk.press("home", *(["delete"] * 4), *"8", "ctrl+j")
        await desk.stands("resumed")
        await desk.run_engine()
        await desk.sees("no light on port 3")
        await desk.press("r")
        await desk.stands("resumed")
        await desk.run_engine()
        await desk.stands("completed")
        await desk.sees("completed")

    at_desk(journey)


def test_a_waiting_process_is_retried_with_nobody_touching_it(at_desk: AtDesk) -> None:
    async def journey(desk: Desk) -> None:
        process_id = desk.operations.start("provision", [{"node_name": "flaky"}])
        desk.engine.run_here(process_id)
        await desk.press("2", "R")
        await desk.sees("waiting")
        await desk.run_engine()
        await desk.sees("suspended")

    at_desk(journey)


def test_an_abort_is_asked_for_and_done(at_desk: AtDesk) -> None:
    async def journey(desk: Desk) -> None:
        desk.engine.run_here(desk.operations.start("provision", [{"node_name": "x"}]))
        await desk.press("R")
        await desk.sees("suspended")
        await desk.press("A")
        await desk.sees("y/N")
        await desk.press("enter", "A", "n", "A", "escape")
        await desk.stands("suspended")
        await desk.press("A", "y")
        await desk.stands("aborted")

    at_desk(journey)


def test_edge_15_the_loser_of_a_race_hears_who_was_first_and_keeps_what_was_typed(at_desk: AtDesk) -> None:
    async def journey(desk: Desk) -> None:
        process_id = desk.operations.start("provision", [{"node_name": "x"}])
        desk.engine.run_here(process_id)
        await desk.press("R")
        await desk.sees("suspended")
        await desk.press("enter")
        await desk.sees("Ports")
        desk.operations.submit(process_id, [{"ports": 4}])
        await desk.press(*"4711", "ctrl+j")
        await desk.sees("answered by anna")
        assert "4711" in desk.text

    at_desk(journey)


def test_a_draft_survives_leaving_the_form_and_the_console(at_desk: AtDesk) -> None:
    async def leave(desk: Desk) -> None:
        desk.engine.run_here(desk.operations.start("provision", [{"node_name": "x"}]))
        await desk.press("R")
        await desk.sees("suspended")
        await desk.press("enter")
        await desk.sees("Ports")
        await desk.press(*"4711", "escape")
        await desk.sees("Inbox")

    async def come_back(desk: Desk) -> None:
        await desk.sees("✎ draft")
        await desk.press("enter")
        await desk.sees("4711")

    at_desk(leave)
    at_desk(come_back)


def test_what_a_step_says_is_drawn_as_it_was_written(at_desk: AtDesk) -> None:
    async def journey(desk: Desk) -> None:
        desk.engine.run_here(desk.operations.start("provision", [{"node_name": "flaky"}]))
        await desk.press("2", "R")
        await desk.sees("waiting")
        await desk.press("enter")
        await desk.sees("[red]no[/] answer ␛[2J")

    at_desk(journey)


def failed_once(desk: Desk) -> None:
    """Have a process fail in its step Verify."""
    process_id = desk.operations.start("provision", [{"node_name": "x"}])
    desk.engine.run_here(process_id)
    desk.operations.submit(process_id, [{"ports": 8}])
    desk.engine.run_here(process_id)


def test_a_failed_step_is_taken_in_hand_noted_and_skipped_and_every_command_is_told(at_desk: AtDesk) -> None:
    async def journey(desk: Desk) -> None:
        failed_once(desk)
        await desk.press("2", "R")
        await desk.sees("no light on port 3")
        await desk.press("t")
        await desk.sees("@anna")
        await desk.press("enter")
        await desk.sees("in hand of anna")
        await desk.press("c", *"seen", "enter")
        await desk.sees("note: seen")
        await desk.press("K", *"by hand", "enter")
        await desk.stands("resumed")
        await desk.run_engine()
        await desk.stands("completed")
        await desk.sees("✓ completed")
        await desk.press("L")
        await desk.sees("· skip ")
        await desk.sees("by hand")

    at_desk(journey)


def test_many_are_planned_retried_and_looked_at_again(at_desk: AtDesk) -> None:
    async def journey(desk: Desk) -> None:
        failed_once(desk)
        desk.engine.run_here(desk.operations.start("provision", [{"node_name": "y"}]))
        await desk.press("2", "R")
        await desk.sees("? suspended")
        await desk.sees("! failed")
        await desk.press("g", "space", "j", "space", "r")
        await desk.sees("retry: 1 will, 1 will not")
        await desk.press("y")
        await desk.sees("retried 1 process")
        await desk.run_engine()
        await desk.sees("retried 1 process: 1 completed")

    at_desk(journey)
