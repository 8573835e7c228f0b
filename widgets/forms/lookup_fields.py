"""How is a customer, a product or a subscription named in a form?

By finding it, where somebody looks things up for the form; else by its id, as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual.widget import Widget

from widgets.forms.finder import Finder
from widgets.forms.outside import Asked, Found, Kind
from widgets.forms.radio import Done, Picked
from widgets.forms.schema import FieldSpec
from widgets.forms.text_fields import TextField

__all__ = ["CustomerField", "LookupField", "ProductField", "SubscriptionField", "asks_for_subscription"]

FILTERS = ("productIds", "excludedSubscriptionIds", "statuses", "tags", "customerId", "workflow")
"""What an author may narrow the choice by."""


class LookupField(TextField):
    """A key of something that is kept outside of the form."""

    KIND: ClassVar[Kind]

    _finder: Finder | None = None

    def control(self) -> Iterable[Widget]:
        """What finds it, where there is somebody to ask; else a line for its id."""
        if self.outside.lookup is None:
            yield from super().control()
            return
        self._finder = Finder(self._search, self.text if self._is_set else None, self.KIND)
        yield self._finder

    def on_mount(self) -> None:
        """Find out what the value goes by that is there already."""
        if self._finder is not None and self._finder.value:
            self.run_worker(self._name_it(self._finder, self._finder.value), group="name")

    def brief(self) -> str:
        """The name."""
        return super().brief() if self._finder is None or not self._finder.label else self._finder.label

    def answer(self) -> Any:
        """Return the key, or the id that is just being typed."""
        if self._finder is None:
            return super().answer()
        found = self._finder.typed_id or self._finder.value
        return self.unset if found is None else found

    def raw(self) -> Any:
        """Return the same."""
        return self.answer()

    def hint(self) -> str:
        """Nothing about how an id is written where none has to be."""
        return super().hint() if self._finder is None else str(self.spec.schema.get("description") or "")

    def action_unset(self) -> None:
        """Have nothing chosen."""
        if self._finder is None:
            super().action_unset()
        else:
            self._finder.forget()
            self.edited()

    def on_picked(self, event: Picked) -> None:
        """Take what was chosen."""
        event.stop()
        self.edited()

    def on_done(self, event: Done) -> None:
        """Go on to the next field."""
        event.stop()
        self.post_message(self.Next(self))

    async def _search(self, text: str) -> Sequence[Found]:
        lookup = self.outside.lookup
        assert lookup is not None
        return await lookup(Asked(kind=self.KIND, text=text, filters=filters_of(self.spec)))

    async def _name_it(self, finder: Finder, key: str) -> None:
        lookup = self.outside.lookup
        assert lookup is not None
        try:
            found = await lookup(Asked(kind=self.KIND, key=key))
        except Exception:  # the key stays: that it cannot be named is no reason to hide it
            return
        if found and finder.value == key:
            finder.call_it(found[0].label)


class CustomerField(LookupField):
    """A customer."""

    KIND = "customer"


class ProductField(LookupField):
    """A product."""

    KIND = "product"


class SubscriptionField(LookupField):
    """A subscription."""

    KIND = "subscription"


def asks_for_subscription(spec: FieldSpec) -> bool:
    """Say whether a text is the id of a subscription: by its format, or because it is called so."""
    named = spec.format == "uuid" and spec.name.endswith("subscription_id")
    return spec.type == "string" and (named or spec.format == "subscriptionId")


def filters_of(spec: FieldSpec) -> Mapping[str, Any]:
    """Return what the author narrows the choice by, wherever in the schema it stands."""
    schema = spec.schema
    said: dict[str, Any] = {}
    for place in (schema, schema.get("uniforms"), schema.get("extraProperties")):
        if isinstance(place, Mapping):
            said |= {name: place[name] for name in FILTERS if place.get(name)}
    return said
