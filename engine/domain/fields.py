"""What are the fields of a domain model: which hold blocks, and which hold values?

Also the one place that says of a field's annotation which classes it takes (contract DM-3, DM-4).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo

from engine.domain.annotations import Shape, shape_of
from engine.domain.lifecycle import SubscriptionLifecycle, suits

__all__ = ["DomainModel"]


class DomainModel(BaseModel):
    """What subscriptions and their blocks have in common."""

    model_config = ConfigDict(validate_assignment=True, validate_default=True, validate_by_name=True)

    __base_type__: ClassVar[type[DomainModel] | None] = None
    """The class that describes the same thing where no other does: the first one of its name."""
    _product_block_fields_: ClassVar[dict[str, Any]]
    """Annotations of the fields that hold blocks, by their names."""
    _non_product_block_fields_: ClassVar[dict[str, Any]]
    """Annotations of the other fields an author added: resource types of a block, fixed inputs of a product."""

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Sort the fields once the class is complete."""
        super().__pydantic_init_subclass__()
        cls._product_block_fields_, cls._non_product_block_fields_ = {}, {}
        for name in cls._authored():
            info = cls.model_fields[name]
            found = cls._product_block_fields_ if cls._holds_blocks(info) else cls._non_product_block_fields_
            found[name] = info.annotation

    @classmethod
    def _authored(cls) -> list[str]:
        """Return the names of the fields that are not ours."""
        ours = {
            name
            for parent in cls.__mro__
            if parent.__module__.startswith("engine.domain.")
            for name in vars(parent).get("__annotations__", {})
        }
        return [name for name in cls.model_fields if name not in ours]

    @classmethod
    def _holds_blocks(cls, info: FieldInfo) -> bool:
        return _shape(info).all_of(DomainModel)

    @classmethod
    def shape(cls, name: str) -> Shape:
        """Return what the annotation of a field says."""
        return _shape(cls.model_fields[name])

    @classmethod
    def _check_lifecycle(cls, lifecycle: Iterable[SubscriptionLifecycle]) -> None:
        """See that each block this class holds suits each phase it describes.

        Raises:
            AssertionError: one does not (contract DM-3).
        """
        for status in lifecycle:
            for name in cls._product_block_fields_:
                for kind in cls.shape(name).members:
                    if not suits(kind, status):
                        raise AssertionError(
                            f"The lifecycle status of the type for the field: {name}, {kind.__name__} (based on "
                            f"{getattr(kind.__base_type__, '__name__', None)}) is not suitable for the lifecycle "
                            f"status ({status}) of this model"
                        )


def _shape(info: FieldInfo) -> Shape:
    return shape_of(info.annotation, info.metadata)
