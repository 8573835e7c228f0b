"""Forms: open to first paint, keystroke to painted letter and to shown verdict, a picker of many options to its labels.

Medians of one run, in one process without a terminal; informs, asserts nothing of time.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, ValidationError
from pydantic_forms.core import page_schema
from pydantic_forms.validators import LongText, choice_list

from tests.unit.widgets.pages import Form, Site, choice, page
from tests.unit.widgets.stage import Stage, Theatre
from widgets.forms import FormPageView

ROUNDS = 7

MIXED: tuple[Any, ...] = (
    str,
    Annotated[int, Field(ge=1, le=4094)],
    (bool, True),
    Site,
    (str | None, None),
    (LongText, "two\nlines"),
    choice_list(Site, min_items=1, max_items=2, unique_items=True),
    Annotated[str, Field(max_length=40)],
    (bool | None, None),
    choice("Many", **{f"v{number}": f"Option {number}" for number in range(40)}),
)


def mixed(count: int) -> type[BaseModel]:
    """A page of that many fields, each kind in turn; the first is a line of text."""
    return page(**{f"field_{at}": MIXED[at % len(MIXED)] for at in range(count)})


def measured(build: Callable[[], FormPageView], scene: Callable[[Form], Awaitable[None]]) -> float:
    """Open a form, play a scene with it, and return the seconds until it was painted first."""

    async def run() -> float:
        began = time.perf_counter()
        app = Theatre(build)
        async with app.run_test(size=(120, 40)) as pilot:
            app.widget.focus_first()
            await pilot.pause()
            opened = time.perf_counter() - began
            await scene(Stage(app, pilot, app.widget, []))
        return opened

    return asyncio.run(run())


async def seconds(work: Callable[[], Awaitable[object]]) -> float:
    """Do something and return how long it took."""
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


@pytest.mark.parametrize("count", [10, 40, 100])
def test_a_form_of_mixed_fields(count: int) -> None:
    model = mixed(count)
    schema = page_schema(model)
    empty = page_schema(page())
    idle, letters, verdicts = list[float](), list[float](), list[float]()

    async def nothing(stage: Form) -> None:
        await stage.press()

    async def typing(stage: Form) -> None:
        async def check() -> None:
            await stage.press("x")
            try:
                model(**stage.widget.answers())
            except ValidationError as refused:
                stage.widget.show_errors([(error["loc"], error["msg"]) for error in refused.errors()], focus=False)
            await stage.press()

        idle.extend([await seconds(lambda: stage.press("f9")) for _ in range(ROUNDS)])
        letters.extend([await seconds(lambda: stage.press("x")) for _ in range(ROUNDS)])
        verdicts.extend([await seconds(check) for _ in range(ROUNDS)])

    floor = statistics.median(measured(lambda: FormPageView(empty), nothing) for _ in range(ROUNDS))
    opens = [measured(lambda: FormPageView(schema), nothing) - floor for _ in range(ROUNDS)]
    measured(lambda: FormPageView(schema), typing)
    print(f"\n{count} fields: open to first paint  {statistics.median(opens) * 1000:6.0f} ms (an empty form aside)")
    key = statistics.median(idle)
    print(
        f"{count} fields: key to painted letter {(statistics.median(letters) - key) * 1000:6.1f} ms (an idle key aside)"
    )
    print(f"{count} fields: key to shown verdict  {(statistics.median(verdicts) - key) * 1000:6.1f} ms")


@pytest.mark.parametrize("count", [100, 1_000, 20_000])
def test_a_picker_of_many_options(count: int) -> None:
    schema = page_schema(page(f=choice("Many", **{f"v{number}": f"Vendor number {number}" for number in range(count)})))
    builds, unfolds, narrows = list[float](), list[float](), list[float]()

    async def choosing(stage: Form) -> None:
        unfolds.append(await seconds(lambda: stage.press("enter")))
        assert stage.text.count("Vendor number") == 8
        narrows.append(await seconds(lambda: stage.press("7")))
        await stage.press("escape")

    for _ in range(ROUNDS):
        began = time.perf_counter()
        FormPageView(schema)
        builds.append(time.perf_counter() - began)
        measured(lambda: FormPageView(schema), choosing)
    print(f"\n{count:,} options: build of the field {statistics.median(builds) * 1000:6.1f} ms")
    print(f"{count:,} options: key to the labels  {statistics.median(unfolds) * 1000:6.1f} ms")
    print(f"{count:,} options: key to narrowed    {statistics.median(narrows) * 1000:6.1f} ms")
