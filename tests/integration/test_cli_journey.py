"""The journey of a new user on the command line, with a workflow module of the user's own, outside this repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.command_line import Nocdeck, shown

WORKFLOWS = '''
from __future__ import annotations

from pathlib import Path

from engine import Assignee, FormGenerator, FormPage, Retry, State, begin, done, init, inputstep
from engine import retrystep, step, workflow

HERE = Path(__file__).parent


def nth(name: str) -> int:
    """Count calls across processes, so that a step fails the first time only."""
    with open(HERE / name, "a+") as ledger:
        ledger.write("x")
        ledger.flush()
        return ledger.tell()


def ask_node(state: State) -> FormGenerator:
    class Ask(FormPage):
        node_name: str
        vlan: int = 100

    answer = yield Ask
    return answer.model_dump()


@retrystep("Ping", retry=Retry(first=0, jitter=0))
def ping(node_name: str) -> State:
    print("\\x1b]0;title\\x07 pinging")
    if nth("pings") == 1:
        raise ConnectionError(f"{node_name} did not answer")
    return {"alive": True}


@inputstep("Confirm rack", assignee=Assignee.NOC)
def confirm(node_name: str) -> FormGenerator:
    class Confirm(FormPage):
        powered: bool

    answer = yield Confirm
    return answer.model_dump()


@step("Verify")
def verify(powered: bool) -> State:
    if nth("verifies") == 1:
        raise RuntimeError("no light")
    return {"verified": powered}


@workflow("Check a node", initial_input_form=ask_node)
def check_node():
    return init >> ping >> confirm >> verify >> done


@step("Nothing")
def nothing() -> State:
    return {"api_token": "hunter2hunter2"}


@workflow("No questions")
def no_questions():
    return begin >> nothing >> done
'''


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of a user's own: a workflow module beside its configuration file."""
    (tmp_path / "my_workflows.py").write_text(WORKFLOWS)
    (tmp_path / "config.toml").write_text('[workflows]\nmodules = ["my_workflows"]\n[operator]\nname = "anna"\n')
    return tmp_path


def test_the_whole_journey_runs_headless(nocdeck: Nocdeck) -> None:
    started = nocdeck("start", "check_node", "--input", '{"node_name": "ams-pe1"}', "--json")
    assert started.returncode == 0, started.stderr
    process = shown(started)
    assert (process["status"], process["failed_reason"]) == ("waiting", "ams-pe1 did not answer")
    assert process["retry_at"] is not None

    idle = nocdeck("engine", "run", "--until-idle")
    assert idle.returncode == 0
    process = shown(nocdeck("process", "show", process["process_id"], "--json"))
    assert (process["status"], process["last_step"], process["assignee"]) == ("suspended", "Confirm rack", "NOC")

    prefix = process["process_id"][:8]
    page = shown(nocdeck("process", "form", prefix, "--json"))
    assert page["schema"]["required"] == ["powered"]
    assert not page["complete"]

    submitted = nocdeck("process", "submit", prefix, "--input", '{"powered": true}', "--json")
    assert submitted.returncode == 1
    process = shown(submitted)
    assert (process["status"], process["failed_reason"]) == ("failed", "no light")
    assert process["steps"][-1]["traceback"].rstrip().endswith("RuntimeError: no light")

    retried = nocdeck("process", "retry", prefix, "--json")
    assert retried.returncode == 0
    process = shown(retried)
    assert (process["status"], process["state"]["verified"]) == ("completed", True)
    assert [(step["name"], step["status"], step["attempt"]) for step in process["steps"]] == [
        ("Start", "success", 1),
        ("Ping", "waiting", 1),
        ("Ping", "success", 2),
        ("Confirm rack", "suspend", 1),
        ("Confirm rack", "success", 1),
        ("Verify", "failed", 1),
        ("Verify", "success", 2),
        ("Done", "complete", 1),
    ]
    assert process["steps"][4]["created_by"] == "anna"
    assert process["steps"][4]["changed"] == {"powered": True}


def test_what_a_step_prints_reaches_neither_standard_output_nor_the_terminal_raw(nocdeck: Nocdeck) -> None:
    started = nocdeck("start", "check_node", "--input", '{"node_name": "ams-pe1"}', "--json")
    assert "\x1b" not in started.stdout + started.stderr
    assert "␛]0;title␇ pinging" in started.stderr
    assert shown(started)["workflow"] == "check_node"


def test_a_form_that_needs_no_answer_needs_no_input(nocdeck: Nocdeck) -> None:
    assert shown(nocdeck("start", "no_questions", "--json"))["status"] == "completed"


def test_no_wait_leaves_the_process_to_an_engine(nocdeck: Nocdeck) -> None:
    assert shown(nocdeck("start", "no_questions", "--no-wait", "--json"))["status"] == "created"
    nocdeck("engine", "run", "--until-idle")
    assert [row["status"] for row in shown(nocdeck("process", "list", "--json"))] == ["completed"]


def test_answers_come_from_a_file_or_from_standard_input(nocdeck: Nocdeck, site: Path) -> None:
    (site / "answers.json").write_text('{"node_name": "from-file"}')
    assert (
        shown(nocdeck("start", "check_node", "--input", "@answers.json", "--json"))["state"]["node_name"] == "from-file"
    )
    piped = nocdeck("start", "check_node", "--input", "@-", "--json", stdin='{"node_name": "from-stdin"}')
    assert shown(piped)["state"]["node_name"] == "from-stdin"


def test_values_of_secret_keys_are_masked_in_json(nocdeck: Nocdeck) -> None:
    started = nocdeck("start", "no_questions", "--json")
    assert "hunter2" not in started.stdout
    assert shown(started)["state"]["api_token"] == "********"


def test_lists_as_json_are_processes_without_state_and_steps(nocdeck: Nocdeck) -> None:
    nocdeck("start", "no_questions")
    (row,) = shown(nocdeck("process", "list", "--query", "status:completed", "--json"))
    assert {"process_id", "workflow", "status", "last_step"} <= row.keys()
    assert not {"state", "steps"} & row.keys()


def test_an_aborted_process_cannot_be_aborted_again(nocdeck: Nocdeck) -> None:
    process_id = shown(nocdeck("start", "check_node", "--input", '{"node_name": "x"}', "--json"))["process_id"]
    assert shown(nocdeck("process", "abort", process_id, "--json"))["status"] == "aborted"
    again = nocdeck("process", "abort", process_id)
    assert again.returncode == 3
    assert "is aborted already" in again.stderr
