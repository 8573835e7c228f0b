"""Is every line of the log safe to show and without secrets?"""

from __future__ import annotations

import io
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from engine import journal


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is written to the log, with `community` named as a secret key; silent again afterwards."""
    written = io.StringIO()
    before = structlog.get_config()
    journal.configure(written, ["community"])
    yield written
    structlog.configure(**before)


def test_secrets_are_masked_at_any_depth(log: io.StringIO) -> None:
    structlog.get_logger().info("sent", password="hunter2", answers=[{"community": "public", "name": "ams"}])

    assert "hunter2" not in log.getvalue()
    assert "public" not in log.getvalue()
    assert "ams" in log.getvalue()


def test_control_characters_are_made_visible(log: io.StringIO) -> None:
    structlog.get_logger().warning("line one\nline two", reason="\x1b[2J", nested={"a": "\x07"})

    assert log.getvalue().count("\n") == 1
    assert "\x1b" not in log.getvalue()
    assert "\x07" not in log.getvalue()
    assert "␛[2J" in log.getvalue()


def test_a_traceback_follows_its_line_and_is_safe_too(log: io.StringIO) -> None:
    try:
        raise ValueError("\x1b]0;title\x07")
    except ValueError:
        structlog.get_logger().exception("it failed")

    assert "Traceback (most recent call last)" in log.getvalue()
    assert "ValueError: ␛]0;title␇" in log.getvalue()
    assert "\x1b" not in log.getvalue()


def test_the_answers_to_a_form_are_not_logged(log: io.StringIO) -> None:
    from pydantic_forms.core import FormPage

    from engine.authored import make_form
    from engine.forms import FormSession

    class Ask(FormPage):
        node: str

    session = FormSession(title="Ask", subject="", step="", version=None, form=make_form(lambda: Ask), state={})
    session.walk([{"node": "ams-pe1"}])

    assert log.getvalue() == ""


def test_a_log_file_is_private_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "state" / "nocdeck.log"
    with journal.open_private(path) as file:
        file.write("one\n")
    with journal.open_private(path) as file:
        file.write("two\n")

    assert path.read_text() == "one\ntwo\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
