"""By which rules does a site run its workflows, where the engine alone cannot know?

Plain values, from the configuration (`engine.settings`). A step or form finds them at its scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["LifecycleValidation", "SiteRules"]

LifecycleValidation = Literal["strict", "loose", "ignored"]
"""What becomes of a step that asks for a subscription as another phase than it is in: it fails, it is told in the log,
or nothing (contract INJ-3)."""


@dataclass(frozen=True, slots=True)
class SiteRules:
    """What a site says once for all of its workflows."""

    keep_days: int = 3
    """Days for which the clean-up leaves an ended task in the store (contract TASK-1)."""
    validate_out_of_sync: bool = False
    """Whether the validation of all subscriptions takes those that are out of sync (contract TASK-2)."""
    lifecycle_validation: LifecycleValidation = "loose"
