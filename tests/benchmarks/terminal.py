"""How long after a program is started, or a key is pressed, does something appear on its terminal?

A pseudo-terminal of 120x40 is opened, the program started on it, and its output read until a marker comes by.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

__all__ = ["Answer", "Key", "Moment", "answers", "settle", "surroundings", "until_drawn"]

REST = 0.25
"""Seconds without output after which a key is answered."""

LONG_REST = 0.7
"""The same after the start; less than the second after which the clocks on the screen move."""

PATIENCE = 3.0
"""Seconds after which it is given up that a key brings its mark."""

LONGEST = 30.0
"""Seconds after which a marker is given up."""


def surroundings(folder: Path) -> dict[str, str]:
    """Return the environment of a console that keeps its files in `folder`.

    Bytecode is kept there as well, as an installed program has it, whatever this Python is told about that: so the
    first of several starts does not count.
    """
    return {
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        "XDG_STATE_HOME": str(folder),
    }


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was on the glass."""

    seconds: float
    """Since the start."""
    worked: float
    """Seconds of processor time the program had had by then."""


def until_drawn(
    command: Sequence[str], markers: Sequence[bytes], environment: Mapping[str, str], folder: Path
) -> tuple[list[Moment], int]:
    """Start `command` and return when each marker was drawn, in their order, and the resident memory in KB of the
    program then; the program is killed.

    Raises:
        AssertionError: a marker did not come.
    """
    began = time.perf_counter()
    with _started(command, environment, folder) as (program, master):
        drawn, found = b"", list[Moment]()
        for marker in markers:
            drawn = _until(master, marker, began, drawn)
            found.append(Moment(time.perf_counter() - began, _worked(program.pid)))
        return found, settle(program.pid)


@dataclass(frozen=True, slots=True)
class Key:
    """A key to press, and what it must bring to the glass."""

    name: str
    """For whoever reads the figures."""
    sent: bytes
    """As a terminal sends it."""
    mark: bytes = b""
    """Without one, whatever is drawn."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program did about a key."""

    first: float
    """Seconds until it drew anything."""
    shown: float
    """Seconds until it had drawn the mark of the key."""
    last: float
    """Seconds until it drew nothing more."""
    worked: float
    """Seconds of processor time that all this took it, whatever else the machine had to do."""
    size: int
    """Bytes it drew."""


def answers(
    command: Sequence[str], marker: bytes, keys: Sequence[Key], environment: Mapping[str, str], folder: Path
) -> list[Answer]:
    """Start `command`, wait for `marker`, then press one key after the other and return what came of each.

    Raises:
        AssertionError: the marker or what a key must bring did not come, or the program ended.
    """
    with _started(command, environment, folder) as (program, master):
        _until(master, marker, time.perf_counter())
        _answer(master, program.pid, Key("the start", b""), LONG_REST)
        return [_answer(master, program.pid, key, REST) for key in keys]


@contextmanager
def _started(
    command: Sequence[str], environment: Mapping[str, str], folder: Path
) -> Iterator[tuple[Popen[bytes], int]]:
    """Yield a program that was started on a terminal, and our end of that; the program is killed then."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    program = Popen(
        command, stdin=slave, stdout=slave, stderr=slave, env=dict(environment), cwd=folder, start_new_session=True
    )
    os.close(slave)
    try:
        yield program, master
    finally:
        program.kill()
        program.wait()
        os.close(master)


def _answer(master: int, pid: int, key: Key, rest: float) -> Answer:
    """Press a key and read until its mark is drawn and nothing comes for `rest` seconds."""
    began, worked = time.perf_counter(), _worked(pid)
    os.write(master, key.sent)
    first, shown, last, drawn = 0.0, 0.0, 0.0, b""
    while select.select([master], [], [], rest if shown or not key.sent else PATIENCE)[0]:
        assert last < PATIENCE, f"{key.name} did not bring {key.mark!r}, or no rest: {drawn[:4_000]!r}"
        try:
            drawn += os.read(master, 65_536)
        except OSError as error:  # nobody has the other end open any more
            raise AssertionError(f"{key.name} ended the program: …{drawn[-500:]!r}") from error
        last = time.perf_counter() - began
        first = first or last
        if not shown and key.mark in drawn:
            shown = last
    assert shown or not key.sent, f"{key.name} brought nothing"
    return Answer(first, shown, last, _worked(pid) - worked, len(drawn))


def _worked(pid: int) -> float:
    """Return the seconds of processor time that the threads of a process have had, those that ended too."""
    return time.clock_gettime(~pid << 3 | 2)  # its clock, as clock_getcpuclockid(3) has it on Linux


def _until(master: int, marker: bytes, began: float, drawn: bytes = b"") -> bytes:
    """Read until the marker is in what was drawn, and return that."""
    while marker not in drawn:
        left = began + LONGEST - time.perf_counter()
        ready, _, _ = select.select([master], [], [], max(0.0, left))
        assert ready, f"{marker!r} was not drawn within {LONGEST} s: …{drawn[-500:]!r}"
        drawn += os.read(master, 65_536)
    return drawn


def settle(pid: int) -> int:
    """Return the resident memory of a process in KB, as the kernel counts it now."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0
