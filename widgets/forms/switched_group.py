"""How is a group answered that is switched on by a field of its own? The others are in sight while it is on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual.widget import Widget

from widgets.forms.compound_fields import GroupField
from widgets.forms.field import NOT_SET, Field, Located
from widgets.forms.schema import FieldSpec

__all__ = ["SwitchedGroupField", "is_switched"]

SWITCH = "enabled"


class SwitchedGroupField(GroupField):
    """A model whose `enabled` says whether the rest of it matters; what was typed in the rest is sent all the same."""

    def __init__(self, spec: FieldSpec, value: Any = NOT_SET, *, label_width: int = 20) -> None:
        super().__init__(spec, value, label_width=label_width)
        self.parts.sort(key=lambda part: part.spec.name != SWITCH)

    def control(self) -> Iterable[Widget]:
        """The switch, and what it is for."""
        self._show_rest()
        yield from super().control()

    def on_field_edited(self, event: Field.Edited) -> None:
        """Show the rest, or hide it."""
        self._show_rest()

    def on_field_next(self, event: Field.Next) -> None:
        """Go past the rest while it is hidden."""
        if event.field is not self and not self._is_on:
            event.stop()
            event.prevent_default()
            self.leave()

    def place_errors(self, errors: Sequence[Located]) -> None:
        """Show what is wrong also where it is switched off."""
        super().place_errors(errors)
        self._show_rest()

    @property
    def _is_on(self) -> bool:
        return self.parts[0].answer() is True

    def _show_rest(self) -> None:
        for part in self.parts[1:]:
            part.display = self._is_on or part.error_count > 0


def is_switched(spec: FieldSpec) -> bool:
    """Say whether it is such a group."""
    return spec.format == "optGroup" and SWITCH in spec.schema.get("properties", {}) and not spec.nullable
