"""How does a package that was written for orchestrator-core load unchanged?

Its imports, `orchestrator.core.…` and the older `orchestrator.…`, find modules that hold our objects under their names.
They are the same objects, filled into `sys.modules` at once: a lazy hook would break packages that share the name of a
submodule. Where the real orchestrator-core is installed, nothing is done.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from engine.compat.names import NAMES

__all__ = ["install"]


def install() -> bool:
    """Have `orchestrator.core.…` and `orchestrator.…` imported as ours; False where the real one is installed.

    Doing it again does nothing.
    """
    if "orchestrator" in sys.modules:
        return getattr(sys.modules["orchestrator"], "__file__", None) is None
    if find_spec("orchestrator") is not None:
        return False
    for parent in ("orchestrator", "orchestrator.core"):
        for below, homes in NAMES.items():
            _fill(_module(f"{parent}.{below}"), homes)
    return True


def _module(name: str) -> ModuleType:
    """Return the module of this name, made with its parents where there is none."""
    if name in sys.modules:
        return sys.modules[name]
    made = ModuleType(name, "nocdeck's own objects under orchestrator-core's names.")
    made.__path__ = []  # a package: others may lie below it
    sys.modules[name] = made
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(_module(parent), child, made)
    return made


def _fill(module: ModuleType, homes: dict[str, str]) -> None:
    for home, names in homes.items():
        found = import_module(home)
        for name in names.split():
            setattr(module, name, getattr(found, name))
