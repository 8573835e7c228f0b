"""Which names of the store are other names in the models: renamed, and not gone with a new one beside?

Nothing in the models says so; an operator does, in `--updates` or when asked (contract CLI-6). Where nobody says it,
the old name is gone and the new one new.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.domain.difference import Catalogue, Names
from engine.errors import UsageError

__all__ = ["Renames"]

Ask = Callable[[str, str | None], str | None]


class Renames(BaseModel):
    """By the old name, the new one: of products and product blocks, and of what is in each, by its new name."""

    model_config = ConfigDict(extra="forbid")

    products: dict[str, str] = Field(default_factory=dict)
    product_blocks: dict[str, str] = Field(default_factory=dict)
    fixed_inputs: dict[str, dict[str, str]] = Field(default_factory=dict)
    """By product."""
    resource_types: dict[str, dict[str, str]] = Field(default_factory=dict)
    """By product block."""

    @classmethod
    def said(cls, given: Any) -> Self:
        """Return what an operator says. Raises UsageError: it has another shape."""
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            wrong = error.errors(include_input=False, include_url=False)[0]
            where = ".".join(map(str, wrong["loc"]))
            raise UsageError(
                f"--updates: {where}: {wrong['msg']}; it says old names and new ones, as "
                '{"products": {"Old": "New"}, "product_blocks": {…}, "fixed_inputs": {"Product": {"old": "new"}}, '
                '"resource_types": {"Block": {"old": "new"}}}'
            ) from None

    def asked(self, there: Catalogue, wanted: Catalogue, ask: Ask) -> Self:
        """Return these with what an operator says, when asked, of every new name that may be one that is gone."""
        products = _asked("product", there.fixed_inputs, wanted.fixed_inputs, self.products, ask)
        blocks = _asked("product block", there.resources, wanted.resources, self.product_blocks, ask)
        known = self.model_copy(update={"products": products, "product_blocks": blocks})
        there = known.applied(there)
        fixed = _asked_within("fixed input of product", there.fixed_inputs, wanted.fixed_inputs, self.fixed_inputs, ask)
        kinds = _asked_within(
            "resource type of product block", there.resources, wanted.resources, self.resource_types, ask
        )
        return known.model_copy(update={"fixed_inputs": fixed, "resource_types": kinds})

    def applied(self, there: Catalogue) -> Catalogue:
        """Return what the store says, as it will say it after the renaming.

        Raises:
            UsageError: an old name is not in the store, or a new one is there already.
        """
        products, blocks = (_names(there.fixed_inputs, self.products), _names(there.resources, self.product_blocks))
        found = Catalogue(
            fixed_inputs=_renamed(there.fixed_inputs, products, {}),
            blocks=_renamed(there.blocks, products, blocks),
            resources=_renamed(there.resources, blocks, {}),
            below=_renamed(there.below, blocks, blocks),
        )
        _rename_within(found.fixed_inputs, self.fixed_inputs)
        _rename_within(found.resources, self.resource_types)
        return found

    def calls(self) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
        """Yield the helper of `engine.migrations` for each, with its arguments there and back."""
        for kind, pairs in (("product", self.products), ("product_block", self.product_blocks)):
            yield from ((f"rename_{kind}", (old, new), (new, old)) for old, new in pairs.items())
        for kind, within in (("fixed_input", self.fixed_inputs), ("resource_type", self.resource_types)):
            for name, pairs in within.items():
                yield from ((f"rename_{kind}", (name, old, new), (name, new, old)) for old, new in pairs.items())


def _asked(what: str, there: Collection[str], wanted: Collection[str], said: dict[str, str], ask: Ask) -> Any:
    found = dict(said)
    for new in sorted(set(wanted) - set(there) - set(said.values())):
        gone = sorted(set(there) - set(wanted) - set(found))
        if not gone:
            break
        old = ask(f"Is {what} '{new}' a new name of one of {', '.join(gone)}? Its old name, or nothing", None)
        if old in gone:
            found[old] = new
        elif old:
            raise UsageError(f"No {what} that is gone is called '{old}'; there are: {', '.join(gone)}")
    return found


def _asked_within(what: str, there: Names, wanted: Names, said: dict[str, dict[str, str]], ask: Ask) -> Any:
    found = dict(said)
    for name in sorted(set(there) & set(wanted)):
        if pairs := _asked(f"{what} '{name}'", there[name], wanted[name], said.get(name, {}), ask):
            found[name] = pairs
    return found


def _names(there: Collection[str], pairs: Mapping[str, str]) -> Mapping[str, str]:
    """Return the pairs. Raises UsageError: see `applied`."""
    for old, new in pairs.items():
        if old not in there:
            raise UsageError(f"--updates: the store has no '{old}'; it has: {', '.join(sorted(there)) or 'none'}")
        if new in there:
            raise UsageError(f"--updates: '{old}' cannot be called '{new}': that one is in the store already")
    return pairs


def _renamed(names: Names, keys: Mapping[str, str], items: Mapping[str, str]) -> Names:
    return {keys.get(name, name): {items.get(item, item) for item in inside} for name, inside in names.items()}


def _rename_within(names: Names, said: Mapping[str, Mapping[str, str]]) -> None:
    for name in _names(names, dict.fromkeys(said, "")):
        pairs = _names(names[name], said[name])
        names[name] = {pairs.get(item, item) for item in names[name]}
