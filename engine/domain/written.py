"""What stands in the migration that brings a store to what a site's models and workflows say?

Calls of `engine.migrations` with plain data, and in the downgrade the reverse: what was created is taken away again.
What an upgrade deletes no downgrade brings back, and the file says so.
"""

from __future__ import annotations

import pprint
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.definition import Workflow
from engine.domain.difference import ModelDifference
from engine.domain.renames import Renames
from engine.errors import UsageError

__all__ = ["Migration", "for_models", "for_workflows"]

Ask = Callable[[str, str | None], str | None]
"""Asks an operator: the question, and the default; None where nobody can be asked."""


@dataclass(slots=True)
class Migration:
    """The calls of a migration, in their order."""

    upgrades: list[str] = field(default_factory=list)
    downgrades: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    """Of the helpers that are called."""
    told: list[str] = field(default_factory=list)
    """What it does, in words."""

    def up(self, name: str, *arguments: Any) -> None:
        """Call a helper in the upgrade."""
        self.names.add(name)
        self.upgrades.append(_call(name, arguments))

    def down(self, name: str, *arguments: Any) -> None:
        """Call a helper in the downgrade, before those that are there."""
        self.names.add(name)
        self.downgrades.insert(0, _call(name, arguments))

    def text(self) -> tuple[str, str, str]:
        """Return upgrade, downgrade and imports as Python."""
        begin = "    connection = op.get_bind()\n"
        upgrades, downgrades = (begin + "\n".join(calls) if calls else "" for calls in (self.upgrades, self.downgrades))
        names = "".join(f"    {name},\n" for name in sorted(self.names))
        return upgrades, downgrades, f"\nfrom engine.migrations import (\n{names})\n"


def _call(name: str, arguments: Iterable[Any]) -> str:
    said = [pprint.pformat(argument, width=100, sort_dicts=False) for argument in arguments]
    if sum(map(len, said)) < 80 and "\n" not in "".join(said):
        return f"    {name}(connection, {', '.join(said)})"
    inside = "".join(f"        {text.replace(chr(10), chr(10) + ' ' * 8)},\n" for text in said)
    return f"    {name}(\n        connection,\n{inside}    )"


def for_workflows(
    new: Iterable[Workflow], gone: Iterable[str], product_types: Mapping[str, str], ask: Ask, known: Iterable[str]
) -> Migration:
    """Return the migration that registers workflows and takes others away.

    `product_types` says by workflow, or under `""` for all, which products each runs on; `known` are those there are.

    Raises:
        UsageError: nobody says which products a workflow runs on.
    """
    made = Migration()
    listed = ", ".join(sorted(known)) or "none yet"
    for workflow in new:
        words: dict[str, Any] = {"name": workflow.name, "target": str(workflow.target), "is_task": workflow.is_task}
        words["description"] = workflow.description or workflow.name.replace("_", " ").capitalize()
        if workflow.target != "SYSTEM":
            kind = product_types.get(workflow.name) or product_types.get("")
            kind = kind or ask(f"Product type that '{workflow.name}' runs on ({listed})", None)
            if not kind:
                raise UsageError(
                    f"Which product type does '{workflow.name}' run on? Say --product-type {workflow.name}=TYPE; there "
                    f"are: {listed}"
                )
            words["product_type"] = kind
        made.up("create_workflow", words)
        made.down("delete_workflow", workflow.name)
        made.told.append(f"add {workflow.name} ({words['target']}{_of(words)}): {words['description']}")
    for name in gone:
        made.up("delete_workflow", name)
        made.told.append(f"delete {name}; its processes stay, and no downgrade links it to its products again")
    return made


def _of(words: Mapping[str, Any]) -> str:
    return f", products of type {words['product_type']}" if "product_type" in words else ""


def for_models(
    difference: ModelDifference, inputs: Mapping[str, Any], ask: Ask, *, renames: Renames, delete: bool
) -> Migration:
    """Return the migration that brings the store to the models; `difference` is what is left after `renames`.

    `inputs` says what no model says: of `products` their `product_type`, `description`, `tag`, `status` and
    `fixed_inputs`; of `product_blocks` their `description` and `tag`; of `resource_types` a description by name; and
    `defaults`, by block and resource type, for instances there are already. With `delete`, what is gone from the models
    is deleted from the store.

    Raises:
        UsageError: a fixed input has no value.
    """
    made = Migration()
    for name, there, back in renames.calls():
        made.up(name, *there)
        made.down(name, *back)
        *of, old, new = there
        made.told.append(f"{name.replace('_', ' ')} {old} to {new}{f' in {of[0]}' if of else ''}")
    described = inputs.get("resource_types", {})
    blocks = {
        name: _block(name, said, inputs.get("product_blocks", {}).get(name, {}), described)
        for name, said in difference.new_blocks.items()
    }
    products = {
        name: _product(name, said, inputs.get("products", {}).get(name, {}), ask)
        for name, said in difference.new_products.items()
    }
    if blocks or products:
        made.up("create", {"product_blocks": blocks, "products": products})
        made.told += [f"add product block {name}: {', '.join(said['resources'])}" for name, said in blocks.items()]
        made.told += [f"add product {name} of type {said['product_type']}" for name, said in products.items()]
    for name in blocks:
        made.down("delete_product_block", name)
    for name in products:
        made.down("delete_product", name)
    _more(made, difference, inputs, described, ask)
    if delete:
        _less(made, difference)
    return made


