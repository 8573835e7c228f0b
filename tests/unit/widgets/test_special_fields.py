"""Do fields of clocks, files and steps say what is meant while it is typed, and step within their bounds?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel, ConfigDict, Field
from pydantic_forms.core import page_schema
from pydantic_forms.validators import timestamp

from tests.unit.widgets.pages import Form, form, page, play
from widgets.forms import FormPageView, Outside
from widgets.forms.moment_fields import WordsField
from widgets.forms.path_field import completed

NOW = datetime(2026, 3, 12, 14, 2, 11, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WordsField, "clock", staticmethod(lambda: NOW))


def cron_form(fire_times: Any) -> Callable[[], FormPageView]:
    return lambda: FormPageView(page_schema(page(cron=(str, ""))), outside=Outside(fire_times=fire_times))


def test_a_line_of_cron_says_when_it_is_due_by_whoever_fires_it() -> None:
    async def fire_times(line: str) -> Sequence[str]:
        if line != "0 8 * * 1":
            raise ValueError(f"'{line}' is no [crontab] line")
        return ["Mon 16 Mar 08:00 UTC", "Mon 23 Mar 08:00 UTC"]

    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.enter("0 8 * * ")
        assert "! '0 8 * *' is no [crontab] line" in stage.text
        await stage.enter("1")
        assert "next: Mon 16 Mar 08:00 UTC, Mon 23 Mar 08:00 UTC" in stage.text
        assert "crontab" not in stage.text

    play(cron_form(fire_times), scene)


def test_without_somebody_to_ask_a_line_of_cron_is_a_line_of_text() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.enter("0 8 * * 1")
        assert stage.widget.answers() == {"cron": "0 8 * * 1"}

    play(cron_form(None), scene)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("8:00", "08:00:00"), ("now", "14:02:11"), ("now+2h", "16:02:11"), ("08:00Z", "08:00Z"), ("friday", "friday")],
)
def test_a_time_of_day_takes_words_and_says_what_they_come_to(typed: str, answer: str) -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.enter(typed)
        assert stage.widget.answers() == {"f": answer}
        assert (f"= {answer}, as it is 14:02 CET here now" in stage.text) == (answer != typed)

    play(form(f=time), scene)


def test_the_limits_of_a_timestamp_are_said_as_moments() -> None:
    low, high = (int(datetime(2026, 3, day, 8, tzinfo=UTC).timestamp()) for day in (1, 31))
    fields = {"f": timestamp(min=low, max=high), "day": timestamp(show_time_select=False, max=high, validate=False)}

    async def scene(stage: Form) -> None:
        assert "Sun 01 Mar 2026 09:00:00 CET to Tue 31 Mar 2026 10:00:00 CEST" in " ".join(stage.text.split())
        assert "until Tue 31 Mar 2026" in stage.text
        assert str(low) not in stage.text
        stage.widget.focus_first()
        await stage.press("tab", *"tomorrow")
        assert "= Fri 13 Mar 2026 ·" in stage.text

    play(form(**fields), scene, size=(140, 24))


@pytest.mark.parametrize(
    ("field", "typed", "keys", "left"),
    [
        (Annotated[int, Field(ge=1, le=3)], "2", ["up", "up", "up"], "3"),
        (Annotated[int, Field(ge=1)], "2", ["down", "down", "down"], "1"),
        (Annotated[int, Field(ge=5)], "1", ["down"], "5"),
        (Annotated[int, Field(gt=1, lt=4)], "2", ["down", "up", "up", "up"], "3"),
        (Annotated[int, Field(multiple_of=5)], "7", ["up"], "10"),
        (Annotated[int, Field(multiple_of=5)], "7", ["down"], "5"),
        (Annotated[int, Field(multiple_of=5, le=12)], "10", ["up"], "12"),
        (float, "1.5", ["up"], "2.5"),
        (int, "x", ["up"], "x"),
        (int, "", ["up"], ""),
    ],
)
def test_a_number_is_stepped_within_its_bounds(field: Any, typed: str, keys: list[str], left: str) -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.enter(typed)
        await stage.press(*keys)
        assert str(stage.widget.answers().get("f", "")) == left

    play(form(f=field), scene)


def test_a_path_is_completed_and_sent_as_text(tmp_path: Path) -> None:
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "ams-pe1.conf").write_text("x")
    assert completed(f"{tmp_path}/con") == f"{tmp_path}/configs/"
    assert completed(f"{tmp_path}/configs/a") == f"{tmp_path}/configs/ams-pe1.conf"
    assert completed(f"{tmp_path}/configs/b") is None
    assert completed(f"{tmp_path}/none/b") is None
    assert completed("a\x00") is None

    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.enter("/x/y")
        assert stage.widget.answers() == {"f": "/x/y", "b": None}

    as_file = Field(json_schema_extra={"format": "file"})
    play(form(f=Annotated[str, as_file], b=(bytes | None, None)), scene)


class Extra(BaseModel):
    model_config = ConfigDict(json_schema_extra={"format": "optGroup"})

    vlan: Annotated[int, Field(ge=1)] = 5
    enabled: bool = False


def test_a_group_with_a_switch_shows_the_rest_while_it_is_on() -> None:
    async def scene(stage: Form) -> None:
        assert "Vlan" not in stage.text
        stage.widget.focus_first()
        await stage.press("space")
        assert "Vlan" in stage.text
        await stage.press("enter", "7")
        assert stage.widget.answers() == {"f": {"enabled": True, "vlan": 57}}
        await stage.press("shift+tab", "space")
        assert "Vlan" not in stage.text
        assert stage.widget.answers() == {"f": {"enabled": False, "vlan": 57}}

    play(form(f=Extra), scene)


@pytest.mark.parametrize(
    ("field", "typed", "keys", "answer"),
    [
        (date, "", ["enter"], "2026-03-12"),
        (date, "2026-03-30", ["right", "right", "enter"], "2026-04-01"),
        (date, "tomorrow", ["down", "left", "enter"], "2026-03-19"),
        (date, "2026-01-31", ["pagedown", "enter"], "2026-02-28"),
        (date, "2026-01-31", ["pageup", "space"], "2025-12-31"),
        (date, "2026-01-31", ["home", "enter"], "2026-03-12"),
        (date, "2026-01-31", ["right", "escape"], "2026-01-31"),
        (datetime, "friday 08:30", ["down", "enter"], "2026-03-20T08:30:00+01:00"),
        (datetime, "2026-03-28T08:30", ["right", "enter"], "2026-03-29T08:30:00+02:00"),  # the clocks go forward
        (timestamp(), "2026-03-28 08:30", ["up", "enter"], 1774078200),
        (timestamp(), "", ["enter"], 1773270000),
    ],
)
def test_a_day_is_taken_from_a_calendar_and_the_time_is_kept(
    field: Any, typed: str, keys: list[str], answer: Any
) -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.enter(typed)
        assert "f4: calendar" in stage.text
        await stage.press("f4")
        assert "Mo  Tu  We  Th  Fr  Sa  Su" in stage.text
        await stage.press("x", *keys)
        assert "Mo  Tu" not in stage.text
        assert stage.widget.answers() == {"f": answer}
        await stage.press("backspace")  # the cursor is in the line again
        assert stage.widget.answers() != {"f": answer}

    play(form(f=field), scene, size=(100, 24))


def test_a_calendar_shows_the_month_and_ends_where_the_years_end() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.enter("9999-12-31")
        await stage.press("f4", "right", "pagedown", "down")
        assert "December 9999" in stage.text
        await stage.press("home")
        assert "March 2026" in stage.text
        assert ">12*" in stage.text

    play(form(f=date), scene)
