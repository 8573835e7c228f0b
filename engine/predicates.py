"""May this workflow be started now, whoever asks?

A run predicate is asked before the form is shown and before any row exists (contract section 16). It answers with
`RunPredicatePass()`, `RunPredicateFail(message)` or a plain bool, which counts as what it says (W-37).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from engine.outcome import ProcessStatus
from engine.store.halves import has_status
from engine.store.scope import current_scope

if TYPE_CHECKING:
    from engine.definition import Workflow

__all__ = [
    "PredicateContext",
    "RunPredicate",
    "RunPredicateFail",
    "RunPredicatePass",
    "awaiting_callbacks_exist",
    "no_uncompleted_instance",
    "objection",
]


@dataclass(frozen=True, slots=True)
class PredicateContext:
    """What a predicate is asked about."""

    workflow: Workflow
    workflow_key: str
    """The name it is registered under."""
    uncompleted: Callable[[], int] = lambda: 0
    """How many of its processes go on by themselves or wait for somebody, counted when asked; failed ones stand still
    and do not count (W-12)."""


@dataclass(frozen=True, slots=True)
class RunPredicatePass:
    """The workflow may be started; true."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class RunPredicateFail:
    """The workflow may not be started; false."""

    message: str

    def __bool__(self) -> bool:
        return False


RunPredicate = Callable[[PredicateContext], RunPredicatePass | RunPredicateFail | bool]


def objection(predicate: RunPredicate | None, context: PredicateContext) -> str | None:
    """Return in words what speaks against a start now; None when nothing does.

    Raises:
        TypeError: the predicate answered with something else. And whatever it raises.
    """
    if predicate is None:
        return None
    answer: Any = predicate(context)
    if isinstance(answer, RunPredicateFail):
        return answer.message
    if isinstance(answer, RunPredicatePass | bool):
        return (
            None if answer else f"Workflow '{context.workflow_key}' may not be started now: its run predicate says no"
        )
    raise TypeError(
        f"The run predicate of workflow '{context.workflow_key}' must return RunPredicatePass, RunPredicateFail or a "
        f"bool, not {type(answer).__name__}"
    )


def no_uncompleted_instance(context: PredicateContext) -> RunPredicatePass | RunPredicateFail:
    """Pass when no other process of the workflow is under way (contract RP-4)."""
    count = context.uncompleted()
    if count == 0:
        return RunPredicatePass()
    return RunPredicateFail(f"Workflow '{context.workflow_key}' already has {count} uncompleted instance(s)")


def awaiting_callbacks_exist(context: PredicateContext) -> RunPredicatePass | RunPredicateFail:
    """Pass when any process awaits its callback (contract RP-5)."""
    awaiting = select(func.count()).where(has_status(ProcessStatus.AWAITING_CALLBACK))
    if current_scope().read(lambda connection: connection.scalar(awaiting)):
        return RunPredicatePass()
    return RunPredicateFail(f"Workflow '{context.workflow_key}' has nothing to do: no process awaits a callback")
