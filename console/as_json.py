"""How does a process, or a subscription, look as JSON, to a script or to a reader?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from engine.plain import redact

if TYPE_CHECKING:
    from engine.domain.queries import SubscriptionDetail, SubscriptionRow
    from engine.records import ProcessDetail, ProcessRow, StepRun

__all__ = ["detail_as_json", "row_as_json", "subscription_as_json", "subscription_row_as_json", "when"]


def when(instant: datetime | None) -> str | None:
    """Return an instant as ISO 8601 in UTC."""
    return instant.isoformat() if instant else None


def row_as_json(row: ProcessRow) -> dict[str, Any]:
    """Return a process as the design's JSON, without `state` and `steps`."""
    return {
        "process_id": str(row.process_id),
        "workflow": row.workflow,
        "target": row.target,
        "status": str(row.status),
        "last_step": row.last_step,
        "assignee": row.assignee,
        "created_by": row.created_by,
        "is_task": row.is_task,
        "started_at": when(row.started_at),
        "last_modified_at": when(row.last_modified_at),
        "failed_reason": row.failed_reason,
        "note": row.note,
        "taken_by": row.taken_by,
        "attempt": row.attempt,
        "retry_at": when(row.retry_at),
        "version": row.version,
    }


def detail_as_json(detail: ProcessDetail, secret_keys: Collection[str]) -> dict[str, Any]:
    """Return a process whole, values of secret keys masked."""
    return {
        **row_as_json(detail.row),
        "state": redact(detail.state, secret_keys),
        "steps": [_step_as_json(step, secret_keys) for step in detail.steps],
        "pending": list(detail.pending),
        "callback_progress": redact(detail.progress, secret_keys),
        "unreadable": detail.unreadable,
    }


def _step_as_json(step: StepRun, secret_keys: Collection[str]) -> dict[str, Any]:
    return {
        "seq": step.seq,
        "name": step.name,
        "path": list(step.path),
        "status": str(step.status),
        "attempt": step.attempt,
        "created_by": step.created_by,
        "started_at": when(step.started_at),
        "completed_at": when(step.completed_at),
        "changed": redact(step.changed, secret_keys),
        "removed": list(step.removed),
        "error_class": step.error_class,
        "error": step.error,
        "details": redact(step.details, secret_keys),
        "traceback": step.traceback,
    }


def subscription_row_as_json(row: SubscriptionRow) -> dict[str, Any]:
    """Return a subscription as a list shows it."""
    return {
        "subscription_id": str(row.subscription_id),
        "description": row.description,
        "status": row.status,
        "insync": row.insync,
        "customer_id": row.customer_id,
        "product": row.product,
        "product_type": row.product_type,
        "tag": row.tag,
        "note": row.note,
        "version": row.version,
        "start_date": when(row.start_date),
        "end_date": when(row.end_date),
        "modified_at": when(row.modified_at),
    }


def subscription_as_json(detail: SubscriptionDetail) -> dict[str, Any]:
    """Return a subscription whole, its blocks as a tree."""

    def blocks(held: Any, above: frozenset[UUID]) -> dict[str, Any]:
        return {attr: [block(key, above) for key in children] for attr, children in held.items()}

    def block(key: UUID, above: frozenset[UUID]) -> dict[str, Any]:
        found = detail.block(key)
        return {
            "subscription_instance_id": str(key),
            "owner_subscription_id": str(found.owner_id),
            "product_block": found.block,
            "label": found.label,
            "values": {name: list(texts) for name, texts in found.values.items()},
            "blocks": {} if key in above else blocks(found.children, above | {key}),
        }

    return {
        **subscription_row_as_json(detail.row),
        "fixed_inputs": dict(detail.record.fixed_inputs),
        "blocks": blocks(detail.record.roots, frozenset()),
        "in_use_by": [str(near.subscription_id) for near in detail.in_use_by],
        "depends_on": [str(near.subscription_id) for near in detail.depends_on],
        "customer_descriptions": detail.customer_descriptions,
        "metadata": detail.metadata,
        "processes": [row_as_json(row) for row in detail.processes],
    }
