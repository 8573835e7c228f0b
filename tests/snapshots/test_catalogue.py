"""The Catalogue view."""

from __future__ import annotations

from tests.snapshots.console import Look
from tests.unit.console.fake_deck import FakeDeck
from tests.unit.console.pages import node_wizard, with_start_form


def test_products(look: Look) -> None:
    look("5")


def test_product_blocks(look: Look) -> None:
    look("5", "tab")


def test_resource_types(look: Look) -> None:
    look("5", "tab", "tab")


def test_workflows_one_of_which_cannot_be_started(look: Look) -> None:
    look("5", "shift+tab", "j")


def test_a_product_down_to_what_its_blocks_hold(look: Look) -> None:
    look("5", "enter", "j")


def test_a_workflow_with_its_steps(look: Look) -> None:
    look("5", "shift+tab", "G", "enter")


def test_a_form_only_looked_at(look: Look) -> None:
    look("5", "shift+tab", "G", "i", deck=with_start_form(node_wizard))


def test_a_site_that_sells_nothing(look: Look) -> None:
    class Nothing(FakeDeck):
        async def entries(self) -> list[object]:  # type: ignore[override]
            return []

    look("5", deck=Nothing())
