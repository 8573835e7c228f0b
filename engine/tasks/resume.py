"""What does an operator run who will not wait for the next retry? Every waiting process is queued at once.

The engine's own sweep retries each when it is due; this is the same, now (contract TASK-6, RET-2).
"""

from __future__ import annotations

from sqlalchemy import func, select, true

from engine.dsl import StepList, begin, step
from engine.lifecycles import task
from engine.outcome import ProcessStatus, State
from engine.predicates import no_uncompleted_instance
from engine.store.halves import has_status
from engine.store.scope import current_scope
from engine.sweeps import queue_waiting

__all__ = ["find_waiting_workflows", "resume_found_workflows", "task_resume_workflows"]


@step("Find waiting workflows", on_interrupt="again")
def find_waiting_workflows() -> State:
    """Say how many processes wait."""
    waiting = select(func.count()).where(has_status(ProcessStatus.WAITING))
    return {"number_of_waiting_processes": current_scope().read(lambda connection: connection.scalar(waiting))}


@step("Resume found workflows", on_interrupt="again")
def resume_found_workflows() -> State:
    """Queue those that wait by now."""
    scope = current_scope()
    resumed = queue_waiting(scope.for_writing(), true(), scope.clock())
    return {"number_of_resumed_process_ids": len(resumed), "resumed_process_ids": resumed}


@task("Resume all workflows that are waiting", run_predicate=no_uncompleted_instance)
def task_resume_workflows() -> StepList:
    """Retry now what waits for its next retry."""
    return begin >> find_waiting_workflows >> resume_found_workflows
