"""The commands around a process and its engine, as an operator or a site's webhook gives them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.integration.command_line import Nocdeck, nocdeck_here, shown

WORKFLOWS = """
from engine import Assignee, FormPage, begin, callback_step, done, init, inputstep, step, workflow


@step("Ask the partner")
def ask(callback_route: str):
    return {"asked": callback_route}


@step("Validate")
def validate(callback_result: dict):
    return {"speed": callback_result["speed"]}


@workflow("Order a line")
def order():
    return init >> callback_step("Partner", ask, validate) >> done


@inputstep("Confirm", assignee=Assignee.NOC)
def confirm():
    return FormPage


@step("Break")
def break_down():
    raise RuntimeError("no light")


@workflow("Clean up")
def clean_up():
    return begin >> confirm >> break_down >> done
"""

EDITED = WORKFLOWS.replace("begin >> confirm", "begin >> init >> confirm")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "my_workflows.py").write_text(WORKFLOWS)
    (tmp_path / "config.toml").write_text('[workflows]\nmodules = ["my_workflows"]\n[operator]\nname = "anna"\n')
    return tmp_path


@pytest.fixture
def nocdeck(site: Path) -> Nocdeck:
    return nocdeck_here(site)


def test_a_callback_is_delivered_from_a_script(nocdeck: Nocdeck, site: Path) -> None:
    process = shown(nocdeck("start", "order", "--json"))
    assert process["status"] == "awaiting_callback"
    token = process["state"]["asked"].rpartition("/")[2]

    on_the_way = shown(
        nocdeck("process", "callback", process["process_id"], token, "--progress", "--data", "50", "--json")
    )
    assert (on_the_way["status"], on_the_way["callback_progress"]) == ("awaiting_callback", 50)

    wrong = nocdeck("process", "callback", process["process_id"], "guessed", "--data", "{}")
    assert (wrong.returncode, "Invalid token" in wrong.stderr) == (4, True)
    (site / "data.json").write_text('{"speed": 100}')
    done = shown(nocdeck("process", "callback", process["process_id"], token, "--data", "@data.json", "--json"))
    assert (done["status"], done["state"]["speed"], done["callback_progress"]) == ("completed", 100, None)
    again = nocdeck("process", "callback", process["process_id"], token)
    assert (again.returncode, again.stderr.count("\n")) == (3, 1)


def test_notes_assignees_and_the_audit_of_them(nocdeck: Nocdeck) -> None:
    process = shown(nocdeck("start", "clean_up", "--json"))
    short = process["process_id"][:8]

    assert nocdeck("process", "note", short, "customer told").returncode == 0
    assert nocdeck("process", "assign", short, "CHANGES").returncode == 0
    now = shown(nocdeck("process", "show", short, "--json"))
    assert (now["note"], now["assignee"]) == ("customer told", "CHANGES")

    said = shown(nocdeck("audit", "--process", short, "--json"))
    assert [(entry["action"], entry["display_name"], entry["detail"]) for entry in said] == [
        ("assign", "anna", "NOC -> CHANGES"),
        ("note", "anna", " -> customer told"),
        ("start", "anna", None),
    ]
    assert "customer told" in nocdeck("audit").stdout


def test_a_process_is_taken_and_its_failed_step_skipped_with_a_note(nocdeck: Nocdeck) -> None:
    process = shown(nocdeck("start", "clean_up", "--json"))
    short = process["process_id"][:8]
    assert nocdeck("process", "submit", short, "--input", "{}").returncode == 1

    assert nocdeck("process", "take", short).returncode == 0
    assert shown(nocdeck("process", "show", short, "--json"))["taken_by"] == "anna"
    again = nocdeck("--operator", "bert", "process", "take", short)
    assert (again.returncode, "is in the hands of anna" in again.stderr) == (3, True)
    assert nocdeck("process", "release", short).returncode == 0

    assert nocdeck("process", "skip", short).returncode == 2
    done = nocdeck("process", "skip", short, "--note", "light is back", "--json")
    assert (done.returncode, shown(done)["status"]) == (0, "completed")
    skipped = [step for step in shown(done)["steps"] if step["status"] == "skipped"]
    assert [(step["name"], step["error"]) for step in skipped] == [("Break", "light is back")]
    assert shown(nocdeck("process", "changes", short, "--json")) == []


def test_a_task_is_deleted_and_only_the_audit_knows_of_it(nocdeck: Nocdeck) -> None:
    process = shown(nocdeck("start", "clean_up", "--json"))

    assert nocdeck("process", "delete", process["process_id"]).returncode == 0
    assert nocdeck("process", "show", process["process_id"]).returncode == 4
    assert shown(nocdeck("audit", "--json"))[0]["detail"] == "clean_up"


def test_an_edited_workflow_is_continued_where_the_operator_says(nocdeck: Nocdeck, site: Path) -> None:
    process = shown(nocdeck("start", "clean_up", "--json"))
    (site / "my_workflows.py").write_text(EDITED)
    shutil.rmtree(site / "__pycache__", ignore_errors=True)  # written within the second: Python could take the old one

    refused = nocdeck("process", "submit", process["process_id"], "--input", "{}")
    assert refused.returncode == 3
    assert "was changed since this process ran: it stands at 'Confirm'" in refused.stderr
    assert nocdeck("process", "continue", process["process_id"], "Nowhere").returncode == 4
    done = nocdeck("process", "continue", process["process_id"], "Done", "--json")
    assert (done.returncode, shown(done)["status"]) == (0, "completed")


def test_a_paused_engine_runs_nothing_and_says_who_paused_it(nocdeck: Nocdeck) -> None:
    assert nocdeck("engine", "pause").returncode == 0
    twice = nocdeck("--operator", "bert", "engine", "pause")
    assert (twice.returncode, "paused already, by anna" in twice.stderr) == (3, True)

    started = nocdeck("start", "clean_up", "--json")
    assert (started.returncode, shown(started)["status"]) == (0, "created")
    assert "the engine is paused by anna" in started.stderr
    assert "paused by anna since" in nocdeck("engine", "status").stdout
    assert shown(nocdeck("engine", "status", "--json"))["paused"]["by"] == "anna"
    assert "ran 0 processes" in nocdeck("engine", "run", "--until-idle").stderr

    assert nocdeck("engine", "resume").returncode == 0
    assert "ran 1 process" in nocdeck("engine", "run", "--until-idle").stderr


def test_what_a_query_finds_is_aborted_after_a_yes_and_each_is_told_of(nocdeck: Nocdeck) -> None:
    for _ in range(2):
        nocdeck("start", "clean_up")
    kept = shown(nocdeck("start", "order", "--json"))["process_id"]

    unsure = nocdeck("process", "abort", "--query", "status:suspended")
    assert (unsure.returncode, "means 2 processes here; say --yes" in unsure.stderr) == (2, True)
    done = shown(nocdeck("process", "abort", "--query", "status:suspended", "--yes", "--json"))
    assert [process["status"] for process in done] == ["aborted", "aborted"]
    assert shown(nocdeck("process", "show", kept, "--json"))["status"] == "awaiting_callback"


def test_the_operators_own_keys_are_listed(nocdeck: Nocdeck, site: Path) -> None:
    with (site / "config.toml").open("a") as file:
        file.write('[keys]\n"process.retry" = "f5, ctrl+r"\n')

    listed = {action["id"]: action for action in shown(nocdeck("config", "--keys", "--json"))}
    assert (listed["process.retry"]["keys"], listed["process.retry"]["names"][0]) == (["f5", "ctrl+r"], "retry")
    (line,) = [line for line in nocdeck("config", "--keys").stdout.splitlines() if line.startswith("process.retry ")]
    assert line.split()[1:4] == ["f5", "ctrl+r", ":retry"]


def test_a_shift_is_handed_over_as_a_report_in_a_file_and_as_json(nocdeck: Nocdeck, site: Path) -> None:
    waits = shown(nocdeck("start", "clean_up", "--no-wait", "--json"))["process_id"]
    nocdeck("process", "note", waits, "ask Bram")

    said = nocdeck("handover", "--since", "1h", "--output", "shift.md")
    assert (said.returncode, said.stdout) == (0, "")
    report = (site / "shift.md").read_text()
    assert "1 process started" in report
    assert f"- `{waits[:8]}` `clean_up`" in report
    assert f"- **anna** started `{waits[:8]}`; wrote a note on `{waits[:8]}`" in report
    told = shown(nocdeck("handover", "--json"))
    assert (told["counts"]["started"], [row["note"] for row in told["noted"]]) == (1, ["ask Bram"])
    refused = nocdeck("handover", "--since", "soon")
    assert (refused.returncode, "'soon' is no moment before now" in refused.stderr) == (2, True)
    unwritable = nocdeck("handover", "--output", str(site / "no" / "where.md"))
    assert (unwritable.returncode, "No such file or directory" in unwritable.stderr) == (2, True)
