"""Does the report of a shift read well, and do words from the store stay words in it?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from console.handover import handover
from engine.outcome import ProcessStatus
from engine.shift import Failing
from engine.store.audit import AuditEntry
from tests.unit.console.fake_deck import NOW, QUIET, process

LINK_DOWN = "LinkDown: no answer"


@pytest.fixture(autouse=True)
def _in_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def entry(who: str, action: str, minutes: float, process_id: UUID | None = None) -> AuditEntry:
    return AuditEntry(
        at=NOW - timedelta(minutes=minutes),
        os_user=who,
        db_role=None,
        display_name=who,
        host="noc1",
        os_pid=1,
        action=action,
        process_id=process_id,
        step=None,
        before=None,
        after=None,
        detail=None,
        audit_id=1,
    )


def test_a_quiet_shift_says_that_nothing_is_left() -> None:
    assert handover(QUIET, "lab") == (
        "# Handover of lab\n\n"
        "From 12 Mar 06:02 to 12 Mar 14:02. Times are UTC (UTC+0000).\n\n"
        "0 processes started, 0 completed, 0 failed at some time, 0 aborted.\n\n"
        "## Still failing: 0\n\nNone.\n\n"
        "## Waiting for input: 0\n\nNone.\n"
    )


def test_a_busy_shift_says_what_is_left_since_when_by_team_and_who_did_what() -> None:
    fails = process("fail", ProcessStatus.FAILED, step="Verify", failed_reason=LINK_DOWN, note="vendor case 4411")
    asks = process("ask", ProcessStatus.SUSPENDED, step="Confirm rack", assignee="NOC", minutes=12)
    waits = process("wait", ProcessStatus.WAITING, attempt=3, retry_at=NOW + timedelta(minutes=1))
    gone = process("stop", ProcessStatus.ABORTED, note="wrong site")
    told = replace(
        QUIET,
        started=4,
        failed=1,
        aborted=1,
        failing_count=1,
        failing=(Failing(fails, NOW - timedelta(hours=3)),),
        waiting_count=1,
        waiting=(asks,),
        retrying_count=1,
        retrying=(waits,),
        ended_by_hand=(gone,),
        commands=(
            entry("anna", "pause engine", 60),
            entry("anna", "retry", 50, fails.process_id),
            entry("bram", "abort", 40, gone.process_id),
            entry("anna", "retry", 30, waits.process_id),
        ),
    )

    assert handover(told).partition("aborted.\n\n")[2] == (
        "## Still failing: 1\n\n"
        "- `0e9f83af` `provision_node` at Verify: LinkDown: no answer. Note: vendor case 4411. "
        "Since 12 Mar 11:02 (3h).\n\n"
        "## Waiting for input: 1\n\n"
        "- **NOC**\n"
        "  - `14e816bb` `provision_node` at Confirm rack. Since 12 Mar 13:50 (12m).\n\n"
        "## Tried again by themselves: 1\n\n"
        "- `82e11a22` `provision_node` at Push config. 3 attempts so far, next at 12 Mar 14:03.\n\n"
        "## Aborted: 1\n\n"
        f"- `{str(gone.process_id)[:8]}` `provision_node` at Push config. Note: wrong site.\n\n"
        "## The engine\n\n"
        "- 12 Mar 13:02 pause engine, by anna\n\n"
        "## Who did what\n\n"
        "- **anna** retried `0e9f83af`, `82e11a22`\n"
        f"- **bram** aborted `{str(gone.process_id)[:8]}`\n"
    )


def test_what_fails_for_one_reason_is_one_item_and_the_rest_is_counted() -> None:
    rows = [process(f"f{number}", ProcessStatus.FAILED, failed_reason=LINK_DOWN) for number in range(12)]
    failing = tuple(Failing(row, NOW - timedelta(minutes=number)) for number, row in enumerate(rows))

    said = handover(replace(QUIET, failing_count=40, failing=failing))

    assert "- 12 × `provision_node` at Push config: LinkDown: no answer (`" in said
    assert "` and 4 more.) Since 12 Mar 13:51 (11m)." in said
    assert "- … and 28 more" in said


def test_words_from_the_store_are_nothing_but_words() -> None:
    note = "# big\n- [x](http://evil) <script> `rm` *b* \x1b]0;t\x07"
    row = process("note", ProcessStatus.SUSPENDED, note=note, assignee="**NOC**", workflow="a`b")

    said = handover(replace(QUIET, waiting_count=1, waiting=(row,), noted=(row,)))

    assert r"Note: \# big - \[x\](http://evil) \<script\> \`rm\` \*b\*" in said
    assert r"- **\*\*NOC\*\***" in said
    assert "`a´b`" in said
    assert "\x1b" not in said
