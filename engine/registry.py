"""Which workflows are there?

Those of the modules the configuration names and of the installed packages that offer some (entry point group
`nocdeck.workflows`). A module that cannot be imported is named, with its reason, and takes none of the others with it.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import entry_points
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import ClassVar

from engine.definition import Workflow
from engine.errors import NotFound
from engine.site import SiteRules

__all__ = ["ALL_WORKFLOWS", "LazyWorkflowInstance", "Problem", "Registry", "get_workflow"]

ENTRY_POINT_GROUP = "nocdeck.workflows"

SHIPPED = ("engine.tasks",)
"""What every site has."""


class LazyWorkflowInstance:
    """A workflow by its module and function name, imported when it is first needed (contract DSL-31)."""

    registered: ClassVar[dict[str, LazyWorkflowInstance]] = {}

    def __init__(self, package: str, function: str) -> None:
        self.package = package
        self.function = function
        self.registered[function] = self

    def instantiate(self) -> Workflow:
        """Import the module and return the workflow, known by this name.

        Raises:
            ValueError: the module or the function is not there, or the module cannot be imported.
        """
        try:
            module = importlib.import_module(self.package)
        except ImportError as error:
            raise ValueError(
                f"Invalid workflow: module {self.package} does not exist or has invalid imports ({error})"
            ) from error
        found = getattr(module, self.function, None)
        if not isinstance(found, Workflow):
            raise ValueError(f"Invalid workflow: module {self.package} has no workflow {self.function}")
        found.name = self.function
        return found


ALL_WORKFLOWS: Mapping[str, LazyWorkflowInstance] = MappingProxyType(LazyWorkflowInstance.registered)


def get_workflow(name: str) -> Workflow | None:
    """Return the workflow a `LazyWorkflowInstance` registered under `name`, or None (contract DSL-31)."""
    lazy = ALL_WORKFLOWS.get(name)
    return lazy.instantiate() if lazy else None


@dataclass(frozen=True, slots=True)
class Problem:
    """A module that could not be used, and why, in one line."""

    module: str
    reason: str

    def __str__(self) -> str:
        return f"workflow module '{self.module}' failed to import: {self.reason}"


class Registry:
    """The workflows that can be run here, by name, the problems met while loading them, and the site's rules."""

    def __init__(
        self,
        workflows: Iterable[Workflow] = (),
        problems: Iterable[Problem] = (),
        rules: SiteRules = SiteRules(),  # noqa: B008  (frozen)
    ) -> None:
        self._workflows = {found.name: found for found in workflows}
        self.problems = tuple(problems)
        self.rules = rules

    @classmethod
    def load(
        cls,
        modules: Iterable[str],
        search_path: Path | None = None,
        *,
        compat: str = "",
        rules: SiteRules = SiteRules(),  # noqa: B008  (frozen)
    ) -> Registry:
        """Import the engine's own tasks, `modules` and the modules of installed entry points; collect their workflows.

        `search_path` is put first on the Python path: the folder of the configuration file, so that a site's modules
        may lie beside it. With `compat` "orchestrator-core" they may use the names of that (`engine.compat`).
        """
        if compat:
            from engine.compat import install

            install()
        if search_path is not None and str(search_path) not in sys.path:
            sys.path.insert(0, str(search_path))
        found: dict[str, Workflow] = {}
        problems: list[Problem] = []
        offered = [point.value.partition(":")[0] for point in entry_points(group=ENTRY_POINT_GROUP)]
        for name in dict.fromkeys([*SHIPPED, *modules, *offered]):
            try:
                workflows = _workflows_of(importlib.import_module(name))
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # a module may raise anything, SystemExit too
                problems.append(Problem(name, _reason(error)))
                continue
            for item in workflows:
                known = found.setdefault(item.name, item)
                if known is not item:
                    problems.append(Problem(name, f"its workflow '{item.name}' is in {known.module} already"))
        return cls(found.values(), problems, rules)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all workflows, sorted."""
        return tuple(sorted(self._workflows))

    def get(self, name: str) -> Workflow | None:
        """Return the workflow of that name, or None."""
        return self._workflows.get(name)

    def __getitem__(self, name: str) -> Workflow:
        """Return the workflow of that name.

        Raises:
            NotFound: there is none; the message names what comes near and the modules that failed to load.
        """
        if (found := self._workflows.get(name)) is not None:
            return found
        near = get_close_matches(name, self.names, n=3)
        if near:
            hint = f"did you mean {', '.join(near)}?"
        elif self._workflows:
            hint = f"there are: {', '.join(self.names)}"
        else:
            hint = "none is loaded; name your modules in the configuration, [workflows] modules"
        failed = "".join(f"; {problem}" for problem in self.problems)
        raise NotFound(f"Unknown workflow '{name}': {hint}{failed}")

    def __iter__(self) -> Iterator[Workflow]:
        return iter(self._workflows.values())


def _workflows_of(module: ModuleType) -> list[Workflow]:
    own = [value for value in vars(module).values() if isinstance(value, Workflow)]
    lazy = [value for value in vars(module).values() if isinstance(value, LazyWorkflowInstance)]
    inside = [item.instantiate() for item in ALL_WORKFLOWS.values() if item.package.startswith(module.__name__)]
    return [*own, *(item.instantiate() for item in lazy), *inside]


def _reason(error: BaseException) -> str:
    """Return the error in one line, with the place in the author's file where Python knows it."""
    if isinstance(error, SyntaxError):
        return f"SyntaxError: {error.msg} ({error.filename}, line {error.lineno})"
    place = ""
    frame = error.__traceback__
    while frame is not None:
        code = frame.tb_frame.f_code
        if "importlib" not in code.co_filename and code.co_filename != __file__:
            place = f" ({code.co_filename}, line {frame.tb_lineno})"
        frame = frame.tb_next
    message = " ".join(str(error).split())
    return f"{type(error).__name__}: {message}{place}" if message else f"{type(error).__name__}{place}"
