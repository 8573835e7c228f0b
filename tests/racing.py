"""What happens when several do it at the very same time? Real threads, let go together by a barrier."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["race"]

T = TypeVar("T")

PATIENCE = 30.0
"""Seconds after which a racer that does not come back fails its test."""


def race(runners: Sequence[Callable[[], T]]) -> list[T | BaseException]:
    """Let every runner go at once; return what each came back with, its result or its exception, in their order."""
    barrier = threading.Barrier(len(runners))

    def go(run: Callable[[], T]) -> T | BaseException:
        barrier.wait(PATIENCE)
        try:
            return run()
        except BaseException as error:
            return error

    with ThreadPoolExecutor(len(runners)) as pool:
        return [future.result(PATIENCE) for future in [pool.submit(go, run) for run in runners]]
