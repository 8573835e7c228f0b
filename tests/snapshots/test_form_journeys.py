"""The forms of a NOC as they look while being filled in: the wide, the wrong, the dependent, the summary, the end."""

from __future__ import annotations

from uuid import UUID

import pytest

from console.messages import OpenStart
from tests.inventory.links import create_link
from tests.inventory.nodes import change_node, create_node
from tests.inventory.ports import create_port
from tests.inventory.services import create_layer2
from tests.inventory.shipped import schedule
from tests.inventory.stock import EDGE_NODE, Form, stock
from tests.inventory.tasks import show_results
from tests.quick import draw_when_read
from tests.snapshots.console import Journey, Look, form_of
from tests.unit.console.driving import Driver
from tests.unit.console.pages import with_answer_form, with_start_form
from tests.unit.journeys.filling import Filling
from workflows.network.drill import ask_drill


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the one picture, not all that is seen on the way to it."""
    draw_when_read(monkeypatch)


async def begun(it: Driver) -> Filling:
    """Open the form that starts provision_node."""
    await it.press("n", *"prov", "enter")
    return Filling(it)


def page_of(*pages: dict[str, object], on: UUID | None = None) -> Journey:
    """Fill in these pages and send each."""

    async def journey(it: Driver) -> None:
        if on is not None:
            it.app.post_message(OpenStart("provision_node", on))
            await it.settle()
        filling = Filling(it) if on is not None else await begun(it)
        for page in pages:
            await filling.fill(**page)
            await filling.send()

    return journey


def look_at(look: Look, form: Form, first: Journey, *keys: str) -> None:
    look(*keys, deck=with_start_form(form), first=first)


NODE: dict[str, object] = {"product": "Node 10G"}
TEN: dict[str, object] = {"product": "Port 10G"}


def test_a1_a_new_node(look: Look) -> None:
    look_at(look, create_node(stock()), page_of(NODE))


def test_a1_a_new_node_with_everything_missing(look: Look) -> None:
    look_at(look, create_node(stock()), page_of(NODE), "ctrl+j")


def test_a2_a_node_whose_site_is_gone(look: Look) -> None:
    inventory = stock()
    del inventory.sites["331"]
    look_at(look, change_node(inventory), page_of(on=EDGE_NODE))


def test_a2_what_changes_of_a_node(look: Look) -> None:
    changed: dict[str, object] = {"site_id": "Delft, Mekelweg", "node_description": None}
    look_at(look, change_node(stock()), page_of(changed, on=EDGE_NODE))


def test_a5_the_ports_of_the_node_chosen(look: Look) -> None:
    where: dict[str, object] = {"customer_id": "Lippe Radio", "node_subscription_id": "aac-e1"}
    look_at(look, create_port(stock()), page_of(TEN, where))


def test_a5_a_node_without_a_free_port(look: Look) -> None:
    where: dict[str, object] = {"customer_id": "Lippe Radio", "node_subscription_id": "tri-c1"}
    look_at(look, create_port(stock()), page_of(TEN, where))


def test_a7_a_line_that_ends_where_it_begins(look: Look) -> None:
    nodes: dict[str, object] = {"customer_id": "Scheldt Port", "node_a": "aac-e1", "node_b": "aac-e1"}
    look_at(look, create_link(stock()), page_of({"product": "Line 10G"}, nodes))


def test_a9_exactly_as_many_ports_as_were_asked_for(look: Look) -> None:
    size: dict[str, object] = {"customer_id": "Ems Library", "number_of_ports": 3, "speed": 1000}
    ports: dict[str, object] = {"ports": ["tri-c1 xe-1/1", "aac-e1 xe-1/1"], "vlan": "12-10"}
    look_at(look, create_layer2(stock()), page_of({"product": "Layer 2"}, size, ports))


def test_a17_a_drill(look: Look) -> None:
    look_at(look, ask_drill, page_of())


def test_a17_a_drill_its_middle(look: Look) -> None:
    look_at(look, ask_drill, page_of(), *["tab"] * 8)


def test_a17_a_drill_its_end(look: Look) -> None:
    look_at(look, ask_drill, page_of(), *["tab"] * 13)


def test_a17_a_drill_with_errors(look: Look) -> None:
    wrong: dict[str, object] = {"codename": "fire", "people": "many", "pace": 11}
    look_at(look, ask_drill, page_of(wrong))


def test_a17_a_drill_to_confirm(look: Look) -> None:
    drill: dict[str, object] = {"codename": "lost-fibre", "sites": ["Milan (IT)"]}
    look_at(look, ask_drill, page_of(drill))


def test_a17_a_drill_begun(look: Look) -> None:
    drill: dict[str, object] = {"codename": "lost-fibre", "sites": ["Milan (IT)"]}
    look_at(look, ask_drill, page_of(drill, {}))


def test_a18_results_from_elsewhere(look: Look) -> None:
    results = {"ports": [{"name": f"xe-1/{number}", "light": -2.5} for number in range(12)]}
    deck = with_answer_form(show_results, run_status="ok", run_results=results)
    look(deck=deck, first=form_of("ask"))


def test_c2_when_a_task_recurs(look: Look) -> None:
    task: dict[str, object] = {"task": "Compare all nodes", "recurs": "every"}
    look_at(look, schedule, page_of(task, {}))
