"""Which of our objects stands under which of orchestrator-core's names?"""

from __future__ import annotations

__all__ = ["NAMES"]

_DSL = {
    "engine.dsl": "step retrystep inputstep make_step_function begin init done abort StepList Step",
    "engine.compose": "conditional steplens focussteps step_group",
    "engine.callbacks": "callback_step CALLBACK_TIMEOUT_KEY DEFAULT_CALLBACK_ROUTE_KEY DEFAULT_CALLBACK_PROGRESS_KEY",
    "engine.definition": "workflow make_workflow Workflow",
    "engine.outcome": "Process Success Skipped Suspend Waiting AwaitingCallback Abort Failed Complete ProcessStatus "
    "StepStatus",
    "engine.predicates": "PredicateContext RunPredicatePass RunPredicateFail",
    "engine.rehearsal": "ProcessStat StepLogFunc runwf abort_wf",
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
    "pydantic_forms.types": "InputForm JSON SummaryData UUIDstr",
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
    "workflows.predicates": {"engine.predicates": "no_uncompleted_instance awaiting_callbacks_exist"},
    "workflows.modify_note": {"engine.tasks.modify_note": "modify_note"},
    "workflows.tasks.cleanup_tasks_log": {"engine.tasks.clean_up": "task_clean_up_tasks"},
    "workflows.tasks.resume_workflows": {
        "engine.tasks.resume": "find_waiting_workflows resume_found_workflows task_resume_workflows"
    },
    "workflows.tasks.validate_awaiting_callbacks": {
        "engine.tasks.awaiting_callbacks": "task_validate_awaiting_callbacks"
    },
    "workflows.tasks.validate_products": {
        "engine.tasks.validate_products": "check_all_workflows_are_in_db check_db_fixed_input_config "
        "check_subscription_models check_that_active_products_have_a_modify_note "
        "check_that_products_have_at_least_one_workflow check_that_products_have_create_modify_and_terminate_workflows "
        "check_workflows_for_matching_targets_and_descriptions task_validate_products"
    },
    "workflows.tasks.validate_product_type": {"engine.tasks.validate_subscriptions": "task_validate_product_type"},
    "workflows.tasks.validate_subscriptions": {"engine.tasks.validate_subscriptions": "task_validate_subscriptions"},
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
        "pydantic_forms.validators": "Accept AcceptValues Callout Choice ContactPerson ContactPersonName "
        "DisplaySubscription Divider Hidden Label ListOfOne ListOfTwo LongText Markdown MigrationSummary "
        "OrganisationId Timestamp callout choice_list contact_person_list markdown migration_summary read_only_field "
        "read_only_list timestamp unique_conlist validate_unique_list",
        "engine.references": "CustomerId ProductId customer_id product_id",
    },
    "migrations.helpers": {
        "engine.migrations": "create create_fixed_inputs create_product_blocks create_products "
        "create_resource_types_for_product_blocks create_task create_workflow create_workflows delete_fixed_input "
        "delete_product delete_product_block delete_resource_type delete_workflow ensure_default_workflows "
        "has_table_column add_products_to_workflow_by_product_tag remove_products_from_workflow_by_product_tag"
    },
    "services.processes": {
        "engine.starting": "start_process",
        "engine.operator": "SYSTEM_USER",
        "engine.desk": "RESUME_WORKFLOW_REMOVED_ERROR_MSG",
    },
    "services.products": {
        "engine.domain.rows": "get_products get_product_by_id get_product_by_name get_tags get_types"
    },
    "services.subscriptions": {
        "engine.domain.rows": "get_subscription retrieve_subscription_by_subscription_instance_value",
        "engine.domain.extended": "build_extended_domain_model",
        "engine.domain.usable": "WF_USABLE_MAP WF_USABLE_WHILE_OUT_OF_SYNC WF_BLOCKED_BY_PARENTS "
        "WF_BLOCKED_BY_IN_USE_BY_SUBSCRIPTIONS",
    },
    "settings": {"engine.compat.settings": "AppSettings LifecycleValidationMode app_settings"},
    "utils.auth": {"engine.authorization": "AuthContext Authorizer"},
    "utils.datetime": {"engine.compat.words": "nowtz"},
    "utils.errors": {
        "engine.errors": "ProcessFailureError InconsistentDataError StaleDataError StartPredicateError",
        "engine.compat.words": "ApiException error_state_to_dict",
    },
    "utils.functional": {
        "engine.authored": "orig",
        "engine.compat.words": "as_t expand_ranges first_available_or_next ireplace join_cs to_ranges",
    },
    "utils.json": {
        "pydantic_forms.utils.json": "from_serializable json_dumps json_loads non_none_dict to_serializable"
    },
    "utils.state": {"engine.inject": "inject_args form_inject_args", "engine.compat.words": "extract"},
}
"""By the module, below `orchestrator.core.`: our modules, and what of each stands in it."""
