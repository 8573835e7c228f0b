"""nocdeck's workflow engine, and everything an author of workflows imports.

    from engine import FormPage, State, Target, begin, done, init, inputstep, retrystep, step, workflow

The names are handed on lazily (PEP 562): importing a leaf of this package, such as `engine.plain`, costs nothing else.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic_forms.core import FormPage
    from pydantic_forms.validators import (
        Choice,
        Divider,
        Hidden,
        Label,
        LongText,
        choice_list,
        read_only_field,
        read_only_list,
    )

    from engine.authored import FormGenerator, StepTimeout, orig
    from engine.authorization import AuthContext, Authorizer, register_authorizer
    from engine.callbacks import callback_step
    from engine.compose import conditional, focussteps, step_group, steplens
    from engine.database import db
    from engine.definition import Workflow, make_workflow, workflow
    from engine.domain.blocks import ProductBlockModel
    from engine.domain.lifecycle import ProductLifecycle, SubscriptionLifecycle
    from engine.domain.registry import SUBSCRIPTION_MODEL_REGISTRY
    from engine.domain.subscriptions import SubscriptionModel
    from engine.dsl import (
        Assignee,
        Step,
        StepList,
        Target,
        abort,
        begin,
        done,
        init,
        inputstep,
        make_step_function,
        retrystep,
        step,
    )
    from engine.errors import InconsistentDataError, ProcessFailureError
    from engine.forms import SubmitFormPage
    from engine.inject import form_inject_args, inject_args
    from engine.lifecycles import (
        create_workflow,
        ensure_provisioning_status,
        modify_workflow,
        reconcile_workflow,
        task,
        terminate_workflow,
        validate_workflow,
    )
    from engine.outcome import (
        Abort,
        AwaitingCallback,
        Complete,
        Failed,
        Process,
        ProcessStatus,
        Skipped,
        State,
        StepStatus,
        Success,
        Suspend,
        Waiting,
    )
    from engine.predicates import PredicateContext, RunPredicateFail, RunPredicatePass, no_uncompleted_instance
    from engine.registry import ALL_WORKFLOWS, LazyWorkflowInstance, get_workflow
    from engine.retry import Retry
    from engine.subscription_steps import resync, set_status, store_process_subscription, unsync, unsync_unchecked

_HOMES = {
    "pydantic_forms.core": ("FormPage",),
    "pydantic_forms.validators": (
        "Choice",
        "Divider",
        "Hidden",
        "Label",
        "LongText",
        "choice_list",
        "read_only_field",
        "read_only_list",
    ),
    "engine.authored": ("FormGenerator", "StepTimeout", "orig"),
    "engine.authorization": ("AuthContext", "Authorizer", "register_authorizer"),
    "engine.callbacks": ("callback_step",),
    "engine.compose": ("conditional", "focussteps", "step_group", "steplens"),
    "engine.predicates": ("PredicateContext", "RunPredicateFail", "RunPredicatePass", "no_uncompleted_instance"),
    "engine.errors": ("InconsistentDataError", "ProcessFailureError"),
    "engine.forms": ("SubmitFormPage",),
    "engine.inject": ("form_inject_args", "inject_args"),
    "engine.outcome": (
        "Abort",
        "AwaitingCallback",
        "Complete",
        "Failed",
        "Process",
        "ProcessStatus",
        "Skipped",
        "State",
        "StepStatus",
        "Success",
        "Suspend",
        "Waiting",
    ),
    "engine.registry": ("ALL_WORKFLOWS", "LazyWorkflowInstance", "get_workflow"),
    "engine.retry": ("Retry",),
    "engine.definition": ("Workflow", "make_workflow", "workflow"),
    "engine.database": ("db",),
    "engine.domain.blocks": ("ProductBlockModel",),
    "engine.domain.lifecycle": ("ProductLifecycle", "SubscriptionLifecycle"),
    "engine.domain.registry": ("SUBSCRIPTION_MODEL_REGISTRY",),
    "engine.domain.subscriptions": ("SubscriptionModel",),
    "engine.lifecycles": (
        "create_workflow",
        "ensure_provisioning_status",
        "modify_workflow",
        "reconcile_workflow",
        "task",
        "terminate_workflow",
        "validate_workflow",
    ),
    "engine.subscription_steps": ("resync", "set_status", "store_process_subscription", "unsync", "unsync_unchecked"),
    "engine.dsl": (
        "Assignee",
        "Step",
        "StepList",
        "Target",
        "abort",
        "begin",
        "done",
        "init",
        "inputstep",
        "make_step_function",
        "retrystep",
        "step",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "ALL_WORKFLOWS",
    "SUBSCRIPTION_MODEL_REGISTRY",
    "Abort",
    "Assignee",
    "AuthContext",
    "Authorizer",
    "AwaitingCallback",
    "Choice",
    "Complete",
    "Divider",
    "Failed",
    "FormGenerator",
    "FormPage",
    "Hidden",
    "InconsistentDataError",
    "Label",
    "LazyWorkflowInstance",
    "LongText",
    "PredicateContext",
    "Process",
    "ProcessFailureError",
    "ProcessStatus",
    "ProductBlockModel",
    "ProductLifecycle",
    "Retry",
    "RunPredicateFail",
    "RunPredicatePass",
    "Skipped",
    "State",
    "Step",
    "StepList",
    "StepStatus",
    "StepTimeout",
    "SubmitFormPage",
    "SubscriptionLifecycle",
    "SubscriptionModel",
    "Success",
    "Suspend",
    "Target",
    "Waiting",
    "Workflow",
    "abort",
    "begin",
    "callback_step",
    "choice_list",
    "conditional",
    "create_workflow",
    "db",
    "done",
    "ensure_provisioning_status",
    "focussteps",
    "form_inject_args",
    "get_workflow",
    "init",
    "inject_args",
    "inputstep",
    "make_step_function",
    "make_workflow",
    "modify_workflow",
    "no_uncompleted_instance",
    "orig",
    "read_only_field",
    "read_only_list",
    "reconcile_workflow",
    "register_authorizer",
    "resync",
    "retrystep",
    "set_status",
    "step",
    "step_group",
    "steplens",
    "store_process_subscription",
    "task",
    "terminate_workflow",
    "unsync",
    "unsync_unchecked",
    "validate_workflow",
    "workflow",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'engine' has no attribute {name!r}")
    import_module("engine.journal")  # before pydantic-forms, which else logs to standard output
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return __all__
