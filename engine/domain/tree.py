"""How do a model with its blocks and the rows of the store become each other?

Which field holds a block is in the store (`domain_model_attr`, `root_attr`), so two fields of one block type, or a root
block that also occurs below, are never mixed up (W-31).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from engine.domain.blocks import ProductBlockModel
from engine.domain.fields import DomainModel
from engine.domain.lifecycle import SubscriptionLifecycle, lookup_specialized_type
from engine.domain.texts import read_text, text_of
from engine.store.subscriptions import Children, InstanceRecord

__all__ = ["block_from", "blocks_in", "children_from", "children_of", "instances_of", "values_from"]


def block_from(
    kind: type[Any], key: UUID, instances: Mapping[UUID, InstanceRecord], status: SubscriptionLifecycle
) -> Any:
    """Return the block `key`, with all below it, as an instance of `kind`.

    Raises:
        ValueError: a value or a block that its class demands is not in the store, or does not fit (contract DM-17).
    """
    record = instances[key]
    data = {
        **values_from(kind, record.values),
        **children_from(kind, record.children, instances, status),
        "subscription_instance_id": key,
        "owner_subscription_id": record.owner_id,
        "label": record.label,
    }
    try:
        return kind(**data)
    except ValidationError as error:
        raise ValueError(f"Invalid subscription instance data {record.block} {key}: {_told(error)}") from error


def values_from(kind: type[DomainModel], values: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """Return the values of a block, or the fixed inputs of a subscription, from their texts.

    Raises:
        ValueError: one that the class demands is missing, or is none of its type.
    """
    found: dict[str, Any] = {}
    for name, annotation in kind._non_product_block_fields_.items():
        shape, info = kind.shape(name), kind.model_fields[name]
        texts = values.get(info.alias or name, ())
        try:
            if shape.is_list:
                found[name] = [read_text(text, shape.item) for text in texts]
            elif texts:
                found[name] = read_text(texts[0], annotation)
            elif shape.is_optional or annotation is type(None):
                found[name] = None
            elif info.is_required():
                raise ValueError(f"Required subscription value is missing in database: {kind.__name__}.{name}")
        except ValidationError as error:
            raise ValueError(f"Invalid subscription instance data {kind.__name__}.{name}: {_told(error)}") from error
    return found


def children_from(
    kind: type[DomainModel],
    children: Children,
    instances: Mapping[UUID, InstanceRecord],
    status: SubscriptionLifecycle,
) -> dict[str, Any]:
    """Return the blocks that the fields of a class hold.

    Raises:
        ValueError: one that the class demands is missing.
    """
    found: dict[str, Any] = {}
    for name in kind._product_block_fields_:
        shape = kind.shape(name)
        keys = [key for key in children.get(name, ()) if key in instances]
        blocks = [block_from(_class_of(shape.members, instances[key], status), key, instances, status) for key in keys]
        if shape.is_list:
            found[name] = blocks
        elif blocks:
            found[name] = blocks[0]
        elif shape.is_optional:
            found[name] = None
        else:
            raise ValueError(f"Required subscription instance is missing in database: {kind.__name__}.{name}")
    return found


def _class_of(
    members: tuple[type[ProductBlockModel], ...], record: InstanceRecord, status: SubscriptionLifecycle
) -> type[ProductBlockModel]:
    """Return the class for a block where a field takes these: the one for the phase, if the field takes it."""
    fitting = [member for member in members if record.block in (member.__block_name__, *_names_below(member))]
    if not fitting:
        taken = ", ".join(member.__name__ for member in members)
        raise ValueError(f"Block {record.instance_id} is a '{record.block}', where {taken} is expected")
    kind = fitting[0]
    if kind.__block_name__ != record.block:
        kind = ProductBlockModel.registry[record.block]
    special = lookup_specialized_type(kind, status)
    return special if issubclass(special, fitting[0]) else kind


def _names_below(kind: type[ProductBlockModel]) -> Iterator[str | None]:
    for below in kind.__subclasses__():
        yield below.__block_name__
        yield from _names_below(below)


def blocks_in(model: DomainModel) -> Iterator[tuple[str, int, ProductBlockModel]]:
    """Yield the blocks that a model holds directly: field, place and block."""
    for name in type(model)._product_block_fields_:
        held = getattr(model, name)
        for place, block in enumerate(held if isinstance(held, list) else [held]):
            if block is not None:
                yield name, place, block


def children_of(model: DomainModel) -> Children:
    """Return the ids of the blocks that a model holds directly, by field.

    Raises:
        ValueError: it holds one twice (contract DM-20).
    """
    found: dict[str, list[UUID]] = {}
    fields: dict[UUID, list[str]] = {}
    for name, _, block in blocks_in(model):
        found.setdefault(name, []).append(block.subscription_instance_id)
        fields.setdefault(block.subscription_instance_id, []).append(name)
    for key, names in fields.items():
        if len(names) > 1:
            raise ValueError(
                f"Cannot link the same subscription instance multiple times: instance {key} is used in fields {names}"
            )
    return {name: tuple(keys) for name, keys in found.items()}


def instances_of(model: DomainModel, owner: UUID) -> dict[UUID, InstanceRecord]:
    """Return what the store is to hold of every block below a model that `owner` owns; others are only linked (DM-21).

    Raises:
        ValueError: a value that the store cannot hold, or a block held twice.
    """
    found: dict[UUID, InstanceRecord] = {}
    seen: set[UUID] = set()
    ahead: list[DomainModel] = [model]
    while ahead:
        for _, _, block in blocks_in(ahead.pop()):
            key = block.subscription_instance_id
            if key in seen:
                continue
            seen.add(key)
            ahead.append(block)
            if block.owner_subscription_id == owner:
                found[key] = InstanceRecord(
                    instance_id=key,
                    owner_id=owner,
                    block=block.name,
                    label=block.label,
                    values=_texts(block),
                    children=children_of(block),
                )
    return found


def _texts(block: ProductBlockModel) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    kind = type(block)
    for name, annotation in kind._non_product_block_fields_.items():
        shape, value = kind.shape(name), getattr(block, name)
        where = f"{block.name}.{name}"
        if value is None:
            continue
        items = [item for item in value if item is not None] if shape.is_list else [value]
        texts = tuple(text_of(item, shape.item if shape.is_list else annotation, where) for item in items)
        if texts:
            found[kind.model_fields[name].alias or name] = texts
    return found


def _told(error: ValidationError) -> str:
    """Return what is wrong in one line, without the values: they may be secrets."""
    return "; ".join(
        f"{'.'.join(map(str, item['loc'])) or 'value'}: {item['msg']}"
        for item in error.errors(include_input=False, include_url=False)
    )
