"""How does a test start the program, and start it again, without waiting each time until it is imported?

One program has imported all of it, and divides itself for each that is asked for. What comes of that has a folder, an
environment, arguments and pipes of its own, and is a child of the test like one that was started from nothing. How the
program comes up from nothing, others test: `test_imports`, the engine under a console.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import importlib
import json
import os
import socket
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

from console.cli import main

__all__ = ["begin", "run"]

HOUSE = Path(__file__).parents[1]
ORDER = 1 << 17
"""Bytes of an order, at most: most of it is the environment."""


def begin(*arguments: str, folder: Path = HOUSE) -> subprocess.Popen[str]:
    """Start the program with these arguments in a folder, with pipes to it."""
    return _Program(
        [sys.executable, "-m", "console", *arguments],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(
    *arguments: str, folder: Path = HOUSE, stdin: str = "", timeout: float = 60
) -> subprocess.CompletedProcess[str]:
    """Run the program to its end; raises when that does not come in `timeout` seconds."""
    with begin(*arguments, folder=folder) as program:
        try:
            out, err = program.communicate(stdin, timeout=timeout)
        except BaseException:
            program.kill()
            raise
    return subprocess.CompletedProcess(arguments, program.returncode, out, err)


class _Program(subprocess.Popen[str]):
    """A program that came of the one that waits, where there can be such a one, else of nothing."""

    if sys.platform == "linux":  # elsewhere nobody adopts the child of a child

        def _execute_child(  # where subprocess itself makes the child: the pipes are there, and what to wait for is not
            self, args: list[str], executable: Any, preexec_fn: Any, close_fds: Any, pass_fds: Any, cwd: Any, env: Any,
            startupinfo: Any, creationflags: Any, shell: Any,
            p2cread: int, p2cwrite: int, c2pread: int, c2pwrite: int, errread: int, errwrite: int, *others: Any,
        ) -> None:  # fmt: skip
            order = {"arguments": args[3:], "folder": str(cwd), "environment": dict(os.environ)}
            self.pid = _divide(json.dumps(order).encode(), [p2cread, c2pwrite, errwrite])
            self._child_created = True
            for end in (p2cread, c2pwrite, errwrite):
                os.close(end)


@cache
def _waiting() -> socket.socket:
    """Start the program that waits, and return the way to it; it ends when that is closed."""
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in (here, there):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ORDER)
    command = [sys.executable, "-m", __name__, str(there.fileno())]
    program = subprocess.Popen(command, cwd=HOUSE, pass_fds=[there.fileno()])
    there.close()
    atexit.register(program.wait)
    atexit.register(here.close)  # before: what is registered last comes first
    return here


def _divide(order: bytes, pipes: list[int]) -> int:
    """Have the program that waits divide itself, adopt what came of it, and return its id."""
    way = _waiting()
    _adopt(True)
    try:
        socket.send_fds(way, [order], pipes)
        return int(way.recv(32))
    finally:
        _adopt(False)


def _adopt(on: bool) -> None:
    """Have orphans among the children of children come to this program, or to init again."""
    PR_SET_CHILD_SUBREAPER = 36
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, int(on), 0, 0, 0):
        raise OSError(ctypes.get_errno(), "orphans cannot be adopted")


def _wait(way: socket.socket) -> None:
    """Divide for each order that comes; return in what came of it."""
    while True:
        order, pipes, _, _ = socket.recv_fds(way, ORDER, 3)
        if not order:
            sys.exit()
        told, tell = os.pipe()
        if (parent := os.fork()) == 0:
            if child := os.fork():
                os.write(tell, str(child).encode())
                os._exit(0)  # and the child is an orphan
            for number, pipe in enumerate(pipes):
                os.dup2(pipe, number)
            os.closerange(3, 256)
            way.detach()
            _become(**json.loads(order))
            return
        os.waitpid(parent, 0)
        way.send(os.read(told, 32))
        for descriptor in (told, tell, *pipes):
            os.close(descriptor)


def _become(arguments: list[str], folder: str, environment: dict[str, str]) -> None:
    """Take on what a program is given when it is started."""
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    sys.argv[1:] = arguments
    sys.path[0] = folder


if __name__ == "__main__":
    for module in ("console.cli.commands", "engine.host", "engine.migrations", "engine.lifecycles", "alembic.command"):
        importlib.import_module(module)
    gc.freeze()
    _wait(socket.socket(fileno=int(sys.argv[1])))
    main()
