"""Bad input on the command line: one line that says what, where and what to do, the right exit code, nothing lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from console.cli.commands import run
from engine.store.schema import open_store
from tests.integration.command_line import no_models

WORKFLOWS = """
from engine import FormPage, begin, done, inputstep, step, workflow


def ask(state):
    class Ask(FormPage):
        node: str
        ports: int

    answer = yield Ask
    return answer.model_dump()


@inputstep("Confirm")
def confirm():
    class Confirm(FormPage):
        ok: bool

    return Confirm


@workflow("Ask", initial_input_form=ask)
def ask_first():
    return begin >> confirm >> done


@workflow("Suspend at once")
def suspend_at_once():
    return begin >> confirm >> done
"""


@dataclass
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """Its one line of words; fails if there are more, or a traceback."""
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        assert "Traceback" not in self.err
        return lines[0]


Tell = Callable[..., Said]


@pytest.fixture
def tell(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tell:
    """Run a command in this process, on a store and a configuration of its own."""
    name = f"site_{tmp_path.name}"  # modules stay imported: each test has its own
    (tmp_path / f"{name}.py").write_text(WORKFLOWS)
    (tmp_path / "config.toml").write_text(f'[workflows]\nmodules = ["{name}"]\n')
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str, options: tuple[str, ...] = ("--store", "sqlite:///x.db")) -> Said:
        with no_models():
            code = run(["--config", "config.toml", *options, *arguments])
        out, err = capfd.readouterr()
        return Said(code, out, err)

    return command


def test_an_unknown_workflow_is_named_with_what_comes_near(tell: Tell) -> None:
    said = tell("start", "ask_frist")
    assert said.code == 4
    assert "did you mean ask_first?" in said.line


def test_a_missing_form_page_is_named_with_its_fields(tell: Tell) -> None:
    said = tell("start", "ask_first")
    assert said.code == 1
    assert "page 1 needs an answer" in said.line
    assert "node: field required" in said.line


def test_all_errors_of_a_page_are_listed_with_their_field(tell: Tell) -> None:
    said = tell("start", "ask_first", "--input", '{"ports": "many", "colour": "red"}')
    assert said.code == 1
    for expected in ("node: field required", "ports: Input should be a valid integer", "colour: Extra inputs"):
        assert expected in said.line


def test_more_pages_than_the_form_has_are_refused(tell: Tell) -> None:
    said = tell("start", "ask_first", "--input", '{"node": "a", "ports": 1}', "--input", "{}")
    assert said.code == 1
    assert "more answers were given (2)" in said.line


@pytest.mark.parametrize("text", ["{", "[1]", "@nowhere.json"])
def test_input_that_is_no_page_of_answers_is_a_usage_error(tell: Tell, text: str) -> None:
    said = tell("start", "ask_first", "--input", text)
    assert said.code == 2
    assert "--input 1" in said.line


@pytest.mark.parametrize("prefix", ["deadbeef", "not-an-id", ""])
def test_an_unknown_process_is_not_found(tell: Tell, prefix: str) -> None:
    said = tell("process", "show", prefix)
    assert said.code == 4
    assert "nocdeck process list" in said.line


def test_an_ambiguous_prefix_names_the_processes_it_may_mean(tell: Tell) -> None:
    for _ in range(17):  # two of 17 ids share their first digit
        tell("start", "suspend_at_once", "--no-wait")
    codes = {digit: tell("process", "show", digit) for digit in "0123456789abcdef"}
    said = next(said for said in codes.values() if "several" in said.err)
    assert said.code == 4
    assert "give more of the id" in said.line


def test_an_unknown_config_key_is_named_with_its_section(tell: Tell, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[retry]\nfrist = 3\n")
    said = tell("process", "list")
    assert said.code == 2
    assert "[retry] frist" in said.line
    assert "did you mean first?" in said.line


def test_a_config_file_that_is_no_toml_is_named_with_the_place(tell: Tell, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[retry\n")
    said = tell("process", "list")
    assert said.code == 2
    assert "line 1" in said.line


def test_a_store_that_is_no_database_is_left_as_it_is(tell: Tell, tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("precious notes\n" * 100)
    said = tell("process", "list")
    assert said.code == 2
    assert "file is not a database" in said.line
    assert (tmp_path / "x.db").read_text() == "precious notes\n" * 100


def test_a_newer_store_is_refused_and_left_as_it_is(tell: Tell, tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path}/x.db").close()
    with sqlite3.connect(tmp_path / "x.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    for arguments in (("process", "list"), ("db", "upgrade")):
        said = tell(*arguments)
        assert said.code == 2
        assert "newer than this program" in said.line
        assert "upgrade nocdeck" in said.line


def test_a_store_of_an_unknown_kind_is_refused(tell: Tell) -> None:
    said = tell("process", "list", options=("--store", "mysql://db/x"))
    assert said.code == 2
    assert "expected sqlite:///FILE" in said.line


def test_a_postgres_that_does_not_answer_is_named_without_its_password(tell: Tell) -> None:
    said = tell("process", "list", options=("--store", "postgresql://noc:hunter2@127.0.0.1:1/nocdeck"))
    assert said.code == 2
    assert "cannot be reached" in said.line
    assert "hunter2" not in said.err


def test_a_module_that_fails_to_import_is_named_and_the_others_load(tell: Tell, tmp_path: Path) -> None:
    (tmp_path / "broken_site.py").write_text("import does_not_exist\n")
    text = (tmp_path / "config.toml").read_text().replace("[", '["broken_site", ', 2).replace('["broken_site", w', "[w")
    (tmp_path / "config.toml").write_text(text)
    said = tell("start", "suspend_at_once")
    assert said.code == 0
    assert "workflow module 'broken_site' failed to import: ModuleNotFoundError" in said.line
    assert "suspended at Confirm" in said.out


def test_answering_a_process_that_waits_for_nothing_is_refused(tell: Tell) -> None:
    started = tell("start", "suspend_at_once").out.split()[0]
    assert tell("process", "submit", started, "--input", '{"ok": true}').code == 0
    said = tell("process", "submit", started, "--input", '{"ok": true}')
    assert said.code == 3
    assert "is completed; only a suspended process has a form" in said.line


def test_an_invalid_answer_leaves_the_process_suspended(tell: Tell) -> None:
    started = tell("start", "suspend_at_once").out.split()[0]
    assert tell("process", "submit", started, "--input", '{"ok": "perhaps"}').code == 1
    assert "suspended" in tell("process", "show", started).out


def test_a_read_only_program_refuses_every_verb(tell: Tell) -> None:
    said = tell("start", "suspend_at_once", options=("--store", "sqlite:///x.db", "--read-only"))
    assert said.code == 3
    assert "read-only" in said.line


def test_a_filter_that_cannot_be_understood_is_a_usage_error_that_points_at_the_character(tell: Tell) -> None:
    for tree in ("process", "subscription"):
        said = tell(tree, "list", "--query", "\tams status:broken")
        assert said.code == 2
        line, query, sign = said.err.splitlines()
        assert "nocdeck: at character 13: There is no status 'broken'; there are: " in line
        assert query == "   ams status:broken"
        assert sign == f"  {' ' * 12}^"


def test_an_unknown_command_is_a_usage_error(tell: Tell) -> None:
    said = tell("proces", "list")
    assert said.code == 2
    assert "Did you mean 'process'?" in said.line


def test_config_never_shows_the_password_of_the_store(tell: Tell) -> None:
    said = tell("config", options=("--store", "postgresql://noc:hunter2@db.example.net/nocdeck"))
    assert said.code == 0
    assert "hunter2" not in said.out
    assert "postgresql://noc:***@db.example.net/nocdeck" in said.out


def test_the_doctor_finds_a_healthy_store_healthy(tell: Tell) -> None:
    tell("start", "suspend_at_once")
    said = tell("doctor")
    assert said.code == 0, said.out
    assert "wrong" not in said.out


def test_the_doctor_finds_a_file_that_others_can_read(tell: Tell, tmp_path: Path) -> None:
    tell("start", "suspend_at_once")
    (tmp_path / "x.db").chmod(0o644)
    said = tell("doctor")
    assert said.code == 1
    assert "chmod 600" in said.out
