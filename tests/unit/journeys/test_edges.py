"""What happens at the edges of forms, one by one? Those that belong to a single widget are tested beside it.

The number is that of the case; the others are found by `test_edge_` in the tests of the widgets, the console and the
store.
"""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, model_validator
from pydantic_forms.core import FormPage
from pydantic_forms.validators import LongText

from engine.authored import FormGenerator
from tests.inventory.nodes import change_node
from tests.inventory.services import create_layer2
from tests.inventory.stock import EDGE_NODE, Form, stock
from tests.inventory.tasks import show_results
from tests.unit.journeys.filling import Filling, answered, started
from workflows.network.fields import choice_of


def asking(**fields: Any) -> Form:
    """Return a form of one page of these fields: `name=type`, or `name=(type, default)`."""

    def form(state: dict[str, Any]) -> FormGenerator:
        annotations = {name: field[0] if isinstance(field, tuple) else field for name, field in fields.items()}
        defaults = {name: field[1] for name, field in fields.items() if isinstance(field, tuple)}
        page = type("Page", (FormPage,), {"__annotations__": annotations, "__module__": __name__, **defaults})
        return dict((yield page).model_dump())

    return form


def test_edge_3_an_option_that_vanished_while_the_next_page_was_filled_in_brings_its_page_back() -> None:
    sites = {"331": "Aachen", "332": "Bonn"}

    def form(state: dict[str, Any]) -> FormGenerator:
        Site = choice_of("Site", sites)

        class SitePage(FormPage, title="Where"):
            site: Site  # type: ignore[valid-type]

        site = yield SitePage

        class NotePage(FormPage, title="Why"):
            note: str

        note = yield NotePage
        return {**site.model_dump(), **note.model_dump()}

    async def story(it: Filling) -> None:
        await it.fill(site="Aachen")
        await it.send()
        await it.fill(note="Growth")
        del sites["331"]
        await it.send()
        it.reads("331 is no longer available")
        it.wrong(site="Input should be 'Bonn'")
        await it.fill(site="Bonn")
        await it.send()
        it.reads("Growth")
        await it.send()

    assert started(form, story) == [{"site": "332"}, {"note": "Growth"}]


def test_edge_4_a_step_whose_form_has_no_page_is_answered_with_none() -> None:
    async def story(it: Filling) -> None:
        it.reads("no input needed")
        await it.it.press("enter")

    assert answered(show_results, story, run_status="ok") == []


class Line(BaseModel):
    """One of a service."""

    vlan: Annotated[int, Field(ge=1, le=4094)]
    name: str = ""

    @model_validator(mode="after")
    def _named(self) -> Line:
        if self.vlan > 4000 and not self.name:
            raise ValueError("a VLAN above 4000 has a name")
        return self


def test_edge_7_what_is_wrong_with_a_model_or_a_row_or_the_whole_of_it_stands_there() -> None:
    async def story(it: Filling) -> None:
        await it.fill(main={"vlan": 9999}, vlans=[1, "x"])
        await it.send()
        it.wrong(main="Input should be less than or equal to 4094", vlans="Input should be a valid integer")
        await it.fill(main={"vlan": 4001}, vlans=[1, 2, 3])
        await it.send()
        it.wrong(main="a VLAN above 4000 has a name", vlans="List should have at most 2 items")
        await it.fill(main={"name": "core"}, vlans=[2])
        await it.send()

    form = asking(main=Line, vlans=Annotated[list[int], Field(max_length=2)])
    assert started(form, story) == [{"main": {"vlan": 4001, "name": "core"}, "vlans": [2]}]