def _block(
    name: str, said: Mapping[str, Any], given: Mapping[str, Any], described: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "description": given.get("description", name),
        "tag": given.get("tag", _tag(name)),
        "status": "active",
        "resources": {kind: described.get(kind, kind.replace("_", " ")) for kind in said["resources"]},
        "depends_on_block_relations": said["depends_on_block_relations"],
    }


def _product(name: str, said: Mapping[str, Any], given: Mapping[str, Any], ask: Ask) -> dict[str, Any]:
    guess = name.split()[0]
    kind = given.get("product_type") or ask(f"Product type of '{name}'", guess) or guess
    return {
        "product_type": kind,
        "description": given.get("description") or ask(f"Description of '{name}'", name) or name,
        "tag": given.get("tag") or ask(f"Tag of '{name}'", _tag(kind)) or _tag(kind),
        "status": given.get("status", "active"),
        "product_blocks": said["product_blocks"],
        "fixed_inputs": {
            field: _value(name, field, given.get("fixed_inputs", {}), ask) for field in said["fixed_inputs"]
        },
    }


def _value(product: str, field: str, given: Mapping[str, Any], ask: Ask) -> str:
    value = given[field] if field in given else ask(f"Fixed input {field} of '{product}'", None)
    if value in (None, ""):
        raise UsageError(
            f"Fixed input {field} of product '{product}' has no value; say it with --inputs "
            f'\'{{"products": {{"{product}": {{"fixed_inputs": {{"{field}": …}}}}}}}}\''
        )
    return str(value)


def _tag(name: str) -> str:
    return "".join(letter for letter in name.upper() if letter.isalnum())[:20]


def _more(
    made: Migration, difference: ModelDifference, inputs: Mapping[str, Any], described: Mapping[str, str], ask: Ask
) -> None:
    for block, kinds in difference.new_resources.items():
        words = {kind: described.get(kind, kind.replace("_", " ")) for kind in kinds}
        made.up("create_resource_types_for_product_blocks", {block: words})
        for kind in kinds:
            made.down("delete_resource_type", kind, block)
        made.told.append(f"add to product block {block}: {', '.join(kinds)}")
    defaults = {block: dict(values) for block, values in inputs.get("defaults", {}).items()}
    if defaults:
        made.up("set_default_values", defaults)
        made.told.append("set default values where instances have none")
    for product, fields in difference.new_fixed_inputs.items():
        given = inputs.get("products", {}).get(product, {}).get("fixed_inputs", {})
        made.up("create_fixed_inputs", product, {name: _value(product, name, given, ask) for name in fields})
        for name in fields:
            made.down("delete_fixed_input", product, name)
        made.told.append(f"add fixed inputs to product {product}: {', '.join(fields)}")
    if difference.new_relations or difference.new_product_blocks:
        links = {"product_blocks": difference.new_product_blocks, "relations": difference.new_relations}
        made.up("relate_product_blocks", links)
        made.told.append("say which blocks belong to which")


def _less(made: Migration, difference: ModelDifference) -> None:
    if difference.gone_relations or difference.gone_product_blocks:
        links = {"product_blocks": difference.gone_product_blocks, "relations": difference.gone_relations}
        made.up("unrelate_product_blocks", links)
        made.down("relate_product_blocks", links)
        made.told.append("say which blocks do not belong to which any more")
    for product in difference.gone_products:
        made.up("delete_product", product)
        made.told.append(f"DELETE product {product} with every subscription of it: no downgrade brings them back")
    for block, kinds in difference.gone_resources.items():
        for kind in kinds:
            made.up("delete_resource_type", kind, block)
        made.told.append(f"DELETE from product block {block}, with the values: {', '.join(kinds)}")
    for product, fields in difference.gone_fixed_inputs.items():
        for name in fields:
            made.up("delete_fixed_input", product, name)
        made.told.append(f"DELETE fixed inputs of product {product}: {', '.join(fields)}")
    for block in difference.gone_blocks:
        made.up("delete_product_block", block)
        made.told.append(f"DELETE product block {block} with every instance of it")
