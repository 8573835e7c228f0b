"""What has a customer subscribed to? One subscription, as the class an author wrote for its product and its phase."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from engine.domain.blocks import ProductBlockModel, default_blocks
from engine.domain.context_cache import cached, keep
from engine.domain.conversion import in_phase
from engine.domain.fields import DomainModel
from engine.domain.lifecycle import (
    ProductLifecycle,
    SubscriptionLifecycle,
    lookup_specialized_type,
    register_specialized_type,
    registering,
    suits,
)
from engine.domain.registry import SUBSCRIPTION_MODEL_REGISTRY
from engine.domain.relations import refuse_unsafe_change
from engine.domain.texts import text_of
from engine.domain.tree import children_from, children_of, instances_of, values_from
from engine.errors import ProductNotInRegistryError
from engine.store.product_tables import DESCRIPTION_LENGTH
from engine.store.scope import current_scope
from engine.store.subscription_tables import CUSTOMER_LENGTH, SubscriptionTable
from engine.store.subscriptions import ProductRecord, SubscriptionRecord, read_product
from engine.store.tables import NOTE_LENGTH

__all__ = ["ProductModel", "SubscriptionModel"]


class ProductModel(BaseModel):
    """The product of a subscription, as the store has it."""

    model_config = ConfigDict(from_attributes=True, validate_assignment=True)

    product_id: UUID
    name: str
    description: str
    product_type: str
    tag: str
    status: ProductLifecycle
    created_at: datetime | None = None
    end_date: datetime | None = None


class SubscriptionModel(DomainModel):
    """A subscription. An author derives from it, first with `is_base=True`, then with `lifecycle` for phases.

    Fields of block types are its blocks; every other field is a fixed input of its product (contract DM-2, DM-4). What
    is loaded remembers what the store had: `save()` writes the difference, and refuses to overwrite what it has not
    seen.
    """

    product: ProductModel
    customer_id: str = Field(max_length=CUSTOMER_LENGTH)
    subscription_id: UUID = Field(default_factory=uuid4)
    description: str = Field(default="Initial subscription", max_length=DESCRIPTION_LENGTH)
    status: SubscriptionLifecycle = SubscriptionLifecycle.INITIAL
    insync: bool = False
    start_date: datetime | None = None
    end_date: datetime | None = None
    note: str | None = Field(default=None, max_length=NOTE_LENGTH)
    version: int = 1

    __phases__: ClassVar[frozenset[SubscriptionLifecycle]] = frozenset()
    _record: SubscriptionRecord | None = PrivateAttr(default=None)
    """What the store has, as far as this model knows; None: nothing yet."""

    def __init_subclass__(
        cls, *, is_base: bool = False, lifecycle: Iterable[SubscriptionLifecycle] | None = None, **kwargs: Any
    ) -> None:
        """Take the class's own words; pydantic builds it meanwhile."""
        super().__init_subclass__(**kwargs)

    @classmethod
    def __pydantic_init_subclass__(
        cls, *, is_base: bool = False, lifecycle: Iterable[SubscriptionLifecycle] | None = None, **_: Any
    ) -> None:
        """Register the class.

        Raises:
            AssertionError: a block it holds does not suit one of its phases (contract DM-3).
        """
        super().__pydantic_init_subclass__()
        cls.__phases__ = frozenset(lifecycle or ())
        with registering():
            if is_base:
                cls.__base_type__ = cls
                register_specialized_type(cls, cls, ())
            if cls.__phases__ and cls.__base_type__ is not None:
                register_specialized_type(cls, cls.__base_type__, cls.__phases__)
            cls._check_lifecycle(cls.__phases__)

    def __eq__(self, other: object) -> bool:
        """Say whether both are the same in every field; what each knows of the store does not count (DM-7)."""
        return isinstance(other, SubscriptionModel) and type(self) is type(other) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, **data: Any) -> None:
        status = SubscriptionLifecycle(data.get("status", SubscriptionLifecycle.INITIAL))
        if not suits(type(self), status):
            raise ValueError(f"{type(self)} is not valid for status {status}")
        super().__init__(**data)

    # Creating and loading

    @classmethod
    def from_product_id(
        cls,
        product_id: UUID | str,
        customer_id: str,
        status: SubscriptionLifecycle = SubscriptionLifecycle.INITIAL,
        description: str | None = None,
        insync: bool = False,
        start_date: datetime | None = None,
        end_date: datetime | None = None,
        note: str | None = None,
        version: int = 1,
    ) -> Self:
        """Return a new subscription of a product, with the blocks its class demands; `save()` or returning it from a
        step writes it.

        Raises:
            KeyError: there is no such product. ValueError: this class does not describe that phase (contract DM-8).
        """
        product, fixed_inputs = _product(product_id)
        subscription_id = uuid4()
        data: dict[str, Any] = {**_fixed(cls, fixed_inputs), **default_blocks(cls, subscription_id, ())}
        return cls(
            product=ProductModel.model_validate(product),
            customer_id=str(customer_id),
            subscription_id=subscription_id,
            status=status,
            description=description or f"Initial subscription of {product.description}",
            insync=insync,
            start_date=start_date,
            end_date=end_date,
            note=note,
            version=version,
            **data,
        )

    @classmethod
    def from_subscription(cls, subscription_id: UUID | str) -> Self:
        """Load a subscription, as the class registered for its product and the phase it is in (contract DM-11).

        Raises:
            TypeError: not an id. ProductNotInRegistryError: no class for its product. ValueError: no such subscription,
            another class than this one describes it, or its data does not fit.
        """
        if not isinstance(subscription_id, UUID | str):
            raise TypeError(f"subscription_id is of type {type(subscription_id).__name__}, not UUID or str")
        key = UUID(str(subscription_id))
        if (known := cached(key)) is not None:
            return known  # type: ignore[no-any-return]
        record = current_scope().subscription(key)
        if record is None:
            raise ValueError(f"Subscription with id: {key}, does not exist")
        status = SubscriptionLifecycle(record.status)
        kind = cls._class_for(record.product.name, status)
        found: Self = keep(key, kind._from_record(record, status))
        return found

    @classmethod
    def _class_for(cls, product: str, status: SubscriptionLifecycle) -> type[Self]:
        kind: type[Any] = cls
        if cls.__base_type__ is None or cls is SubscriptionModel:
            registered = SUBSCRIPTION_MODEL_REGISTRY.get(product)
            if registered is None:
                raise ProductNotInRegistryError(f"'{product}' is not found within the SUBSCRIPTION_MODEL_REGISTRY")
            return lookup_specialized_type(registered, status)
        if not suits(kind, status):
            raise ValueError(f"{cls} is not valid for lifecycle {status}")
        return kind

    @classmethod
    def _from_record(cls, record: SubscriptionRecord, status: SubscriptionLifecycle) -> Self:
        data = {
            **_fixed(cls, record.fixed_inputs),
            **children_from(cls, record.roots, record.instances, status),
        }
        facts = {name: getattr(record, name) for name in _FACTS}
        found = cls(product=ProductModel.model_validate(record.product), **facts, **data)
        found._record = record
        return found

    @classmethod
    def from_other_lifecycle(
        cls, other: SubscriptionModel, status: SubscriptionLifecycle, skip_validation: bool = False
    ) -> Self:
        """Return `other` as this class describes it, in another phase (contract DM-13).

        Raises:
            ValueError: this class is not for that phase; subscriptions that use a block of it forbid the change
            (DM-14); or something that the phase demands is not there (pydantic.ValidationError).
        """
        if not skip_validation:
            refuse_unsafe_change(other.subscription_id, status)
        kind: type[Any] = type(other) if cls is SubscriptionModel else cls
        special = lookup_specialized_type(kind, status) if kind in (type(other), kind.__base_type__) else kind
        found: Self = special(**in_phase(other, special, status, current_scope().clock()))
        found._record = other._record
        return found

    @classmethod
    def from_other_product(
        cls,
        old_instantiation: SubscriptionModel,
        new_product_id: UUID | str,
        new_root: tuple[str, ProductBlockModel] | None = None,
    ) -> Self:
        """Return a subscription as one of another product, its id and everything but the fixed inputs kept.

        `new_root` is the field and the block that stand in place of the root blocks it had (contract DM-15).

        Raises:
            KeyError: there is no such product. pydantic.ValidationError: a root block that this class demands is not
            there, or does not fit it.
        """
        product, fixed_inputs = _product(new_product_id)
        had = type(old_instantiation).model_fields
        roots = {name: getattr(old_instantiation, name) for name in cls._product_block_fields_ if name in had}
        if new_root is not None:
            roots = {new_root[0]: new_root[1]}
        facts = {name: getattr(old_instantiation, name) for name in _FACTS}
        found = cls(product=ProductModel.model_validate(product), **facts, **_fixed(cls, fixed_inputs), **roots)
        found._record = old_instantiation._record
        return found

    @classmethod
    def diff_product_in_database(cls, product_id: UUID | str) -> dict[str, dict[str, Any]]:
        """Return what this class and a product in the store do not have in common, by the product's name; nothing
        where they are the same (contract DM-28).

        Raises:
            KeyError: there is no such product.
        """
        from engine.domain.difference import differences_of_product

        product, _ = _product(product_id)
        found = current_scope().read(lambda connection: differences_of_product(connection, cls, product.name))
        return {product.name: found} if found else {}

    # Saving

    def save(self) -> None:
        """Have this subscription written with the step, form or scope that runs: what changed, nothing else.

        Raises:
            ValueError: its class is not for its status (contract DM-19); a block of another subscription stands
            directly below it (DM-21); a block occurs twice in one (DM-20); a value that the store cannot hold.
        """
        special = lookup_specialized_type(type(self), self.status)
        if not isinstance(self, special):
            raise ValueError(f"Lifecycle status {self.status} requires specialized type {special}, was: {type(self)}")
        record = self._as_record()
        if any(record.instances.get(key) is None for keys in record.roots.values() for key in keys):
            raise ValueError(
                "Attempting to save a Foreign `Subscription Instance` directly below a subscription. "
                "This is not allowed."
            )
        before = self._record
        after = record if before is None else replace(record, version=before.version)
        self._record = current_scope().save(before, after)
        self.version = self._record.version

    def _as_record(self) -> SubscriptionRecord:
        product = ProductRecord(**{name: getattr(self.product, name) for name in ProductRecord.__slots__})
        fixed = {
            name: text_of(value, annotation, name)
            for name, annotation in type(self)._non_product_block_fields_.items()
            if (value := getattr(self, name)) is not None
        }
        return SubscriptionRecord(
            product=replace(product, status=str(product.status)),
            fixed_inputs=fixed,
            roots=children_of(self),
            instances=instances_of(self, self.subscription_id),
            **{**{name: getattr(self, name) for name in _FACTS}, "status": str(self.status)},
        )

    @property
    def db_model(self) -> SubscriptionTable:
        """Its row, read now."""
        return current_scope().session.get_one(SubscriptionTable, self.subscription_id)


_FACTS = (
    "subscription_id",
    "customer_id",
    "status",
    "insync",
    "description",
    "note",
    "start_date",
    "end_date",
    "version",
)


def _product(product_id: UUID | str) -> tuple[ProductRecord, dict[str, str]]:
    found = current_scope().read(lambda connection: read_product(connection, UUID(str(product_id))))
    if found is None:
        raise KeyError("Could not find a product for the given product_id")
    return found


def _fixed(kind: type[SubscriptionModel], fixed_inputs: Mapping[str, str]) -> dict[str, Any]:
    return values_from(kind, {name: (text,) for name, text in fixed_inputs.items()})
