"""May this operator do this to this workflow or process?

Authors and sites answer with a callback, plain or async; where there is none, everybody may. A callback that raises,
takes too long or answers anything but a bool says no: a guard that is broken is shut (contract section 17, W-17).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from engine.authored import within

if TYPE_CHECKING:
    from engine.definition import Workflow
    from engine.dsl import Step
    from engine.operator import Operator

__all__ = [
    "PATIENCE",
    "AuthContext",
    "Authorizer",
    "authorizer_of_the_site",
    "callback_for",
    "refusal",
    "register_authorizer",
]

PATIENCE = 5.0
"""Seconds after which a callback that does not answer counts as a no."""

_OF_RETRIES = frozenset({"retry_workflow", "skip_workflow"})

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class AuthContext:
    """What is asked (contract AUTH-1)."""

    user: Operator
    action: str
    """`start_workflow`, `resume_workflow`, `retry_workflow` as in orchestrator-core; `abort_workflow`,
    `delete_workflow`, `note_workflow`, `assign_workflow`, `take_workflow`, `release_workflow`, `continue_workflow`,
    `skip_workflow`, `pause_engine`, `resume_engine`."""
    workflow: Any = None
    """The `Workflow`; None where the engine itself is meant, or the workflow is not loaded."""
    step: Any = None
    """The `Step` a process is at, if any."""


Authorizer = Callable[[AuthContext], bool | Awaitable[bool]]

_site: list[Authorizer] = []


def register_authorizer(callback: Authorizer | None) -> None:
    """Have `callback` asked wherever a workflow and its steps name no callback of their own; None: nobody is asked."""
    _site[:] = [callback] if callback is not None else []


def authorizer_of_the_site() -> Authorizer | None:
    """Return what `register_authorizer` was given."""
    return _site[0] if _site else None


def refusal(callback: Authorizer | None, context: AuthContext) -> str | None:
    """Return in words why the callback (without one, the site's) does not allow it; None when it does."""
    callback = callback or authorizer_of_the_site()
    if callback is None:
        return None
    what = context.action.replace("_", " ")
    try:
        answer = within(PATIENCE, lambda: callback(context))
    except BaseException as error:  # an author's function may raise anything
        _log.warning("an authorization callback failed", action=context.action, reason=repr(error))
        return f"{what} is denied: the authorization callback failed ({type(error).__name__})"
    if answer is True:
        return None
    if answer is not False:
        _log.warning("an authorization callback gave no bool", action=context.action, gave=type(answer).__name__)
    return f"{what} is not allowed for {context.user.display_name}"


def callback_for(action: str, workflow: Workflow | None, steps: Sequence[Step]) -> Authorizer | None:
    """Return who is asked about an action on a process that came as far as the last of `steps`; None: the site.

    Answering: the last `resume_auth_callback` among the steps, else the workflow's. Retrying, and skipping what would
    be retried: the last callback for either, else the workflow's for retries. Everything else: the workflow's
    (contract AUTH-2, AUTH-3).
    """
    if workflow is None:
        return None
    if action == "resume_workflow":
        found = [step.resume_auth_callback for step in steps]
    elif action in _OF_RETRIES:
        found = [step.retry_auth_callback or step.resume_auth_callback for step in steps]
    else:
        found = []
    named = [callback for callback in found if callback is not None]
    if named:
        return named[-1]
    return workflow.retry_auth_callback if action in _OF_RETRIES else workflow.authorize_callback
