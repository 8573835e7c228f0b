"""What may a form ask of the world around it, which its schema does not hold?

The form is handed plain words and callables, and works without any of them.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Outside", "Surrounded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What a form is told of its surroundings, each where there is such a thing."""

    nothing_to_choose: str = ""
    """What to do about a choice without options, in words: which keys lead away from it."""


class Surrounded:
    """What holds fields, and knows what is around them."""

    outside: Outside
