"""How are VLANs written in a form? As ranges, whose class knows more than its schema says."""

from __future__ import annotations

import re
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

__all__ = ["VlanRanges"]

PATTERN = r"^([1-4][0-9]{0,3}(-[1-4][0-9]{0,3})?,?)+$"
RANGE = re.compile(r"\s*(\d+)\s*(?:-\s*(\d+)\s*)?")


class VlanRanges(frozenset[int]):
    """Numbers, written `10-12,20`. What is written backwards, as `12-10`, has none; 0 stands for no VLAN yet."""

    @classmethod
    def read(cls, given: object) -> VlanRanges:
        """Return the numbers of a text. Raises ValueError: it is none, or has a number that is no VLAN."""
        if isinstance(given, VlanRanges):
            return given
        found: set[int] = set()
        for part in str(given).split(","):
            match = RANGE.fullmatch(part)
            if match is None:
                raise ValueError(f"{part!r} is not a VLAN or a range of them")
            first, last = int(match[1]), int(match[2] or match[1])
            found |= set(range(first, last + 1))
        if found and max(found) > 4096:
            raise ValueError(f"{given} is out of range (0-4096)")
        return cls(found)

    def __str__(self) -> str:
        return ",".join(map(str, sorted(self)))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.read, serialization=core_schema.to_string_ser_schema(when_used="always")
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "format": "vlan", "pattern": PATTERN, "examples": ["345", "20-23,45,50-100"]}
