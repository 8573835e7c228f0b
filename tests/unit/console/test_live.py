"""Are reads paced and never lost, and does blocking work stay off the interface's thread without holding up its end?"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

from console.live import Refresher
from console.threads import in_thread


def test_requests_during_a_read_make_one_more_read_after_it() -> None:
    async def run() -> int:
        reads = 0
        release = asyncio.Event()

        async def read() -> None:
            nonlocal reads
            reads += 1
            await release.wait()

        refresher = Refresher(read, pace=0)
        task = asyncio.create_task(refresher.run())
        refresher.request()
        await asyncio.sleep(0)
        for _ in range(1000):
            refresher.request()
        release.set()
        for _ in range(10):
            await asyncio.sleep(0)
        task.cancel()
        return reads

    assert asyncio.run(run()) == 2


def test_what_the_operator_asks_for_does_not_wait_for_the_pace() -> None:
    async def run() -> list[int]:
        reads = 0

        async def read() -> None:
            nonlocal reads
            reads += 1

        refresher = Refresher(read, pace=3_600)
        task = asyncio.create_task(refresher.run())
        counts = []
        for pressing in (False, False, True, False):
            refresher.request(pressing=pressing)
            for _ in range(10):
                await asyncio.sleep(0)
            counts.append(reads)
        task.cancel()
        return counts

    assert asyncio.run(run()) == [1, 1, 2, 2]


def test_without_a_request_nothing_is_read() -> None:
    async def run() -> int:
        reads = 0

        async def read() -> None:
            nonlocal reads
            reads += 1

        task = asyncio.create_task(Refresher(read, pace=0).run())
        for _ in range(10):
            await asyncio.sleep(0)
        task.cancel()
        return reads

    assert asyncio.run(run()) == 0


def test_work_in_a_thread_returns_its_result_and_raises_its_error() -> None:
    async def run() -> str:
        with pytest.raises(KeyError, match="site"):
            await in_thread(dict[str, str]().__getitem__, "site")
        return await in_thread(lambda: threading.current_thread().name)

    assert asyncio.run(run()) != threading.main_thread().name


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt(), GeneratorExit(), StopIteration("x")])
def test_what_would_end_a_thread_is_an_error_like_another(error: BaseException) -> None:
    def work() -> None:
        raise error

    async def run() -> None:
        with pytest.raises(RuntimeError, match=type(error).__name__):
            await in_thread(work)

    asyncio.run(run())


def test_a_thread_that_hangs_does_not_hold_up_the_end_of_the_program() -> None:
    code = """
import asyncio, threading
from console.threads import in_thread
async def main():
    asyncio.ensure_future(in_thread(threading.Event().wait))
    await asyncio.sleep(0)
asyncio.run(main())
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)
