"""Which keys answer a field of each kind, for what is read on the screen?

A choice is answered by its label, a model by its parts, a list by its items; None takes the value away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from textual import events
from textual.app import App
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input, TextArea

from widgets.forms import Field, FieldSpec
from widgets.forms.accept_field import AcceptField
from widgets.forms.choice_fields import ChoiceField, ChoiceListField
from widgets.forms.compound_fields import CompoundField, GroupField, TupleField
from widgets.forms.display_fields import ConstField
from widgets.forms.picker import Picker
from widgets.forms.radio import Check, Radio
from widgets.forms.row_fields import DictField, RowsField
from widgets.forms.text_fields import JsonField
from widgets.forms.union_field import UnionField

__all__ = ["Hands", "as_read", "can_be_given"]


class Hands:
    """Those of an operator at a form."""

    def __init__(self, app: App[Any], pilot: Pilot[Any]) -> None:
        self._app, self._pilot = app, pilot

    async def press(self, *keys: str) -> None:
        """Press keys; letters, and one key many times, faster than the screen follows."""
        for _, run in groupby(keys, lambda key: len(key) == 1 or key):
            for key in run:
                character = " " if key == "space" else key if len(key) == 1 else None
                self._app.post_message(events.Key(_character_to_key(key) if len(key) == 1 else key, character))
            await self._pilot.pause()
            for _ in range(50):  # a pause has an end on a busy machine, before the keys do
                if getattr(self._app, "_key_under_way", None) is None:
                    break
                await self._pilot.pause()

    async def type(self, text: str) -> None:
        """Type a line."""
        await self.press(*text)

    async def reach(self, target: Widget) -> None:
        """Go there with the tab key, forwards or back."""
        chain = self._app.screen.focus_chain
        wanted = next(at for at, widget in enumerate(chain) if target in widget.ancestors_with_self)
        focused = self._app.screen.focused
        here = chain.index(focused) if focused in chain else -1
        if focused is None or target not in focused.ancestors_with_self:
            await self.press(*["tab" if wanted > here else "shift+tab"] * abs(wanted - here))
        focused = self._app.screen.focused
        assert focused is not None, f"{target} cannot be reached"
        assert target in focused.ancestors_with_self, f"{target} cannot be reached, {focused} has the focus"

    async def answer(self, field: Field, answer: Any) -> None:
        """Answer a field, whatever it is."""
        if isinstance(field, CompoundField):
            await self._answer_parts(field, answer)
        elif isinstance(field, AcceptField):
            await self._tick(field, answer)
        else:
            (control, *_) = [widget for widget in field.query("*") if widget.focusable]
            await self.reach(control)
            await self._answer_control(control, answer)

    async def _answer_control(self, control: Widget, answer: Any) -> None:
        if isinstance(control, Input | TextArea):
            await self._write(control, answer)
        elif isinstance(control, Check):
            await self.press("y" if answer else "n")
        elif isinstance(control, Radio):
            await self._turn_to(control, _word(answer))
        elif isinstance(control, Picker):
            await self._pick(control, [answer] if isinstance(answer, str) else answer)
        else:
            raise AssertionError(f"no hand knows how to work {control}")

    async def _write(self, control: Input | TextArea, answer: Any) -> None:
        if answer is None:
            await self.press("ctrl+delete")
            return
        clear = ("end", "ctrl+u") if isinstance(control, Input) else ("f7", "delete")
        await self.press(*clear, *("enter" if character == "\n" else character for character in str(answer)))

    async def _turn_to(self, radio: Radio, label: str) -> None:
        assert label in radio._labels, f"{label!r} is not offered"
        at = radio._labels.index(label)
        steps = at + 1 if radio.chosen is None else (at - radio.chosen) % len(radio._labels)
        await self.press(*["right"] * steps)

    async def _pick(self, picker: Picker, labels: Sequence[str]) -> None:
        if picker._several:
            await self._pick_several(picker, labels)
        else:
            (label,) = labels
            await self.press("space", *label.split()[0])
            await self._point_at(picker, label, "enter")

    async def _pick_several(self, picker: Picker, labels: Sequence[str]) -> None:
        if not picker.is_open:
            await self.press("space")
        for at in [*picker.chosen]:
            await self._point_at(picker, picker.labels[at], "-" if picker._repeats else "space")
        for label in labels:
            await self._point_at(picker, label, "+" if picker._repeats else "space")

    async def _point_at(self, picker: Picker, label: str, key: str) -> None:
        found = [picker.labels[at] for at in picker._found]
        assert label in found, f"{label!r} is not offered"
        await self.press("home", *["down"] * found.index(label), key)

    async def _tick(self, field: AcceptField, lines: Sequence[str]) -> None:
        for box in field.query(Check):
            await self.reach(box)
            await self.press("y" if box._label in lines else "n")

    async def _answer_parts(self, field: CompoundField, answer: Any) -> None:
        if isinstance(field, UnionField):
            kind, value = answer
            await self.reach(field._radio)
            await self._turn_to(field._radio, kind)
            await self.answer(field.parts[0], value)
        elif isinstance(field, RowsField):
            await self._answer_rows(field, answer)
        elif isinstance(field, TupleField):
            for part, value in zip(field.parts, answer, strict=True):
                await self.answer(part, value)
        elif isinstance(field, GroupField):
            await self._answer_group(field, answer)

    async def _answer_group(self, field: GroupField, answer: Mapping[str, Any] | None) -> None:
        if field._check is not None:
            await self.reach(field._check)
            await self.press("y" if answer is not None else "n")
        for name, value in (answer or {}).items():
            await self.answer(next(part for part in field.parts if part.spec.name == name), value)

    async def _answer_rows(self, field: RowsField, answer: Any) -> None:
        while field.parts:
            await self.reach(field.parts[0])
            await self.press("ctrl+d")
        pairs = isinstance(field, DictField)
        for item in [{"key": key, "value": value} for key, value in answer.items()] if pairs else answer:
            await self.reach(field._add)
            await self.press("enter")
            await self.answer(field.parts[-1], item)


def can_be_given(field: Field, value: Any) -> bool:
    """Say whether keys can give an untouched field this value: it is offered, not empty, and keys have its letters."""
    if isinstance(field, ChoiceField):
        return value is None or value in _labels(field.spec)
    if isinstance(field, ChoiceListField):
        return bool(value) and all(item in _labels(field.spec) for item in value)
    if isinstance(field, AcceptField):
        return bool(value == "ACCEPTED")
    if isinstance(field, CompoundField | JsonField | ConstField):
        return False  # parts are fields that can; JSON is text of its own; what is fixed is given already
    return value not in (None, "") and str(value).isprintable()


def as_read(field: Field, value: Any) -> Any:
    """Return a value as it stands on the screen: a choice by its label."""
    if isinstance(field, ChoiceField):
        return "not set" if value is None else _labels(field.spec)[value]
    if isinstance(field, ChoiceListField):
        return [_labels(field.spec)[item] for item in value]
    if isinstance(field, AcceptField):
        return [line.text for line in field._lines if line.ticks and value == "ACCEPTED"]
    return value


def _labels(spec: FieldSpec) -> dict[Any, str]:
    return {option.value: option.label for option in spec.options or ()}


def _word(answer: Any) -> str:
    return answer if isinstance(answer, str) else {None: "not set", True: "yes", False: "no"}[answer]
