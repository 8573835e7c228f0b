"""How is yes or no, one of some values, or several of them answered?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from textual.widget import Widget

from widgets.forms.field import NOT_SET, Field
from widgets.forms.outside import Outside
from widgets.forms.picker import Picker
from widgets.forms.radio import Check, Done, Picked, Radio
from widgets.forms.schema import FieldSpec, Option, as_text, count_hint

NOTHING = "there is nothing to choose from"

__all__ = ["BooleanField", "ChoiceField", "ChoiceListField", "ControlField"]


class ControlField(Field):
    """A field whose control tells of choices."""

    def on_picked(self, event: Picked) -> None:
        """Take what was chosen."""
        event.stop()
        self.edited()
        self.show_note()

    def on_done(self, event: Done) -> None:
        """Go on."""
        event.stop()
        self.go_on()

    def go_on(self) -> None:
        """Go on to the next field."""
        self.post_message(self.Next(self))


class BooleanField(ControlField):
    """A box to tick; where nothing is said yet, or may be left unsaid, three states."""

    def __init__(self, spec: FieldSpec, value: Any = NOT_SET, *, label_width: int = 20) -> None:
        super().__init__(spec, value, label_width=label_width)
        self._two = isinstance(self.start, bool) and spec.has_default and not spec.nullable
        self._check = Check(self.start is True)
        chosen = {True: 1, False: 2}.get(self.start, 0) if isinstance(self.start, bool) else 0
        self._radio = Radio(["not set" if spec.nullable else "–", "yes", "no"], chosen)

    def control(self) -> Iterable[Widget]:
        """A box, or three words."""
        yield self._check if self._two else self._radio

    def brief(self) -> str:
        """The word."""
        return {True: "yes", False: "no"}.get(self.answer(), "–")

    def answer(self) -> Any:
        """Return true or false; nothing while neither is said."""
        if self._two:
            return self._check.value
        return (self.unset, True, False)[self._radio.chosen or 0]

    def raw(self) -> Any:
        """Return the answer."""
        return self.answer()


class ChoiceField(ControlField):
    """One of some values: a few in sight, many in a picker."""

    FEW: ClassVar[int] = 5
    """The most options in sight, unless the author says which look they have."""
    FEW_AS_RADIO: ClassVar[int] = 8

    def __init__(self, spec: FieldSpec, value: Any = NOT_SET, *, label_width: int = 20) -> None:
        super().__init__(spec, value, label_width=label_width)
        none = [Option(NOT_SET, "not set")] if spec.nullable else []
        self._options = [*none, *(spec.options or ())]
        values = [option.value for option in self._options]
        self._stale = self.start is not NOT_SET and self.start not in values
        chosen = None if self._stale or self.start not in values else values.index(self.start)
        labels = [option.label for option in self._options]
        few = self.FEW_AS_RADIO if spec.format == "radio" else self.FEW
        self._radio = Radio(labels, chosen) if 0 < len(spec.options or ()) <= few else None
        gone = as_text(self.start) if self._stale else ""
        self._picker = Picker(labels, [] if chosen is None else [chosen], gone=gone)

    def control(self) -> Iterable[Widget]:
        """All labels, or the chosen one."""
        yield self._radio if self._radio is not None else self._picker

    @property
    def chosen(self) -> Any:
        """The value chosen; one that may not be chosen any more until it is replaced."""
        picked = self._radio.chosen if self._radio is not None else next(iter(self._picker.chosen), None)
        if picked is None:
            return self.start if self._stale else NOT_SET
        return self._options[picked].value

    def brief(self) -> str:
        """The label."""
        labels = (option.label for option in self.spec.options or () if option.value == self.chosen)
        return next(labels, super().brief())

    def answer(self) -> Any:
        """Return the value, as the schema has it."""
        return self.unset if self.chosen is NOT_SET else self.chosen

    def raw(self) -> Any:
        """Return the value."""
        return self.answer()

    @property
    def is_stale(self) -> bool:
        """Whether it still holds a value of before that is not among the options any more."""
        return self._stale and self.chosen == self.start

    @property
    def error_count(self) -> int:
        """A value that may not be chosen any more is wrong, also before the engine says so."""
        return max(super().error_count, int(self.is_stale))

    def warning(self) -> str:
        """Say it when there is nothing to choose, or the value of before is not among the options any more."""
        if not self.spec.options:
            return _nothing(self.outside)
        return f"{as_text(self.start)} is no longer available" if self.is_stale else ""

    def error_text(self, message: str) -> str:
        """Name the options by their labels; their values may be identifiers."""
        return in_labels(message, self.spec)


class ChoiceListField(ControlField):
    """Several of some values, in the order of choosing."""

    def __init__(self, spec: FieldSpec, value: Any = NOT_SET, *, label_width: int = 20) -> None:
        super().__init__(spec, value, label_width=label_width)
        values = [option.value for option in spec.options or ()]
        self._given = list(self.start) if isinstance(self.start, list | tuple) else []
        self._stale = [item for item in self._given if item not in values]
        self._picker = Picker(
            [option.label for option in spec.options or ()],
            [values.index(item) for item in self._given if item in values],
            several=True,
            repeats=not spec.schema.get("uniqueItems", False),
        )

    def control(self) -> Iterable[Widget]:
        """The labels, with a box each."""
        yield self._picker

    def brief(self) -> str:
        """The labels."""
        return ", ".join(self._picker.labels[at] for at in self._picker.chosen) or super().brief()

    def answer(self) -> Any:
        """Return the values in the order of choosing; untouched, those it began with, or nothing."""
        if not self.touched:
            return self.unset if self.start is NOT_SET else [*self._given]
        options = self.spec.options or ()
        return [options[at].value for at in self._picker.chosen]

    def raw(self) -> Any:
        """Return the values."""
        return self.answer()

    @property
    def _gone(self) -> list[Any]:
        """The values of before that may not be chosen any more, until the operator chooses."""
        return [] if self.touched else self._stale

    @property
    def error_count(self) -> int:
        """A value that may not be chosen any more is wrong, also before the engine says so."""
        return max(super().error_count, int(bool(self._gone)))

    def hint(self) -> str:
        """Count what is chosen against what is asked for."""
        return " · ".join(part for part in (self._count(), self.spec.help) if part)

    def warning(self) -> str:
        """Say it when there is nothing to choose, or what of before may not be chosen any more."""
        if not self.spec.options:
            return _nothing(self.outside)
        gone = [as_text(value) for value in self._gone]
        return f"{', '.join(gone)} {'is' if len(gone) == 1 else 'are'} no longer available" if gone else ""

    def error_text(self, message: str) -> str:
        """Name the options by their labels."""
        return in_labels(message, self.spec)

    def _count(self) -> str:
        chosen = self._picker.chosen
        order = f": {', '.join(self._picker.labels[at] for at in chosen)}" if chosen != sorted(chosen) else ""
        return f"{count_hint(self.spec.schema, len(chosen), 'chosen')}{order}"


MANY = 12
"""Options from which on a message does not list them all."""


def in_labels(message: str, spec: FieldSpec) -> str:
    """Return a message with each quoted value of the options replaced by its label."""
    options = spec.options or ()
    if not options:
        return NOTHING
    if len(options) > MANY and message.startswith("Input should be '"):
        return f"it is none of the {len(options):,} options"
    labels = {f"'{option.value}'": f"'{option.label}'" for option in options}
    return re.sub("|".join(map(re.escape, labels)), lambda found: labels[found.group()], message)


def _nothing(outside: Outside) -> str:
    return "; ".join(part for part in (NOTHING, outside.nothing_to_choose) if part)
