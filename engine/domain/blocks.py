"""What is a subscription made of? Product blocks, each with values and with blocks of its own."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import UUID, uuid4

from pydantic import Field
from sqlalchemy import select

from engine.domain.fields import DomainModel
from engine.domain.lifecycle import (
    SubscriptionLifecycle,
    lookup_specialized_type,
    register_specialized_type,
    registering,
)
from engine.store.scope import current_scope
from engine.store.subscription_tables import (
    LABEL_LENGTH,
    SubscriptionInstanceRelationTable,
    SubscriptionInstanceTable,
    SubscriptionTable,
)

__all__ = ["ProductBlockModel", "default_blocks"]


class ProductBlockModel(DomainModel):
    """A product block. An author derives from it, first with `product_block_name`, then with `lifecycle` for phases.

        class PortBlockInactive(ProductBlockModel, product_block_name="Port"):
            port_name: str | None = None

        class PortBlock(PortBlockInactive, lifecycle=[SubscriptionLifecycle.ACTIVE]):
            port_name: str

    A class with neither is abstract. Fields of block types hold blocks, alone, optional, in lists or in unions; every
    other field is a resource type (contract DM-1, DM-4).
    """

    registry: ClassVar[dict[str, type[ProductBlockModel]]] = {}
    """The first class of each name."""
    __block_name__: ClassVar[str | None] = None

    name: str = ""
    subscription_instance_id: UUID = Field(default_factory=uuid4)
    owner_subscription_id: UUID
    label: str | None = Field(default=None, max_length=LABEL_LENGTH)

    def __init_subclass__(
        cls,
        *,
        product_block_name: str | None = None,
        lifecycle: Iterable[SubscriptionLifecycle] | None = None,
        **kwargs: Any,
    ) -> None:
        """Take the class's own words; pydantic builds it meanwhile."""
        super().__init_subclass__(**kwargs)

    @classmethod
    def __pydantic_init_subclass__(
        cls,
        *,
        product_block_name: str | None = None,
        lifecycle: Iterable[SubscriptionLifecycle] | None = None,
        **_: Any,
    ) -> None:
        """Register the class.

        Raises:
            AssertionError: a block it holds does not suit one of its phases.
        """
        super().__pydantic_init_subclass__()
        phases = [*(lifecycle or ())]
        with registering():
            if product_block_name is not None:
                cls.__block_name__, cls.__base_type__ = product_block_name, cls
                register_specialized_type(cls, cls, ())
            if phases and cls.__base_type__ is not None:
                register_specialized_type(cls, cls.__base_type__, phases)
            cls._check_lifecycle(phases)
        if product_block_name is not None:
            cls.registry[product_block_name] = cls

    def __init__(self, **data: Any) -> None:
        if self.__block_name__ is None:
            concrete = {found.__name__ for found in type(self).__subclasses__() if found.__block_name__}
            raise ValueError(f"Cannot create instance of abstract class. Use one of {concrete}")
        super().__init__(**{**data, "name": self.__block_name__})

    @classmethod
    def new(cls, subscription_id: UUID, **kwargs: Any) -> Self:
        """Return a new block of a subscription, with new ones below it where its fields demand them.

        Raises:
            ValueError: a required field is a union: nobody can say which block to make (contract DM-9).
            pydantic.ValidationError: a value that does not fit its field.
        """
        if "name" in kwargs:
            warnings.warn("A block has the name of its product block; 'name' is ignored", stacklevel=2)
            del kwargs["name"]
        made = default_blocks(cls, subscription_id, kwargs)
        return cls(**{**made, "owner_subscription_id": subscription_id, **kwargs})

    @classmethod
    def from_db(cls, subscription_instance_id: UUID, status: SubscriptionLifecycle | None = None) -> Self:
        """Load a block, and those below it, as the class for `status`; None: for the status of its owner.

        Raises:
            ValueError: there is no such block, or what is stored does not fit its class.
        """
        from engine.domain.tree import block_from

        instances = current_scope().instances(subscription_instance_id)
        if subscription_instance_id not in instances:
            raise ValueError(f"Subscription instance with id: {subscription_instance_id}, does not exist")
        owner = instances[subscription_instance_id].owner_id
        if status is None:
            query = select(SubscriptionTable.status).where(SubscriptionTable.subscription_id == owner)
            status = SubscriptionLifecycle(current_scope().read(lambda connection: connection.scalars(query).one()))
        block = instances[subscription_instance_id].block
        kind = cls if cls.__block_name__ == block else cls.registry.get(block, cls)
        found: Self = block_from(lookup_specialized_type(kind, status), subscription_instance_id, instances, status)
        return found

    @classmethod
    def diff_product_block_in_database(cls) -> dict[str, dict[str, Any]]:
        """Return what this class, with its phases and the blocks below it, and the store do not have in common, by the
        names of the blocks; nothing where they are the same (contract DM-28)."""
        from engine.domain.difference import differences_of_blocks

        return current_scope().read(lambda connection: differences_of_blocks(connection, cls))

    @property
    def in_use_by(self) -> list[SubscriptionInstanceTable]:
        """The rows of the blocks that hold this one, read now."""
        relation = SubscriptionInstanceRelationTable
        return self._related(relation.in_use_by_id, relation.depends_on_id)

    @property
    def depends_on(self) -> list[SubscriptionInstanceTable]:
        """The rows of the blocks that this one holds, read now."""
        relation = SubscriptionInstanceRelationTable
        return self._related(relation.depends_on_id, relation.in_use_by_id)

    def _related(self, wanted: Any, given: Any) -> list[SubscriptionInstanceTable]:
        table = SubscriptionInstanceTable
        query = (
            select(table)
            .join(SubscriptionInstanceRelationTable, wanted == table.subscription_instance_id)
            .where(given == self.subscription_instance_id)
            .order_by(table.subscription_instance_id)
        )
        return list(current_scope().session.scalars(query))

    @property
    def db_model(self) -> SubscriptionInstanceTable:
        """Its row, read now."""
        return current_scope().session.get_one(SubscriptionInstanceTable, self.subscription_instance_id)

    @property
    def subscription(self) -> SubscriptionTable:
        """The row of its owner, read now."""
        return current_scope().session.get_one(SubscriptionTable, self.owner_subscription_id)


def default_blocks(cls: type[DomainModel], subscription_id: UUID, given: Iterable[str]) -> dict[str, Any]:
    """Return the blocks that a new model of this class needs and was not given.

    Raises:
        ValueError: a required field is a union (contract DM-9).
    """
    made: dict[str, Any] = {}
    for name in cls._product_block_fields_:
        shape, info = cls.shape(name), cls.model_fields[name]
        if name in given or not info.is_required():
            continue
        if shape.is_optional:
            made[name] = None
        elif len(shape.members) > 1 and not (shape.is_list and not shape.min_length):
            raise ValueError(
                "Union Types must always be `Optional` when calling `.new().` "
                f"Field '{name}' of {cls.__name__} names {len(shape.members)} types"
            )
        elif shape.is_list:
            made[name] = [shape.members[0].new(subscription_id) for _ in range(shape.min_length)]
        else:
            made[name] = shape.members[0].new(subscription_id)
    return made
