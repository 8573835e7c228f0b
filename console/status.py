"""How is the status of a process or a step shown?

A glyph and a word always, colour only as a third channel: a screen without colour says the same. The words are the
engine's own, the long ones shortened to fit a column. Styles are names of the theme's colours, never hex.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["COLOURS", "DRAFT", "INITIAL", "PENDING", "Look", "process_look", "step_look", "subscription_look"]


COLOURS = {
    "ok": "$text-success",
    "busy": "$text-primary",
    "ask": "$text-accent bold",
    "wait": "$text-warning",
    "bad": "$text-error",
    "dim": "$foreground-muted",
}
"""The theme's colours under the style names that the widgets use."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a status appears."""

    glyph: str
    word: str
    style: str
    """A style name of the widgets: ok, busy, ask, wait, bad or dim."""

    @property
    def text(self) -> str:
        """The glyph and the word."""
        return f"{self.glyph} {self.word}"


PROCESS: dict[str, Look] = {
    "created": Look("·", "created", "dim"),
    "running": Look(">", "running", "busy"),
    "suspended": Look("?", "suspended", "ask"),
    "waiting": Look("~", "waiting", "wait"),
    "awaiting_callback": Look("~", "callback", "wait"),
    "aborted": Look("x", "aborted", "dim"),
    "failed": Look("!", "failed", "bad"),
    "api_unavailable": Look("!", "unavailable", "bad"),
    "inconsistent_data": Look("!", "inconsistent", "bad"),
    "completed": Look("✓", "completed", "ok"),
    "resumed": Look("·", "resumed", "dim"),
}

STEP: dict[str, Look] = {
    "success": Look("✓", "success", "ok"),
    "skipped": Look("-", "skipped", "dim"),
    "suspend": Look("?", "suspend", "ask"),
    "waiting": Look("~", "waiting", "wait"),
    "awaiting_callback": Look("~", "callback", "wait"),
    "failed": Look("!", "failed", "bad"),
    "abort": Look("x", "abort", "dim"),
    "complete": Look("✓", "complete", "ok"),
    "running": Look(">", "running", "busy"),
}

PENDING = Look("○", "pending", "dim")
"""A step still to come."""

DRAFT = "✎ draft"
"""A form that was begun and not sent."""

INITIAL = Look("·", "given", "dim")
"""The state a process was started with."""


SUBSCRIPTION: dict[str, Look] = {
    "initial": Look("·", "initial", "dim"),
    "provisioning": Look(">", "provisioning", "busy"),
    "active": Look("✓", "active", "ok"),
    "migrating": Look(">", "migrating", "busy"),
    "disabled": Look("-", "disabled", "wait"),
    "terminated": Look("x", "terminated", "dim"),
}


def subscription_look(status: str) -> Look:
    """Return how a subscription's status appears; one we do not know is shown by its own name."""
    return SUBSCRIPTION.get(status) or Look("!", status, "bad")


def process_look(status: str) -> Look:
    """Return how a process status appears; one we do not know is shown by its own name."""
    return PROCESS.get(status) or Look("!", status, "bad")


def step_look(status: str) -> Look:
    """Return how a step status appears, `running` for the attempt under way included."""
    return STEP.get(status) or Look("!", status, "bad")
