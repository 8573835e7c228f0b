"""The workflows that every site has: clean-up, validations, and what an operator may want done now.

Each is an ordinary workflow, written as a site's author would write it; they touch the store alone (contract
TASK-1 to TASK-6).
"""

from __future__ import annotations

from engine.registry import LazyWorkflowInstance

__all__ = ["WORKFLOWS"]

WORKFLOWS = tuple(
    LazyWorkflowInstance(f"engine.tasks.{module}", name)
    for module, names in {
        "modify_note": ("modify_note",),
        "clean_up": ("task_clean_up_tasks",),
        "resume": ("task_resume_workflows",),
        "validate_products": ("task_validate_products",),
        "validate_subscriptions": ("task_validate_subscriptions", "task_validate_product_type"),
        "awaiting_callbacks": ("task_validate_awaiting_callbacks",),
    }.items()
    for name in names
)
"""Imported when they are loaded."""
