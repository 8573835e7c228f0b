"""How does a test run the program as a user does, and read what it says?"""

from __future__ import annotations

import importlib
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from console.cli import commands
from engine.domain.registry import SUBSCRIPTION_MODEL_REGISTRY
from tests import programs

__all__ = ["Nocdeck", "no_models", "nocdeck_here", "nocdeck_in", "shown"]

Nocdeck = Callable[..., "subprocess.CompletedProcess[str]"]


def nocdeck_in(site: Path) -> Nocdeck:
    """Return what runs the program in a user's folder, with the configuration there and a store beside it."""

    def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        options = ("--config", "config.toml", "--store", "sqlite:///x.db")
        return programs.run(*options, *arguments, folder=site, stdin=stdin)

    return run


def nocdeck_here(site: Path, store: str = "sqlite:///x.db") -> Nocdeck:
    """Return what runs the program in this very one, for what does not depend on a program of its own: it is faster.

    What an earlier command imported of the user's modules is forgotten, the models of other tests are not there, and
    signals are handled as before.
    """

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        handled = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        known, path, folder = set(sys.modules), list(sys.path), Path.cwd()
        out, err = io.StringIO(), io.StringIO()
        os.chdir(site)
        importlib.invalidate_caches()
        try:
            with redirect_stdout(out), redirect_stderr(err), no_models():
                code = commands.run(["--config", "config.toml", "--store", store, *arguments])
        finally:
            os.chdir(folder)
            sys.path[:] = path
            for name in set(sys.modules) - known:
                if str(getattr(sys.modules[name], "__file__", "")).startswith(str(site)):
                    del sys.modules[name]
            for number, handler in handled.items():
                signal.signal(number, handler)
        return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())

    return run


@contextmanager
def no_models() -> Iterator[None]:
    """Within the block, no product has a class but those that are registered there: other tests sell other things."""
    before = dict(SUBSCRIPTION_MODEL_REGISTRY)
    SUBSCRIPTION_MODEL_REGISTRY.clear()
    try:
        yield
    finally:
        SUBSCRIPTION_MODEL_REGISTRY.clear()
        SUBSCRIPTION_MODEL_REGISTRY.update(before)


def shown(done: subprocess.CompletedProcess[str]) -> Any:
    """Return what a command printed as JSON."""
    assert done.stdout, done.stderr
    return json.loads(done.stdout)
