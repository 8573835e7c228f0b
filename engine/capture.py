"""What becomes of what a step prints?

A step may print anything, escape sequences too, and so may what it starts. For as long as steps run, the program's
standard output and error are a pipe that a thread of ours reads: each line is made safe and handed to a sink (the
log, or standard error), so that it reaches neither a terminal raw nor the JSON of a command.
"""

from __future__ import annotations

import io
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from engine.plain import clean

__all__ = ["captured"]

_LONGEST = 10_000


@contextmanager
def captured(sink: Callable[[str], None]) -> Iterator[TextIO]:
    """Redirect file descriptors 1 and 2 into `sink`, called with each line, safe, without its end.

    Yields the real standard output, for what the program itself has to say. Restores both descriptors, and what Python
    holds above them, at the end: a step may have closed or replaced them.
    """
    ours = sys.stdout, sys.stderr
    for stream in ours:
        stream.flush()
    saved = os.dup(1), os.dup(2)
    reading, writing = os.pipe()
    os.dup2(writing, 1)
    os.dup2(writing, 2)
    os.close(writing)
    pump = threading.Thread(target=_pump, args=(reading, sink), name="step output", daemon=True)
    pump.start()
    theirs = _Unclosable.over(1), _Unclosable.over(2)
    sys.stdout, sys.stderr = theirs
    try:
        with os.fdopen(os.dup(saved[0]), "w", encoding="utf-8") as real:
            yield real
    finally:
        sys.stdout, sys.stderr = ours
        for stream in theirs:
            stream.end()
        for descriptor, kept in zip((1, 2), saved, strict=True):
            os.dup2(kept, descriptor)
            os.close(kept)
        pump.join(timeout=1)  # a child of a step may hold the pipe open for ever


class _Unclosable(io.TextIOWrapper):
    """A text stream of the program that one of its steps cannot close for all others."""

    @classmethod
    def over(cls, descriptor: int) -> _Unclosable:
        """Write where `descriptor` leads, through a copy of it: that number may be closed and be another file's."""
        return cls(io.FileIO(os.dup(descriptor), "w"), encoding="utf-8", errors="backslashreplace", write_through=True)

    def close(self) -> None:
        """Stay open."""

    def end(self) -> None:
        """Close after all."""
        super().close()


def _pump(reading: int, sink: Callable[[str], None]) -> None:
    with os.fdopen(reading, "r", encoding="utf-8", errors="replace", newline="\n") as lines:
        while line := lines.readline(_LONGEST):
            sink(clean(line.rstrip("\r\n")))
