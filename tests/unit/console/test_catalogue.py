"""Is it seen what is sold, what it is made of, and which workflows work on it; and may one be started from there?"""

from __future__ import annotations

from console.screens.catalogue import CatalogueScreen
from console.screens.entry import EntryScreen
from console.screens.form_of import StartFormScreen
from console.screens.preview import PreviewScreen
from tests.unit.console.driving import Driver, drive
from tests.unit.console.pages import node_wizard, with_start_form


def test_four_tabs_list_products_blocks_resource_types_and_workflows() -> None:
    async def journey(it: Driver) -> None:
        await it.press("5")
        for shown in ("2 products", "3 product blocks", "4 resource types", "3 workflows", "2 products"):
            assert it.screen() is CatalogueScreen
            assert shown in it.text
            await it.press("tab")

    drive(journey)


def test_the_catalogue_is_narrowed_as_any_list_is() -> None:
    async def journey(it: Driver) -> None:
        await it.press("5", "/")
        await it.type("status:active !circuit")
        await it.press("enter")
        assert "1 match" in it.text
        assert "Node 10G" in it.text
        await it.press("escape")
        assert "2 products" in it.text

    drive(journey)


def test_enter_leads_from_a_product_to_its_blocks_and_back_to_who_uses_them() -> None:
    async def journey(it: Driver) -> None:
        await it.press("5", "enter")
        assert it.screen() is EntryScreen
        assert "products > Node 10G" in it.text
        for shown in ("■ block", "NodeBlock", "· holds", "node_name", "■ depends on", "PortBlock", "0 to 96"):
            assert shown in it.text
        await it.press("j", "j", "j", "enter")
        assert "products > PortBlock" in it.text
        assert "used in" in it.text
        await it.press("G", "enter")
        assert "products > NodeBlock" in it.text
        await it.press("escape", "escape", "escape")
        assert it.screen() is CatalogueScreen

    drive(journey)


def test_a_workflow_shows_its_steps_and_why_it_cannot_be_started() -> None:
    async def journey(it: Driver) -> None:
        await it.press("5", "shift+tab")
        assert "- not now" in it.line("clean_up")
        await it.press("j")
        assert "! it is running already" in it.text
        assert "S start" not in it.text
        await it.press("S")
        assert "start: it is running already" in it.text
        await it.press("enter")
        assert "Find old tasks" in it.text

    drive(journey)


def test_a_workflow_is_started_from_its_entry() -> None:
    async def journey(it: Driver) -> None:
        await it.press("5", "shift+tab", "G", "enter", "S")
        assert it.screen() is StartFormScreen

    drive(journey, with_start_form(node_wizard))


def test_a_form_is_looked_at_to_its_end_and_nothing_is_started() -> None:
    async def journey(it: Driver) -> None:
        await it.press("5", "shift+tab", "G", "i")
        assert it.screen() is PreviewScreen
        await it.type("dub1")
        await it.press("ctrl+j")
        assert "Place of dub1" in it.text
        await it.press("ctrl+j")
        assert it.screen() is CatalogueScreen
        assert "nothing was started" in it.text

    deck = drive(journey, with_start_form(node_wizard))
    assert (deck.calls, deck.drafts) == ([], {})


def test_a_look_at_a_form_keeps_no_draft() -> None:
    async def journey(it: Driver) -> None:
        await it.press("5", "shift+tab", "G", "i")
        await it.type("dub1")
        await it.press("escape")
        assert it.screen() is CatalogueScreen

    assert drive(journey, with_start_form(node_wizard), read_only=True).drafts == {}
