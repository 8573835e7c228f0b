"""Do the columns of a table on standard output stand below each other, whatever is in them?"""

from __future__ import annotations

import pytest

from console.cli.output import print_table


def test_wide_characters_leave_the_columns_straight(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("NAME", "AT"), [("日本語のルーター", "ams"), ("core-1", None), ("two\nlines", "fra")])

    titles, wide, empty, broken = capsys.readouterr().out.splitlines()
    assert titles == "NAME              AT"
    assert wide == "日本語のルーター  ams"
    assert empty == "core-1"
    assert broken == "two␊lines         fra"
