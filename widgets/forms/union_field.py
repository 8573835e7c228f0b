"""How is a value answered that may be of several types? First which, then the value; what was typed goes along."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from textual.widget import Widget

from widgets.forms.compound_fields import INDENT, CompoundField, part_for
from widgets.forms.field import LEFT_OUT, NOT_SET, Field, Located
from widgets.forms.radio import Done, Picked, Radio
from widgets.forms.schema import FieldSpec, spec_of

__all__ = ["UnionField", "variants_of"]

WORDS = {
    "integer": "whole number",
    "number": "number",
    "string": "text",
    "boolean": "yes or no",
    "array": "list",
    "object": "values",
}
"""What an operator calls a JSON type."""

TAGS = {"integer": "int", "number": "float", "string": "str", "boolean": "bool", "array": "list", "object": "dict"}
"""What pydantic calls one in the place of an error."""

KINDS: Mapping[str, tuple[type, ...]] = {
    "integer": (int,),
    "number": (int, float),
    "string": (str,),
    "boolean": (bool,),
    "array": (list, tuple),
    "object": (dict,),
}


def variants_of(spec: FieldSpec) -> list[Mapping[str, Any]]:
    """Return the schemas a value may have; empty where it has one."""
    return list(spec.schema.get("oneOf") or spec.schema.get("anyOf") or ())


class UnionField(CompoundField):
    """One of several types, and the value as one."""

    LABEL_WIDTH = 18

    def __init__(self, spec: FieldSpec, value: Any = NOT_SET, *, label_width: int = 20) -> None:
        super().__init__(spec, value, label_width=label_width)
        self._names = [_name_of(own) for own in variants_of(spec)]
        self._variants = [
            spec_of(str(at), {**own, "title": _title_of(own, spec.defs)}, spec.defs, True)
            for at, own in enumerate(variants_of(spec))
        ]
        chosen = next((at for at, variant in enumerate(self._variants) if _fits(variant, self.start)), None)
        self._radio = Radio([variant.label for variant in self._variants], chosen)
        self._shown = chosen
        """Which type the part is of."""
        self._left: dict[int, Any] = {}
        """What was typed as each type that was left for another one."""
        if chosen is not None:
            self.parts = [self._part(chosen, self.start)]

    def control(self) -> Iterable[Widget]:
        """The types, and the field of the one chosen."""
        self._radio.styles.margin = (0, 0, 0, INDENT)
        yield self._radio
        yield from super().control()

    def answer(self) -> Any:
        """Return the value, as the type chosen; nothing while none is."""
        answer = self.parts[0].answer() if self.parts else LEFT_OUT
        return self.unset if answer is LEFT_OUT else answer

    def raw(self) -> Any:
        """Return the value as typed; a number as one, since its text would come back as the text it may be as well."""
        raw = self.parts[0].raw() if self.parts else LEFT_OUT
        if isinstance(number := self.answer(), int | float):
            return number
        return self.unset if raw is LEFT_OUT else raw

    def take_focus(self) -> None:
        """Put the cursor where the value is wrong, else to the choice of the type."""
        if any(part.error_count for part in self.parts):
            super().take_focus()
        else:
            self._radio.focus()

    def place_errors(self, errors: Sequence[Located]) -> None:
        """Show what is wrong with the value as the type chosen; what it is not as another type says nothing."""
        chosen = self._radio.chosen
        tags = _tags_of(self._variants[chosen], self._names[chosen]) if chosen is not None else set()
        ours = [(place[1:], message) for place, message in errors if place and _is_of(str(place[0]), tags)]
        whole = [(place, message) for place, message in errors if not place]
        if ours and self.parts:
            self.parts[0].place_errors(ours)
            Field.place_errors(self, whole)
        else:
            for part in self.parts:
                part.place_errors(())
            Field.place_errors(self, errors)

    async def on_picked(self, event: Picked) -> None:
        """Show the field of the type that is chosen now."""
        event.stop()
        chosen = self._radio.chosen
        if chosen is not None:
            self.parts, self._shown = [self._part(chosen, self._kept_for(chosen))], chosen
            await self._inside.remove_children()
            await self._inside.mount_all(self.parts)
        self.edited()

    def on_done(self, event: Done) -> None:
        """Go on to the value."""
        event.stop()
        if self.parts and self.parts[0].asks:
            self.parts[0].take_focus()
        else:
            self.leave()

    def _kept_for(self, chosen: int) -> Any:
        """Return what a type starts with: what was typed as it before, else the text or number of the type left."""
        typed = self.parts[0].raw() if self.parts else LEFT_OUT
        if self._shown is not None and typed is not LEFT_OUT:
            self._left[self._shown] = typed
        before = self._left.get(chosen, NOT_SET)
        return typed if _is_line(typed) and (before is NOT_SET or _is_line(before)) else before

    def _part(self, chosen: int, value: Any) -> Field:
        return part_for(self._variants[chosen], value, self.LABEL_WIDTH)


def _is_line(typed: Any) -> bool:
    return isinstance(typed, str | int | float) and not isinstance(typed, bool)


def _name_of(own: Mapping[str, Any]) -> str:
    """Return the name of the model a variant refers to; empty where it refers to none."""
    return str(own.get("$ref", "")).rpartition("/")[2]


def _title_of(own: Mapping[str, Any], defs: Mapping[str, Any]) -> str:
    name = _name_of(own)
    found = {**defs.get(name, {}), **own}
    title = found.get("title") or (str(found["const"]) if "const" in found else "")
    return str(title or found.get("format") or WORDS.get(str(found.get("type")), "value"))


def _tags_of(variant: FieldSpec, name: str) -> set[str]:
    consts = {str(own["const"]) for own in variant.schema.get("properties", {}).values() if "const" in own}
    if variant.options is not None or "const" in variant.schema:
        enums = {f"{kind}enum[{name}]" for kind in ("", "str-", "int-", "float-")} if name else set()
        return {name, "literal", *enums} - {""}
    return {name, TAGS.get(variant.type, ""), *consts} - {""}


def _is_of(place: str, tags: set[str]) -> bool:
    """Say whether the place of an error names a type, bounds and validators around it or not."""
    if place in tags or place.partition("[")[0].removeprefix("constrained-") in tags:
        return True
    kind, _, inside = place.removesuffix("]").partition("[")
    return kind.startswith("function-") and bool(tags & set(re.findall(r"[\w-]+", inside)))


def _fits(variant: FieldSpec, value: Any) -> bool:
    """Say whether a value may be of this type: by its kind, and in a model by what is fixed there."""
    if value is NOT_SET or not isinstance(value, KINDS.get(variant.type, ())):
        return False
    if isinstance(value, bool) and variant.type != "boolean":
        return False
    if isinstance(value, Mapping):
        properties = variant.schema.get("properties", {})
        fixed = {name: own["const"] for name, own in properties.items() if "const" in own}
        return all(value.get(name, const) == const for name, const in fixed.items()) and set(value) <= set(properties)
    return variant.options is None or value in [option.value for option in variant.options]
