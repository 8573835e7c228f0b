"""Is the engine's child process heard, restarted when it dies, and left in peace when the console ends?"""

from __future__ import annotations

import asyncio
import os
import stat
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

from console.child import EngineChild
from console.deck import EngineState, StoreChanged

PROCESS = UUID("7f3a1c2e-0000-4000-8000-000000000001")
PROLOGUE = """import json, os, sys
def tell(**event):
    os.write(int(os.environ['NOCDECK_EVENTS_FD']), (json.dumps(event) + '\\n').encode())
"""


class Heard:
    """What a child told, and a way to wait for it."""

    def __init__(self) -> None:
        self.all: list[StoreChanged | EngineState] = []
        self._more = asyncio.Event()

    def __call__(self, change: StoreChanged | EngineState) -> None:
        self.all.append(change)
        self._more.set()

    async def until(self, met: Callable[[], bool]) -> None:
        """Wait until the condition holds; it is looked at whenever something was told."""
        async with asyncio.timeout(20):
            while not met():
                self._more.clear()
                await self._more.wait()

    @property
    def states(self) -> list[EngineState]:
        return [change for change in self.all if isinstance(change, EngineState)]


def with_child(code: str, log: Path, check: Callable[[EngineChild, Heard], Awaitable[None]]) -> Heard:
    heard = Heard()

    async def drive() -> None:
        child = EngineChild([sys.executable, "-c", PROLOGUE + code], log, heard, delays=(0.0,))
        running = asyncio.create_task(child.run())
        await check(child, heard)
        child.stop()
        await asyncio.wait_for(running, 20)

    asyncio.run(drive())
    return heard


def test_the_child_says_that_it_is_ready_and_what_changed(tmp_path: Path) -> None:
    code = f"""
tell(event='ready')
tell(event='changed', process_id='{PROCESS}')
tell(event='running', count=2)
sys.stdin.read()"""

    async def check(child: EngineChild, heard: Heard) -> None:
        await heard.until(lambda: EngineState("running", running=2) in heard.all)

    heard = with_child(code, tmp_path / "engine.log", check)
    told = [EngineState("running"), StoreChanged(PROCESS), EngineState("running", running=2)]
    assert heard.all == [EngineState("starting"), *told]


def test_noise_on_the_event_pipe_is_ignored(tmp_path: Path) -> None:
    code = """
pipe = int(os.environ['NOCDECK_EVENTS_FD'])
noise = ['no json', '[]', '"s"', '{"event": 7}', '{"event": "changed", "process_id": "x"}', '{"event": "running"}']
os.write(pipe, '\\n'.join(noise).encode() + b'\\n')
tell(event='ready')
sys.stdin.read()"""

    async def check(child: EngineChild, heard: Heard) -> None:
        await heard.until(lambda: EngineState("running") in heard.all)

    assert with_child(code, tmp_path / "engine.log", check).all == [EngineState("starting"), EngineState("running")]


def test_a_child_that_dies_is_started_again_and_its_death_is_said(tmp_path: Path) -> None:
    async def check(child: EngineChild, heard: Heard) -> None:
        await heard.until(lambda: sum(state.word == "died" for state in heard.states) >= 2)

    heard = with_child("os._exit(3)", tmp_path / "engine.log", check)
    first = next(state for state in heard.states if state.word == "died")
    assert first.bad
    assert first.note.startswith("engine died (exit code 3); starting it again in 0 s")


def test_a_child_that_is_killed_is_named_by_its_signal(tmp_path: Path) -> None:
    async def check(child: EngineChild, heard: Heard) -> None:
        await heard.until(lambda: any(state.word == "died" for state in heard.states))

    heard = with_child("os.kill(os.getpid(), 9)", tmp_path / "engine.log", check)
    assert "engine was killed (SIGKILL)" in next(state.note for state in heard.states if state.word == "died")


def test_after_three_deaths_in_a_row_the_header_alone_says_it(tmp_path: Path) -> None:
    async def check(child: EngineChild, heard: Heard) -> None:
        await heard.until(lambda: sum(state.word == "died" for state in heard.states) >= 5)

    heard = with_child("os._exit(1)", tmp_path / "engine.log", check)
    assert [bool(state.note) for state in heard.states if state.word == "died"][:5] == [True, True, True, False, False]


def test_a_program_that_is_not_there_is_said(tmp_path: Path) -> None:
    heard = Heard()

    async def drive() -> None:
        child = EngineChild([str(tmp_path / "nothing")], tmp_path / "engine.log", heard, delays=(0.0,))
        running = asyncio.create_task(child.run())
        await heard.until(lambda: any(state.word == "died" for state in heard.states))
        child.stop()
        await running

    asyncio.run(drive())
    assert "could not be started" in heard.states[1].note


def test_the_childs_output_goes_to_a_log_only_its_owner_reads(tmp_path: Path) -> None:
    log = tmp_path / "deep" / "engine.log"

    async def check(child: EngineChild, heard: Heard) -> None:
        await heard.until(lambda: EngineState("running") in heard.all)

    with_child("print('\\x1b]0;title'); sys.stdout.flush(); tell(event='ready'); sys.stdin.read()", log, check)
    assert log.read_text() == "\x1b]0;title\n"
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_stopping_ends_the_childs_stdin_and_lets_it_finish_its_work(tmp_path: Path) -> None:
    done = tmp_path / "done"
    code = f"tell(event='ready'); sys.stdin.read(); open({str(done)!r}, 'w').write('step finished')"

    async def check(child: EngineChild, heard: Heard) -> None:
        await heard.until(lambda: EngineState("running") in heard.all)

    with_child(code, tmp_path / "engine.log", check)
    assert done.read_text() == "step finished"


def test_the_child_has_a_session_of_its_own(tmp_path: Path) -> None:
    where = tmp_path / "sid"
    code = f"open({str(where)!r}, 'w').write(str(os.getsid(0))); tell(event='ready'); sys.stdin.read()"

    async def check(child: EngineChild, heard: Heard) -> None:
        await heard.until(lambda: EngineState("running") in heard.all)

    with_child(code, tmp_path / "engine.log", check)
    assert int(where.read_text()) != os.getsid(0)


def test_a_child_survives_the_console_that_dies(tmp_path: Path) -> None:
    """A console that is killed outright closes nothing itself: the pipe's end tells the child all the same."""
    done, ready = tmp_path / "done", tmp_path / "ready"
    os.mkfifo(ready)
    os.mkfifo(done)
    code = f"open({str(ready)!r}, 'w').write('up'); sys.stdin.read(); open({str(done)!r}, 'w').write('finished')"
    console = f"""
import asyncio, sys
from pathlib import Path
from console.child import EngineChild
command = [sys.executable, "-c", {PROLOGUE + code!r}]
asyncio.run(EngineChild(command, Path({str(tmp_path / "log")!r}), lambda change: None).run())
"""

    async def drive() -> None:
        running = await asyncio.create_subprocess_exec(sys.executable, "-c", console)
        assert await asyncio.to_thread(ready.read_text) == "up"
        running.kill()
        await running.wait()
        assert await asyncio.wait_for(asyncio.to_thread(done.read_text), 20) == "finished"

    asyncio.run(drive())
