"""What may a form ask of the world around it, which its schema does not hold?

The form is handed plain words and callables, and works without any of them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from textual.widget import Widget

__all__ = ["Asked", "Found", "Kind", "Lookup", "Outside", "Surrounded", "around"]

Kind = Literal["customer", "product", "subscription"]
"""What a form may ask for that is kept outside of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked for."""

    kind: Kind
    text: str = ""
    """Words as typed so far; each of them occurs in what is found."""
    key: str | None = None
    """The one with this id alone, whatever the filters say."""
    filters: Mapping[str, Any] = field(default_factory=dict)
    """What the author narrows it by, in his words: productIds, statuses, tags, excludedSubscriptionIds, …"""
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that may be chosen."""

    key: str
    """What is sent."""
    label: str
    facts: Mapping[str, str] = field(default_factory=dict)
    """What else there is to say of it, each with its name."""


Lookup = Callable[[Asked], Awaitable[Sequence[Found]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What a form is told of its surroundings, each where there is such a thing."""

    nothing_to_choose: str = ""
    """What to do about a choice without options, in words: which keys lead away from it."""
    lookup: Lookup | None = None
    """Finds customers, products and subscriptions."""
    fire_times: Callable[[str], Awaitable[Sequence[str]]] | None = None
    """Says when a line of cron is due next, as the operator reads it; raises, saying why, where it is none."""


class Surrounded:
    """What holds fields, and knows what is around them."""

    outside: Outside


def around(widget: Widget) -> Outside:
    """Return what the form that a widget is on knows of the world around it."""
    return next((above.outside for above in widget.ancestors if isinstance(above, Surrounded)), Outside())
