"""How does a workflow wait for a system outside to call back?

`callback_step` is a group of five steps (contract section 19): make the endpoint and its token, ask the outside, wait,
validate what came back, forget the token. The site's own webhook delivers with `nocdeck process callback`.
"""

from __future__ import annotations

import secrets
from typing import Any

from engine.compose import step_group
from engine.dsl import Step, begin, make_step_function
from engine.outcome import AwaitingCallback, Process, State, Success

__all__ = [
    "CALLBACK_TIMEOUT_KEY",
    "CALLBACK_TOKEN_KEY",
    "DEFAULT_CALLBACK_PROGRESS_KEY",
    "DEFAULT_CALLBACK_RESULT_KEY",
    "DEFAULT_CALLBACK_ROUTE_KEY",
    "RESULT_KEY_KEY",
    "callback_step",
]

DEFAULT_CALLBACK_ROUTE_KEY = "callback_route"
DEFAULT_CALLBACK_RESULT_KEY = "callback_result"
DEFAULT_CALLBACK_PROGRESS_KEY = "callback_progress"

CALLBACK_TOKEN_KEY = "__callback_token"
CALLBACK_TIMEOUT_KEY = "__callback_timeout"
RESULT_KEY_KEY = "__callback_result_key"

_OURS = (CALLBACK_TOKEN_KEY, CALLBACK_TIMEOUT_KEY, RESULT_KEY_KEY)


def callback_step(
    name: str,
    action_step: Step,
    validate_step: Step,
    result_key: str | None = None,
    callback_route_key: str = DEFAULT_CALLBACK_ROUTE_KEY,
    timeout: float | None = None,
) -> Step:
    """Return a group that asks a system outside and waits for its callback (DSL-18).

    `action_step` finds `/api/processes/<process id>/callback/<token>` in the state under `callback_route_key` and hands
    it to the outside. What comes back is under `result_key` (`callback_result`) when `validate_step` runs; where that
    fails, it is retried on what came. After `timeout` seconds without a callback the group fails as one, its keys leave
    the state, and a retry asks anew, with a new token.
    """

    def create(state: State) -> Process:
        token = secrets.token_hex(32)  # as an argument of a command it must not begin with a dash
        made: dict[str, Any] = {
            callback_route_key: f"/api/processes/{state['process_id']}/callback/{token}",
            CALLBACK_TOKEN_KEY: token,
            RESULT_KEY_KEY: result_key or DEFAULT_CALLBACK_RESULT_KEY,
        }
        return Success({**state, **made, **({} if timeout is None else {CALLBACK_TIMEOUT_KEY: timeout})})

    def forget(state: State) -> Process:
        return Success({key: value for key, value in state.items() if key not in (callback_route_key, *_OURS)})

    return step_group(
        name,
        begin
        >> make_step_function(create, "Create callback endpoint", on_interrupt="again")
        >> action_step
        >> make_step_function(AwaitingCallback, "Await callback", on_interrupt="again")
        >> validate_step
        >> make_step_function(forget, "Cleanup callback", on_interrupt="again"),
    )
