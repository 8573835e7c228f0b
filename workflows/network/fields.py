"""Which form fields do the network's workflows share?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, cast

from pydantic import AfterValidator

from engine import Choice, Retry

__all__ = ["OVER_MANAGEMENT_LINK", "choice_of", "confirmed"]

OVER_MANAGEMENT_LINK = Retry(first=20, factor=1.5, max=120, jitter=3)
"""How steps that go over a router's management link are retried: an outage there passes in a minute or two."""


def choice_of(name: str, options: Mapping[str, str]) -> type[Choice]:
    """Return a choice of values, each shown by its label, from what the network has now."""
    return cast("type[Choice]", Choice.__call__(name, {value: (value, label) for value, label in options.items()}))


def confirmed(reason: str) -> type[bool]:
    """Return a yes-or-no field that only takes yes; `reason` is what a no is told."""

    def is_confirmed(answer: bool) -> bool:
        if not answer:
            raise ValueError(reason)
        return answer

    return cast("type[bool]", Annotated[bool, AfterValidator(is_confirmed)])
