"""How does an author write a workflow that creates, changes, ends, checks or mends a subscription?

Each decorator puts around the author's steps what every workflow of its kind needs: the relation of process and
subscription, its lock and its release, its final status, and the first page of the form (contract DSL-23 to DSL-30).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypedDict, Unpack

from engine.authored import StepFunc
from engine.authorization import Authorizer
from engine.definition import Workflow, make_workflow
from engine.domain.lifecycle import SubscriptionLifecycle
from engine.dsl import Step, StepList, Target, begin, done, init, step
from engine.lifecycle_forms import wrap_create_initial_input_form, wrap_modify_initial_input_form
from engine.predicates import RunPredicate
from engine.subscription_steps import resync, set_status, store_process_subscription, unsync, unsync_unchecked

__all__ = [
    "create_workflow",
    "ensure_provisioning_status",
    "modify_workflow",
    "obsolete_step",
    "reconcile_workflow",
    "task",
    "terminate_workflow",
    "validate_workflow",
]

Build = Callable[[], StepList]
Decorator = Callable[[Build], Workflow]


class Rules(TypedDict, total=False):
    """Who may start such a workflow and act on its processes, who may retry, and whether it may be started now."""

    authorize_callback: Authorizer | None
    retry_auth_callback: Authorizer | None
    run_predicate: RunPredicate | None


def create_workflow(
    description: str = "",
    initial_input_form: StepFunc | None = None,
    status: SubscriptionLifecycle = SubscriptionLifecycle.ACTIVE,
    additional_steps: StepList | None = None,
    **rules: Unpack[Rules],
) -> Decorator:
    """Make a workflow that creates a subscription; it ends in `status` and in sync.

    Its form begins with the choice of a product that the workflow is linked to.
    """
    return _made(
        lambda inner: init >> inner >> _more(additional_steps) >> set_status(status) >> resync >> done,
        Target.CREATE,
        description,
        wrap_create_initial_input_form(initial_input_form),
        **rules,
    )


def modify_workflow(
    description: str = "",
    initial_input_form: StepFunc | None = None,
    additional_steps: StepList | None = None,
    **rules: Unpack[Rules],
) -> Decorator:
    """Make a workflow that changes a subscription, which is locked meanwhile."""
    return _made(
        lambda inner: _locked(unsync) >> inner >> _more(additional_steps) >> resync >> done,
        Target.MODIFY,
        description,
        wrap_modify_initial_input_form(initial_input_form),
        **rules,
    )


def terminate_workflow(
    description: str = "",
    initial_input_form: StepFunc | None = None,
    additional_steps: StepList | None = None,
    **rules: Unpack[Rules],
) -> Decorator:
    """Make a workflow that ends a subscription."""
    terminated = set_status(SubscriptionLifecycle.TERMINATED)
    return _made(
        lambda inner: _locked(unsync) >> inner >> _more(additional_steps) >> terminated >> resync >> done,
        Target.TERMINATE,
        description,
        wrap_modify_initial_input_form(initial_input_form),
        **rules,
    )


def validate_workflow(description: str = "", run_predicate: RunPredicate | None = None) -> Decorator:
    """Make a task that compares a subscription with the world; one that fails leaves it out of sync."""
    return _made(
        lambda inner: _locked(unsync_unchecked) >> inner >> resync >> done,
        Target.VALIDATE,
        description,
        wrap_modify_initial_input_form(None),
        run_predicate=run_predicate,
    )


def reconcile_workflow(
    description: str = "",
    additional_steps: StepList | None = None,
    **rules: Unpack[Rules],
) -> Decorator:
    """Make a workflow that brings the world back to what a subscription says; it may be out of sync."""
    return _made(
        lambda inner: _locked(unsync_unchecked) >> inner >> _more(additional_steps) >> resync >> done,
        Target.RECONCILE,
        description,
        wrap_modify_initial_input_form(None),
        **rules,
    )


def task(
    description: str = "",
    initial_input_form: StepFunc | None = None,
    additional_steps: StepList | None = None,
    **rules: Unpack[Rules],
) -> Decorator:
    """Make a task of the site's own, on no subscription."""
    return _made(
        lambda inner: init >> inner >> _more(additional_steps) >> done,
        Target.SYSTEM,
        description,
        initial_input_form,
        **rules,
    )


def ensure_provisioning_status(modify_steps: Step | StepList) -> StepList:
    """Return these steps with the subscription in `provisioning` while they run, and `active` after them."""
    return (
        begin
        >> set_status(SubscriptionLifecycle.PROVISIONING)
        >> modify_steps
        >> set_status(SubscriptionLifecycle.ACTIVE)
    )


@step("Equalize workflow step count")
def obsolete_step() -> None:
    """Stand in for a step that was removed; here steps are known by name, and none is needed (W-08)."""


def _locked(lock: Step) -> StepList:
    return init >> store_process_subscription() >> lock


def _more(steps: StepList | None) -> StepList:
    return steps if steps is not None else begin


def _made(
    around: Callable[[StepList], StepList],
    target: Target,
    description: str,
    form: StepFunc | None,
    **rules: Unpack[Rules],
) -> Decorator:
    def decorate(function: Build) -> Workflow:
        @functools.wraps(function)
        def build() -> StepList:
            return around(function())

        return make_workflow(build, description, form, target, **rules)

    return decorate
