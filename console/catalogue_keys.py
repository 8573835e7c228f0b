"""What can be done to an entry of the catalogue? A workflow is started, or its form looked at."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from console.actions import Action
from console.messages import OpenPreview, OpenStart
from console.screens.deck_screen import DeckScreen

if TYPE_CHECKING:
    from engine.catalogue import Entry

__all__ = ["CatalogueKeys"]


class CatalogueKeys(DeckScreen):
    """A screen on which the actions of scope `catalogue` work."""

    @abstractmethod
    def entry(self) -> Entry | None:
        """Return the entry they are about."""

    def why_not(self, action: Action) -> str | None:
        """Say why an action does not apply, of a start in the engine's words."""
        reason = super().why_not(action)
        entry = self.entry()
        if reason is not None or action.scope != "catalogue":
            return reason
        if entry is None or entry.kind != "workflow":
            return "this is not a workflow"
        if not entry.steps:
            return entry.why_not
        return entry.why_not if action.verb is not None else None

    def action_catalogue_start(self) -> None:
        """Open the form that starts the workflow."""
        entry = self.entry()
        if not self.refused("catalogue.start") and entry is not None:
            self.post_message(OpenStart(entry.name))

    def action_catalogue_form(self) -> None:
        """Look at the form of the workflow."""
        entry = self.entry()
        if not self.refused("catalogue.form") and entry is not None:
            self.post_message(OpenPreview(entry.name))
