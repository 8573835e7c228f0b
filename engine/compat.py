"""How does a package that was written for orchestrator-core load unchanged?

Its imports, `orchestrator.core.…` and the older `orchestrator.…`, find modules that hold our objects under their names.
They are the same objects, filled into `sys.modules` at once: a lazy hook would break packages that share the name of a
submodule. Where the real orchestrator-core is installed, nothing is done.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

__all__ = ["NAMES", "install"]

_DSL = {
    "engine.dsl": "step retrystep inputstep make_step_function begin init done abort StepList Step",
    "engine.compose": "conditional steplens focussteps step_group",
    "engine.callbacks": "callback_step CALLBACK_TIMEOUT_KEY DEFAULT_CALLBACK_ROUTE_KEY DEFAULT_CALLBACK_PROGRESS_KEY",
    "engine.definition": "workflow make_workflow Workflow",
    "engine.outcome": "Process Success Skipped Suspend Waiting AwaitingCallback Abort Failed Complete ProcessStatus "
    "StepStatus",
    "engine.predicates": "PredicateContext RunPredicatePass RunPredicateFail",
}

_TABLES = (
    "WorkflowTable ProcessTable ProcessStepTable ProcessSubscriptionTable ProductTable ProductBlockTable "
    "ResourceTypeTable FixedInputTable SubscriptionTable SubscriptionInstanceTable SubscriptionInstanceValueTable "
    "SubscriptionInstanceRelationTable SubscriptionCustomerDescriptionTable SubscriptionMetadataTable "
    "EngineSettingsTable"
)

_TYPES = {
    "engine.domain.lifecycle": "SubscriptionLifecycle SAFE_USED_BY_TRANSITIONS_FOR_STATUS",
    "engine.domain.annotations": "is_list_type is_of_type is_optional_type is_union_type list_factory "
    "get_origin_and_args",
    "engine.outcome": "State",
    "engine.authored": "FormGenerator StepFunc",
}

_REGISTRY = {"engine.domain.registry": "SUBSCRIPTION_MODEL_REGISTRY"}

NAMES: dict[str, dict[str, str]] = {
    "workflow": _DSL,
    "workflows": {"engine.registry": "ALL_WORKFLOWS LazyWorkflowInstance get_workflow"},
    "workflows.utils": {
        "engine.lifecycles": "create_workflow modify_workflow terminate_workflow validate_workflow reconcile_workflow "
        "task ensure_provisioning_status obsolete_step",
        "engine.lifecycle_forms": "wrap_create_initial_input_form wrap_modify_initial_input_form",
    },
    "workflows.steps": {
        "engine.subscription_steps": "unsync unsync_unchecked resync set_status store_process_subscription "
        "refresh_subscription_search_index refresh_process_search_index"
    },
    "workflows.predicates": {"engine.predicates": "no_uncompleted_instance"},
    "config.assignee": {"engine.dsl": "Assignee"},
    "targets": {"engine.dsl": "Target"},
    "types": _TYPES,
    "db": {"engine.database": f"db transactional {_TABLES}"},
    "db.database": {"engine.database": "transactional Database BaseModel"},
    "db.models": {"engine.database": _TABLES, "engine.store.tables": "UtcTimestamp UtcTimestampError"},
    "domain": {**_REGISTRY, "engine.domain.subscriptions": "SubscriptionModel"},
    "domain.base": {
        "engine.domain.fields": "DomainModel",
        "engine.domain.blocks": "ProductBlockModel",
        "engine.domain.subscriptions": "SubscriptionModel ProductModel",
    },
    "domain.lifecycle": {"engine.domain.lifecycle": "ProductLifecycle lookup_specialized_type"},
    "domain.context_cache": {"engine.domain.context_cache": "cache_subscription_models"},
    "forms": {"pydantic_forms.core": "FormPage", "engine.forms": "SubmitFormPage"},
    "forms.validators": {
        "pydantic_forms.validators": "Accept Choice ContactPerson DisplaySubscription Divider Hidden Label LongText "
        "MigrationSummary choice_list read_only_field read_only_list unique_conlist"
    },
    "migrations.helpers": {
        "engine.migrations": "create create_fixed_inputs create_product_blocks create_products "
        "create_resource_types_for_product_blocks create_task create_workflow create_workflows delete_fixed_input "
        "delete_product delete_product_block delete_resource_type delete_workflow ensure_default_workflows "
        "has_table_column add_products_to_workflow_by_product_tag remove_products_from_workflow_by_product_tag"
    },
    "services.subscriptions": {
        "engine.domain.usable": "WF_USABLE_MAP WF_USABLE_WHILE_OUT_OF_SYNC WF_BLOCKED_BY_PARENTS "
        "WF_BLOCKED_BY_IN_USE_BY_SUBSCRIPTIONS"
    },
    "utils.auth": {"engine.authorization": "AuthContext Authorizer"},
    "utils.errors": {"engine.errors": "ProcessFailureError InconsistentDataError StaleDataError StartPredicateError"},
    "utils.state": {"engine.inject": "inject_args form_inject_args"},
}
"""By the module, below `orchestrator.core.`: our modules, and what of each stands in it."""


def install() -> bool:
    """Have `orchestrator.core.…` and `orchestrator.…` imported as ours; False where the real one is installed.

    Doing it again does nothing.
    """
    if "orchestrator" in sys.modules:
        return getattr(sys.modules["orchestrator"], "__file__", None) is None
    if find_spec("orchestrator") is not None:
        return False
    for parent in ("orchestrator", "orchestrator.core"):
        for below, homes in NAMES.items():
            _fill(_module(f"{parent}.{below}"), homes)
    return True


def _module(name: str) -> ModuleType:
    """Return the module of this name, made with its parents where there is none."""
    if name in sys.modules:
        return sys.modules[name]
    made = ModuleType(name, "nocdeck's own objects under orchestrator-core's names.")
    made.__path__ = []  # a package: others may lie below it
    sys.modules[name] = made
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(_module(parent), child, made)
    return made


def _fill(module: ModuleType, homes: dict[str, str]) -> None:
    for home, names in homes.items():
        found = import_module(home)
        for name in names.split():
            setattr(module, name, getattr(found, name))
