"""Who may do it? And does a guard that is broken stay shut (W-17)?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from engine import authorization
from engine.authorization import AuthContext, refusal, register_authorizer
from tests.lab import operator_called

ANNA = AuthContext(operator_called("anna"), "retry_workflow")


@pytest.fixture(autouse=True)
def nobody_else_is_asked() -> Iterator[None]:
    yield
    register_authorizer(None)


def test_without_a_callback_everybody_may() -> None:
    assert refusal(None, ANNA) is None


@pytest.mark.parametrize("is_async", [False, True])
def test_a_callback_decides_by_who_asks_for_what(is_async: bool) -> None:
    def seniors(context: AuthContext) -> bool:
        return context.user.display_name == "bert" and context.action == "retry_workflow"

    async def seniors_later(context: AuthContext) -> bool:
        return seniors(context)

    callback: Any = seniors_later if is_async else seniors
    assert refusal(callback, AuthContext(operator_called("bert"), "retry_workflow")) is None
    assert refusal(callback, ANNA) == "retry workflow is not allowed for anna"


@pytest.mark.parametrize("answer", [None, 1, "yes", [True]], ids=repr)
def test_whatever_is_no_bool_is_a_no(answer: Any) -> None:
    assert refusal(lambda _: answer, ANNA) == "retry workflow is not allowed for anna"


@pytest.mark.parametrize("error", [RuntimeError("LDAP is down"), SystemExit(), KeyboardInterrupt()], ids=repr)
def test_a_callback_that_raises_is_a_no_that_does_not_show_its_error(error: BaseException) -> None:
    def broken(_: AuthContext) -> bool:
        raise error

    said = refusal(broken, ANNA)
    assert said == f"retry workflow is denied: the authorization callback failed ({type(error).__name__})"


def test_a_callback_that_hangs_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authorization, "PATIENCE", 0.1)
    released = threading.Event()

    said = refusal(lambda _: released.wait(30), ANNA)
    released.set()

    assert said == "retry workflow is denied: the authorization callback failed (StepTimeout)"


def test_the_site_is_asked_where_nobody_else_is() -> None:
    register_authorizer(lambda context: context.action != "pause_engine")

    assert refusal(None, AuthContext(operator_called("anna"), "pause_engine")) == "pause engine is not allowed for anna"
    assert refusal(None, ANNA) is None
    assert refusal(lambda _: False, ANNA) is not None
