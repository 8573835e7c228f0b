"""Which callbacks did not come in time? The engine's own sweep fails them; this is the same, now (contract TASK-5)."""

from __future__ import annotations

from engine.delivery import expire_within
from engine.dsl import StepList, begin, step
from engine.lifecycles import task
from engine.outcome import State
from engine.predicates import awaiting_callbacks_exist
from engine.store.scope import current_scope

__all__ = ["task_validate_awaiting_callbacks"]


@step("Validate awaiting callbacks", on_interrupt="again")
def validate_awaiting_callbacks() -> State:
    """Fail the processes whose callback is late."""
    scope = current_scope()
    return {"failed_process_ids": expire_within(scope.for_writing(), scope.clock())}


@task("Validate all workflows that are awaiting callbacks", run_predicate=awaiting_callbacks_exist)
def task_validate_awaiting_callbacks() -> StepList:
    """Look after callbacks that did not come."""
    return begin >> validate_awaiting_callbacks
