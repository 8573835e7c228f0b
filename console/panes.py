"""Which views does the console have, and which lists are the tabs of a view?

A view whose lists hold rows of several kinds has a screen, and a mode, for each of them; the tabs join them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from console.deck import Tab

__all__ = ["PANES", "VIEWS", "Pane", "view_of"]

VIEWS = (
    ("inbox", "Inbox"),
    ("processes", "Processes"),
    ("subscriptions", "Subscriptions"),
    ("tasks", "Tasks"),
    ("catalogue", "Catalogue"),
    ("engine", "Engine"),
)
"""What the number keys show, in their order: the view's id and its title."""


@dataclass(frozen=True, slots=True)
class Pane:
    """One tab of a view."""

    mode: str
    """Whose screen shows it."""
    tab: Tab
    """What the deck calls it."""
    title: str


PANES: Mapping[str, tuple[Pane, ...]] = {
    "tasks": (
        Pane("tasks", "active tasks", "Active"),
        Pane("tasks", "completed tasks", "Completed"),
        Pane("tasks", "all tasks", "All"),
        Pane("schedules", "schedules", "Schedules"),
    ),
    "catalogue": (
        Pane("products", "products", "Products"),
        Pane("blocks", "product blocks", "Blocks"),
        Pane("resources", "resource types", "Resource types"),
        Pane("workflows", "workflows", "Workflows"),
    ),
    "engine": (
        Pane("engine", "engine", "State"),
        Pane("audit", "audit", "Audit"),
        Pane("log", "log", "Log"),
    ),
}
"""By view: the tabs of those that have more than one screen."""


def view_of(mode: str) -> str:
    """Return the view that a mode belongs to: of most, the one of its own name."""
    return next((view for view, panes in PANES.items() if mode in {pane.mode for pane in panes}), mode)
