"""What leaves the store by itself? Tasks that ended some days ago, and what their schedules remember of those days."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from engine.dsl import StepList, begin, step
from engine.lifecycles import task
from engine.outcome import State
from engine.store.halves import HAS_ENDED
from engine.store.schedule_tables import ScheduleTickTable
from engine.store.scope import current_scope
from engine.store.tables import ProcessTable

__all__ = ["task_clean_up_tasks"]


@step("Clean up completed tasks", on_interrupt="again")
def clean_up_completed_tasks() -> State:
    """Remove ended tasks, log and all; one that failed stays, for it waits for somebody (contract TASK-1)."""
    scope = current_scope()
    before = scope.clock() - timedelta(days=scope.rules.keep_days)
    ended = delete(ProcessTable).where(ProcessTable.is_task, HAS_ENDED, ProcessTable.last_modified_at <= before)
    connection = scope.for_writing()
    connection.execute(delete(ScheduleTickTable).where(ScheduleTickTable.due_at <= before))
    return {"tasks_removed": connection.execute(ended).rowcount}


@task("Clean up old tasks")
def task_clean_up_tasks() -> StepList:
    """Remove the tasks that ended longer ago than the site keeps them."""
    return begin >> clean_up_completed_tasks
