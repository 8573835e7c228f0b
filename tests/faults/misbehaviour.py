"""What may an author's step do to the program it runs in? Its workflows import this in the engine's own process."""

from __future__ import annotations

import asyncio
import gc
import io
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable

__all__ = ["FAILING", "WAYS"]


class _Unprintable(Exception):
    def __str__(self) -> str:
        raise ValueError("no text")

    __repr__ = __str__


class _BadEnd:
    def __del__(self) -> None:
        raise RuntimeError("in the end")


def _raising(error: BaseException) -> Callable[[], None]:
    def misbehave() -> None:
        raise error

    return misbehave


def _group() -> None:
    raise ExceptionGroup("several", [ValueError("one"), KeyError("two")])


def _recursion() -> None:
    _recursion()


def _bad_end() -> None:
    _BadEnd()
    gc.collect()


def _other_folder() -> None:
    os.chdir("/")


def _deaf() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # from a thread that is not the main one: a ValueError


def _traced() -> None:
    sys.settrace(lambda *_: None)


def _closed_output() -> None:
    sys.stdout.close()


def _other_output() -> None:
    sys.stdout = sys.stderr = io.StringIO()


def _closed_descriptor() -> None:
    os.close(1)


def _drawing() -> None:
    os.write(1, b"\x1b[2J\x1b]52;c;cm0gLXJmIH4=\x07")
    sys.stderr.write("\x1b]0;title\x07\n")


def _outlived() -> None:
    threading.Thread(target=time.sleep, args=(30,), daemon=True).start()


def _own_loop() -> None:
    asyncio.run(asyncio.sleep(0))


def _warnings_as_errors() -> None:
    warnings.simplefilter("error")


FAILING: dict[str, Callable[[], object]] = {
    "raise_generator_exit": _raising(GeneratorExit()),
    "raise_cancelled": _raising(asyncio.CancelledError()),
    "raise_keyboard_interrupt": _raising(KeyboardInterrupt()),
    "raise_system_exit": _raising(SystemExit(3)),
    "raise_memory_error": _raising(MemoryError()),
    "raise_without_text": _raising(_Unprintable()),
    "raise_ten_megabytes": _raising(RuntimeError("x" * 10_000_000)),
    "raise_group": _group,
    "recurse": _recursion,
    "return_without_end": lambda: (yield),
}

WAYS: dict[str, Callable[[], object]] = {
    **FAILING,
    "error_in_del": _bad_end,
    "change_folder": _other_folder,
    "change_umask": lambda: os.umask(0),
    "be_deaf": _deaf,
    "trace": _traced,
    "close_output": _closed_output,
    "replace_output": _other_output,
    "close_descriptor": _closed_descriptor,
    "draw": _drawing,
    "leave_a_thread": _outlived,
    "own_loop": _own_loop,
    "warn": _warnings_as_errors,
}
