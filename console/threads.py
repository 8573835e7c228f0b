"""How does blocking work leave the interface's thread, without ever holding up the console's end?

`asyncio.to_thread` uses a pool whose threads are waited for when the program ends: a form whose code hangs on a dead
device would keep the terminal for ever. These are threads of their own, ended with the program.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import ParamSpec, TypeVar

__all__ = ["in_thread"]

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `work` in a thread and return what it returns, or raise what it raises.

    What ends a thread (SystemExit, KeyboardInterrupt: an author's code may raise anything) is raised as RuntimeError.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is None:
            done.set_result(result)  # type: ignore[arg-type]  # a T whenever there was no error
        elif isinstance(error, Exception) and not isinstance(error, StopIteration):
            done.set_exception(error)
        else:
            wrapped = RuntimeError(f"{type(error).__name__}: {error}")
            wrapped.__cause__ = error
            done.set_exception(wrapped)

    def run() -> None:
        try:
            outcome: tuple[T | None, BaseException | None] = (work(*args, **kwargs), None)
        except BaseException as error:
            outcome = (None, error)
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, *outcome)

    threading.Thread(target=run, name=getattr(work, "__name__", "work"), daemon=True).start()
    return await done