def test_edge_9_a_range_that_comes_to_no_vlan_is_told_although_its_class_takes_it() -> None:
    async def story(it: Filling) -> None:
        await it.fill(product="Layer 2")
        await it.send()
        await it.fill(customer_id="Ems Library", number_of_ports=2, speed=1)
        await it.send()
        await it.fill(ports=["aac-e1 xe-1/0", "aac-e1 xe-1/1"])
        await it.send()
        it.wrong(vlan="a service needs a VLAN")  # its default, 0
        await it.fill(vlan="12-10")
        it.reads("these are no VLANs: a range goes upwards")
        await it.send()
        it.wrong(vlan="a service needs a VLAN")
        await it.fill(vlan="20, 10-11,12")
        it.reads("= 4 VLANs: 10-12,20")
        await it.fill(vlan="10-12,20")
        it.reads("= 4 VLANs")
        await it.send()

    assert started(create_layer2(stock()), story)[-1] == {"ports": ["a0", "a1"], "vlan": "10-12,20"}


def test_edge_10_mistakes_are_told_whatever_language_the_machine_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANG", "LC_ALL", "LANGUAGE"):
        monkeypatch.setenv(name, "tlh_QO.UTF-8")

    async def story(it: Filling) -> None:
        await it.send()
        it.wrong(name="field required")
        await it.fill(name="x")
        await it.send()

    assert started(asking(name=str), story) == [{"name": "x"}]


def test_edge_14_a_default_that_does_not_fit_is_told_though_nobody_touched_it() -> None:
    async def story(it: Filling) -> None:
        await it.fill(note="x")
        await it.send()
        it.wrong(units="Input should be less than or equal to 47")
        await it.fill(units=47)
        await it.send()

    form = asking(units=(Annotated[int, Field(le=47)], 48), note=str)
    assert started(form, story) == [{"units": 47, "note": "x"}]


def test_edge_16_a_subscription_that_somebody_changed_meanwhile_is_told_above_the_page_and_nothing_is_lost() -> None:
    version = [3]
    change = change_node(stock())

    def form(state: dict[str, Any]) -> FormGenerator:
        class SubscriptionPage(FormPage):
            subscription_id: str

            @model_validator(mode="after")
            def _unchanged(self) -> SubscriptionPage:
                if version[0] != 3:
                    raise ValueError(f"Stale data: given version (3) does not match the current version ({version[0]})")
                return self

        found = yield SubscriptionPage
        inner = change(state)
        next(inner)  # its own first page, answered here
        page = inner.send(found)
        while True:
            try:
                page = inner.send((yield page))
            except StopIteration as ended:
                return dict(ended.value)

    async def story(it: Filling) -> None:
        await it.fill(node_name="aac-e9")
        version[0] = 4
        await it.send()
        it.reads("Stale data: given version (3) does not match the current version (4)")
        version[0] = 3
        await it.it.press("f5")
        await it.send()
        await it.send()
        await it.send()

    assert started(form, story, on=EDGE_NODE)[1]["node_name"] == "aac-e9"


def test_edge_18_a_default_of_four_hundred_lines_is_there_to_the_last_and_edited_in_place() -> None:
    report = "\n".join(f"line {number}" for number in range(400))

    async def story(it: Filling) -> None:
        it.reads("line 0")
        await it.it.press("ctrl+end")
        it.reads("line 399")
        await it.hands.type(" and last")
        await it.send()

    assert started(asking(report=(LongText, LongText(report))), story) == [{"report": f"{report} and last"}]


def test_edge_20_a_terminal_that_changes_its_size_under_a_form_changes_nothing_else() -> None:
    async def story(it: Filling) -> None:
        await it.fill(name="half a na")
        for width, height in ((60, 15), (200, 60), (80, 24)):
            await it.it.pilot.resize_terminal(width, height)
            await it.it.settle()
            it.reads("half a na")
        await it.hands.type("me")
        await it.send()

    assert started(asking(name=str), story) == [{"name": "half a name"}]


def test_edge_22_a_field_that_went_away_under_an_open_form_is_told_and_the_form_is_built_again() -> None:
    fields: dict[str, Any] = {"name": str, "old": (str, "x")}

    async def story(it: Filling) -> None:
        await it.fill(name="anna")
        del fields["old"]
        await it.send()
        it.reads("this form has changed, old is not in it any more")
        await it.it.press("f5")
        it.reads("anna")
        await it.send()

    def form(state: dict[str, Any]) -> FormGenerator:
        return (yield from asking(**fields)(state))

    assert started(form, story) == [{"name": "anna"}]
