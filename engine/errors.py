"""Every error an operator or an author can meet.

    NocdeckError                 exit 1: something failed
    ├── UsageError               exit 2: the question was wrong
    │   ├── ConfigError          a key, a value or a file of the configuration
    │   ├── BadQuery             a filter that cannot be understood
    │   └── StoreError           the store cannot be opened: newer, unreadable, of another kind
    ├── FormRejected             exit 1: answers that do not fit their form
    ├── UnreadableLog            exit 1: what a process did cannot be read any more
    ├── Refused                  exit 3: a rule forbids it now
    │   ├── Overtaken            somebody else was first
    │   ├── StartPredicateError  a run predicate speaks against a start
    │   └── WorkflowChanged      what a process did is not what its workflow says now
    ├── NotFound                 exit 4: no such process or workflow
    └── Ambiguous                exit 4: a prefix of more than one

    for authors:  ProcessFailureError, InconsistentDataError (contract FR-9), StaleDataError, ProductNotInRegistryError

Messages name the thing, its state and the next move, in one line. Callers show `str(error)` as plain text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = [
    "Ambiguous",
    "BadQuery",
    "ConfigError",
    "FormRejected",
    "InconsistentDataError",
    "LostOwnership",
    "NocdeckError",
    "NotFound",
    "Overtaken",
    "ProcessFailureError",
    "ProductNotInRegistryError",
    "Refused",
    "StaleDataError",
    "StartPredicateError",
    "StoreError",
    "UnfitValue",
    "UnreadableLog",
    "UsageError",
    "WorkflowChanged",
]


class NocdeckError(Exception):
    """Something failed."""

    exit_code = 1


class UsageError(NocdeckError):
    """The question was wrong."""

    exit_code = 2


class ConfigError(UsageError):
    """The configuration cannot be used."""


class BadQuery(UsageError):
    """A filter cannot be understood: `at` is the place of the character where it goes wrong, from 0."""

    text = ""
    """The filter, once it is known."""

    def __init__(self, problem: str, *, at: int) -> None:
        super().__init__(f"at character {at + 1}: {problem}")
        self.problem, self.at = problem, at


class StoreError(UsageError):
    """The store cannot be opened."""


class FormRejected(NocdeckError):
    """The answers do not fit the form.

    `page` is the index of the page from 0; `errors` the messages as `engine.forms.FieldError`.
    """

    def __init__(self, message: str, *, page: int = 0, errors: tuple[Any, ...] = ()) -> None:
        super().__init__(message)
        self.message, self.page, self.errors = message, page, errors

    def __str__(self) -> str:
        return f"{self.message}: {'; '.join(map(str, self.errors))}" if self.errors else self.message


class Refused(NocdeckError):
    """A rule forbids this now."""

    exit_code = 3


class Overtaken(Refused):
    """Somebody else was first."""


class WorkflowChanged(Refused):
    """The workflow's steps no longer match what this process has done; the message says where they part."""

    difference: Sequence[str] = ()
    """The steps of then and of now as one list, where somebody looked it up."""


class StartPredicateError(Refused):
    """A workflow's run predicate speaks against a start now (contract RP-2)."""

    def __init__(self, workflow_key: str, message: str) -> None:
        super().__init__(message)
        self.workflow_key, self.message = workflow_key, message


class NotFound(NocdeckError):
    """There is no such thing."""

    exit_code = 4


class Ambiguous(NotFound):
    """More than one thing is meant."""


class UnfitValue(TypeError):
    """A step returned a value that a state cannot hold; the message names the key path and the type."""


class LostOwnership(Exception):
    """This owner no longer owns the process: its commit is refused and rolled back (design, invariant 5)."""


class UnreadableLog(NocdeckError, ValueError):
    """A row of a process's log is missing or cannot be read; the message says which."""


class ProcessFailureError(Exception):
    """What an author raises to fail a step with structured `details` (plain JSON data) beside the message."""

    def __init__(self, message: str, details: Any = None) -> None:
        super().__init__(message)
        self.message, self.details = message, details


class InconsistentDataError(ProcessFailureError):
    """What an author raises when two systems disagree; a task that raises it ends `inconsistent_data`."""


class StaleDataError(ValueError):
    """A subscription was changed by somebody else since it was loaded, or since the operator saw it (W-07)."""


class ProductNotInRegistryError(Exception):
    """No class is registered for a product (contract DM-11)."""
