"""How is a number typed, and counted up and down? What is no number goes to the engine as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from widgets.forms.text_fields import NOT_SET_GHOST, TextField

__all__ = ["NumberField"]

INTEGER = re.compile(r"[+-]?\d{1,1000}")
"""Of many more digits, Python reads no number."""
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")

EXACT = 27
"""Digits up to which a Decimal counts exactly."""

BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")


class NumberField(TextField):
    """A number. What is no number is sent as typed: the engine says what is wrong with it, in its own words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(1)", "more", show=False),
        Binding("down", "step(-1)", "less", show=False),
    ]

    def answer(self) -> Any:
        """Return the number. Emptied, it is no number: nothing, or what the engine refuses where a default waits."""
        typed = self.text.strip()
        if not self._is_set or (not typed and not (self.spec.has_default and not self.spec.nullable)):
            return self.unset
        if INTEGER.fullmatch(typed) and not self._as_string:
            return int(typed)
        if NUMBER.fullmatch(typed) and self.spec.type != "integer" and not self._as_string:
            return float(typed)
        return typed

    def action_step(self, by: int) -> None:
        """Count up or down, from what is there, by what it must be a multiple of, and not out of its bounds."""
        if not NUMBER.fullmatch(self.text.strip()):
            return
        number = Decimal(self.text.strip())
        if max(abs(number.adjusted()), len(number.as_tuple().digits)) > EXACT:
            return
        wanted = stepped(number, by, self.spec.schema)
        if wanted is not None:
            self._input.value = f"{wanted:f}"
            self._input.cursor_position = len(self._input.value)

    @property
    def _as_string(self) -> bool:
        """Whether the number travels as text: a Decimal, which a float would change."""
        return any(variant.get("type") == "string" for variant in self.spec.schema.get("anyOf", ()))

    def _show_ghost(self) -> None:
        self._input.placeholder = NOT_SET_GHOST


def stepped(number: Decimal, by: int, schema: Mapping[str, Any]) -> Decimal | None:
    """Return the number `by` steps on, or the bound it is beyond; None where that would be out of bounds."""
    limit = {name: Decimal(str(schema[name])) for name in BOUNDS if schema.get(name) is not None}
    step = limit.get("multipleOf") or Decimal(1)
    wanted = number + by * step
    if "multipleOf" in limit:  # from between two multiples to the next one
        wanted = (wanted / step).to_integral_value(ROUND_FLOOR if by > 0 else ROUND_CEILING) * step
    if "minimum" in limit and (wanted < limit["minimum"]):
        wanted = limit["minimum"]
    if "maximum" in limit and (wanted > limit["maximum"]):
        wanted = limit["maximum"]
    out = wanted <= limit.get("exclusiveMinimum", wanted - 1) or wanted >= limit.get("exclusiveMaximum", wanted + 1)
    return None if out else wanted
