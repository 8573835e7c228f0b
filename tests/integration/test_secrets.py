"""What becomes of a secret that an operator types: does the step get it, and does nobody see it?"""

from __future__ import annotations

import json

import pytest
from pydantic import BaseModel, SecretStr

from engine import FormGenerator, FormPage, State, begin, done, inputstep, step
from engine.outcome import ProcessStatus
from engine.plain import MASK, redact
from engine.triggers import Trigger
from tests.integration.command_line import nocdeck_here
from tests.lab import Lab, flow

CANARY = "hunter2-canary"

SITE = f"""
from pydantic import SecretStr
from engine import FormPage, begin, done, init, step, workflow

def ask():
    class Login(FormPage):
        enable: SecretStr
    answer = yield Login
    return answer.model_dump()

@step("Log in")
def log_in(enable: SecretStr):
    assert enable.get_secret_value() == "{CANARY}"
    return {{"enabled": True}}

@workflow("Log in", initial_input_form=ask)
def log():
    return init >> log_in >> done
"""


class Login(BaseModel):
    user: str
    enable: SecretStr


@inputstep("Ask")
def ask() -> FormGenerator:
    class Answer(FormPage):
        enable: SecretStr

    answer = yield Answer
    return dict(answer.model_dump())


def test_a_secret_that_a_form_asked_for_reaches_the_step_and_is_masked_where_the_state_is_shown(lab: Lab) -> None:
    given: list[str] = []

    @step("Log in")
    def log_in(enable: SecretStr) -> State:
        given.append(enable.get_secret_value())
        return {"login": Login(user="anna", enable=enable), "spares": [enable]}

    @step("Again")
    def again(login: Login, spares: list[SecretStr]) -> None:
        given.extend([login.enable.get_secret_value(), spares[0].get_secret_value()])

    process_id = lab.go(flow(begin >> ask >> log_in >> again >> done))
    lab.operations.submit(process_id, [{"enable": CANARY}])
    lab.run()

    assert given == [CANARY] * 3
    shown = redact(lab.state(process_id))
    assert shown == {"enable": MASK, "login": {"user": "anna", "enable": MASK}, "spares": [MASK]}


@pytest.mark.parametrize("annotation", [Login, list[SecretStr], dict[str, SecretStr]])
def test_a_secret_of_the_wrong_shape_is_refused_without_being_told(lab: Lab, annotation: object) -> None:
    @step("Log in")
    def log_in(enable: object) -> None:
        raise AssertionError("not to be called")

    log_in.__wrapped__.__annotations__["enable"] = annotation  # type: ignore[attr-defined]
    process_id = lab.go(flow(begin >> ask >> log_in >> done))
    lab.operations.submit(process_id, [{"enable": CANARY}])
    lab.run()

    assert lab.row(process_id).status is ProcessStatus.FAILED
    last = lab.last(process_id)
    assert "Could not convert value '********'" in (last.error or "")
    assert CANARY not in f"{last.error} {last.traceback} {last.details}"


def test_the_command_line_shows_no_secret_of_a_process(tmp_path_factory: pytest.TempPathFactory) -> None:
    site = tmp_path_factory.mktemp("site")
    (site / "logins.py").write_text(SITE)
    (site / "config.toml").write_text("[workflows]\nmodules = ['logins']\n")
    nocdeck = nocdeck_here(site)

    started = nocdeck("start", "log", "--input", json.dumps({"enable": CANARY}), "--json")
    assert started.returncode == 0, started.stderr
    assert json.loads(started.stdout)["state"]["enabled"] is True
    for more in ([], ["--json"]):
        shown = nocdeck("process", "show", json.loads(started.stdout)["process_id"], *more)
        assert (shown.returncode, CANARY in shown.stdout + shown.stderr) == (0, False)
    assert CANARY not in started.stdout + started.stderr


def test_a_secret_that_a_schedule_answers_with_reaches_its_processes_and_is_masked_where_the_schedule_is_shown(
    lab: Lab,
) -> None:
    given: list[str] = []

    def login() -> FormGenerator:
        class Page(FormPage):
            enable: SecretStr
            site: str

        answer = yield Page
        return dict(answer.model_dump())

    @step("Log in")
    def log_in(enable: SecretStr) -> None:
        given.append(enable.get_secret_value())

    lab.registry.put(flow(begin >> log_in >> done, name="log", form=login))
    row = lab.operations.add_schedule("log", Trigger("interval", {"hours": 1}), [{"enable": CANARY, "site": "ams"}])
    assert redact(row.inputs) == [{"enable": MASK, "site": "ams"}]
    again = lab.operations.change_schedule(row.schedule_id, Trigger("interval", {"hours": 2}))
    assert again.inputs == row.inputs
    lab.operations.run_schedule_now(row.schedule_id)
    lab.clock.advance(7_200)
    lab.run()
    assert given == [CANARY] * 2
