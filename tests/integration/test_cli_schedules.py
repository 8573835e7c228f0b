"""Can an operator do with schedules and tasks on the command line what there is to do?"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.integration.command_line import Nocdeck, nocdeck_here


@pytest.fixture
def nocdeck(tmp_path: Path, store_url: str) -> Nocdeck:
    (tmp_path / "config.toml").write_text("")
    return nocdeck_here(tmp_path, store_url)


def test_sch5_an_operator_adds_looks_at_runs_pauses_and_removes_a_schedule(nocdeck: Nocdeck) -> None:
    added = nocdeck("schedule", "add", "task_validate_products", "--cron", "30 2 * * *", "--zone", "Europe/Amsterdam")
    assert (added.returncode, len(added.stdout.splitlines())) == (0, 6)
    listed = json.loads(nocdeck("schedule", "list", "--json").stdout)
    clean_up, mine = sorted(listed, key=lambda row: str(row["workflow"]))
    assert (clean_up["workflow"], clean_up["trigger_kwargs"]) == ("task_clean_up_tasks", {"hours": 6})
    assert mine["trigger_kwargs"] == {
        "minute": "30",
        "hour": "2",
        "day": "*",
        "month": "*",
        "day_of_week": "*",
        "timezone": "Europe/Amsterdam",
    }
    prefix = mine["schedule_id"][:8]
    assert "30 2 * * * (Europe/Amsterdam)" in nocdeck("schedule", "list").stdout
    assert "completed at Done" in nocdeck("schedule", "run-now", prefix).stdout
    assert nocdeck("schedule", "pause", prefix).returncode == 0
    assert "paused" in nocdeck("schedule", "list").stdout
    assert nocdeck("schedule", "resume", prefix).returncode == 0
    tasks = {row["name"]: row for row in json.loads(nocdeck("task", "list", "--json").stdout)}
    assert tasks["task_validate_products"]["last_status"] == "completed"
    assert datetime.fromisoformat(tasks["task_validate_products"]["next_run_at"]) > datetime.now(UTC)
    assert "never" in nocdeck("task", "list").stdout
    assert nocdeck("schedule", "remove", prefix).returncode == 0
    assert nocdeck("schedule", "remove", prefix).returncode == 4


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add", "task_clean_up_tasks"), 2, "one of --every, --cron and --at"),
        (("add", "task_clean_up_tasks", "--every", "6h", "--at", "2030-01-01"), 2, "one of --every, --cron and --at"),
        (("add", "task_clean_up_tasks", "--every", "often"), 2, "no interval"),
        (("add", "task_clean_up_tasks", "--cron", "30 2"), 2, "it has 2 fields"),
        (("add", "task_clean_up_tasks", "--cron", "30 2 * * *", "--zone", "Mars"), 2, "Mars"),
        (("add", "task_clean_up_tasks", "--at", "yesterday"), 2, "'date' trigger"),
        (("add", "nope", "--every", "6h"), 4, "Unknown workflow"),
        (("run-now", "ffff"), 4, "no schedule"),
    ],
)
def test_sch5_a_mistake_on_the_command_line_is_told(
    nocdeck: Nocdeck, arguments: tuple[str, ...], code: int, said: str
) -> None:
    run = nocdeck("schedule", *arguments)
    assert (run.returncode, said in run.stderr) == (code, True)
