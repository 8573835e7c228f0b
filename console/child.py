"""How does the console keep an engine without ever sharing its fate?

The engine is a child process in a session of its own: a step that blocks, crashes, prints or exits touches neither the
screen nor the keys. Two pipes join them. The child's stdin is its life line: whatever comes means "look at the queue";
at its end (the console quit, died, or lost its terminal) the child finishes the steps in hand and ends. On the other
the child tells, a JSON object a line, that it is ready, how many steps run, and which process changed. What it prints
goes to a log file.

A child that dies is started again after a growing delay, and the operator is told.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from console.deck import EngineState, StoreChanged

__all__ = ["EVENTS_VARIABLE", "EngineChild"]

EVENTS_VARIABLE = "NOCDECK_EVENTS_FD"
"""Environment variable naming the file descriptor on which the child writes its events."""

DELAYS = (2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""Seconds to the next start after the first, second, … death in a row."""

STEADY = 60.0
"""Seconds after which a child's death counts as a first one again."""

TOLD = 3
"""Deaths in a row the operator is told of; after that the header alone says it."""

LONGEST_LOG = 5_000_000
LONGEST_LINE = 65_536


class EngineChild:
    """One engine as a child process, kept alive until `stop`."""

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        tell: Callable[[StoreChanged | EngineState], None],
        *,
        environment: Mapping[str, str] | None = None,
        delays: Sequence[float] = DELAYS,
    ) -> None:
        self._command = tuple(command)
        self._log = log
        self._tell = tell
        self._environment = dict(os.environ if environment is None else environment)
        self._delays = delays
        self._stopping = asyncio.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._unread = b""

    async def run(self) -> None:
        """Start the child, and start it again whenever it ends, until `stop`."""
        deaths = 0
        while not self._stopping.is_set():
            self._tell(EngineState("starting" if deaths == 0 else "restarting", bad=deaths > 0))
            born = time.monotonic()
            try:
                ending = _ending(await self._live())
            except OSError as error:
                ending = f"could not be started: {error.strerror or error}"
            if self._stopping.is_set():
                break
            deaths = 1 if time.monotonic() - born > STEADY else deaths + 1
            delay = self._delays[min(deaths, len(self._delays)) - 1]
            note = f"engine {ending}; starting it again in {delay:g} s (its log: {self._log})"
            self._tell(EngineState("died", note=note if deaths <= TOLD else "", bad=True))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), delay)

    def wake(self) -> None:
        """Tell the child to look at the queue now; any thread may. A child that does not listen is not waited for."""
        process = self._process
        if process is not None and process.stdin is not None:
            with contextlib.suppress(OSError, ValueError):
                os.write(process.stdin.fileno(), b"\n")

    def stop(self) -> None:
        """Cut the life line: the child finishes the steps in hand by itself; nobody waits for it."""
        self._stopping.set()
        self._cut_line()

    def _cut_line(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    async def _live(self) -> int:
        """Run one child to its end; return its exit code, negative for a signal."""
        loop = asyncio.get_running_loop()
        reading, writing = os.pipe()
        try:
            try:
                process = self._process = await asyncio.to_thread(self._spawn, writing)
            finally:
                os.close(writing)
            if process.stdin is not None:
                os.set_blocking(process.stdin.fileno(), False)
            if self._stopping.is_set():  # stopped while it was being started
                self.stop()
            os.set_blocking(reading, False)
            loop.add_reader(reading, self._read, reading)
            ended: asyncio.Future[int] = loop.create_future()
            # A daemon thread, not asyncio's subprocess: that one kills the child when the loop closes.
            threading.Thread(target=_wait, args=(process, loop, ended), name="engine-child", daemon=True).start()
            try:
                code = await ended
                self._read(reading)  # what it said last
                return code
            finally:
                loop.remove_reader(reading)
                self._cut_line()
        finally:
            os.close(reading)
            self._process, self._unread = None, b""

    def _spawn(self, events: int) -> subprocess.Popen[bytes]:
        log = _open_log(self._log)
        try:
            return subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                pass_fds=(events,),
                env={**self._environment, EVENTS_VARIABLE: str(events)},
                start_new_session=True,
            )
        finally:
            os.close(log)

    def _read(self, reading: int) -> None:
        """Take what the child has written so far, line by line."""
        try:
            while chunk := os.read(reading, LONGEST_LINE):
                *lines, self._unread = (self._unread + chunk).split(b"\n")
                self._unread = self._unread[-LONGEST_LINE:]
                for line in lines:
                    self._hear(line)
            asyncio.get_running_loop().remove_reader(reading)  # the far end is closed
        except BlockingIOError:
            return

    def _hear(self, line: bytes) -> None:
        """Pass one event on; what is no event of ours is ignored, a newer child may know more."""
        try:
            event = json.loads(line)
            kind = event["event"]
            if kind == "changed":
                self._tell(StoreChanged(UUID(event["process_id"]) if event.get("process_id") else None))
            elif kind == "ready":
                self._tell(EngineState("running"))
            elif kind == "running":
                self._tell(EngineState("running", running=int(event["count"])))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return


def _wait(process: subprocess.Popen[bytes], loop: asyncio.AbstractEventLoop, ended: asyncio.Future[int]) -> None:
    code = process.wait()

    def settle() -> None:
        if not ended.done():
            ended.set_result(code)

    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody asks any more
        loop.call_soon_threadsafe(settle)


def _open_log(path: Path) -> int:
    """Open the child's log for appending, readable by its owner only; a long one is put aside first."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size > LONGEST_LOG:
            path.replace(path.with_suffix(path.suffix + ".1"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)


def _ending(code: int) -> str:
    """Say how a child ended: `died (exit code 3)`, `was killed (SIGKILL)`, `ended by itself`."""
    if code == 0:
        return "ended by itself"
    if code > 0:
        return f"died (exit code {code})"
    try:
        return f"was killed ({signal.Signals(-code).name})"
    except ValueError:
        return f"was killed (signal {-code})"
