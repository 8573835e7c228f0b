"""What does a page's JSON schema say of an answer: what in it is a secret, and what is a place in it called?

A secret is what the widgets take for one, `format: password` or `writeOnly`, and what is masked by its name elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from engine.plain import MASK, redact

__all__ = ["label_at", "without_secrets"]

Schema = Mapping[str, Any]

_GONE: Final = object()
"""In place of a value that is not kept."""

_UNKNOWN: Final[Schema] = {"writeOnly": True}
"""Of a field that the page does not have: as it may be a secret under another name, it is treated as one."""

_DEEPEST = 8
"""References, or unions, in one another; a loop of them ends there."""


def without_secrets(page: Schema, answer: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the answer to a page without its secrets, and the names of the fields in which there were some.

    `answer` is plain data. A list that holds a secret goes as a whole: its other items would change places.
    """
    kept = _spared(list(_variants(page, page)), dict(answer), page)
    return kept, tuple(name for name in answer if name not in kept or kept[name] != answer[name])


def label_at(page: Schema, loc: Sequence[str | int]) -> str:
    """Return what the author calls the place in an answer; empty where its name is all there is."""
    schemas: Sequence[Schema] = list(_variants(page, page))
    label = ""
    for part in loc:
        own = _own(schemas, part)
        titles = [str(schema["title"]) for schema in own if "title" in schema]
        rendered = str(part).replace("_", " ").title()  # how pydantic calls a field whose author did not
        label = titles[0] if titles and titles[0] != rendered else ""
        schemas = [variant for schema in own for variant in _variants(schema, page)]
    return label


def _spared(schemas: Sequence[Schema], value: Any, page: Schema) -> Any:
    """Return a value, of one of these schemas, without its secrets; `_GONE` for one that is a secret."""
    if value is None:
        return None
    if redact(value) == MASK:
        return _GONE
    if any(schema.get("format") == "password" or schema.get("writeOnly") is True for schema in schemas):
        return _GONE
    if isinstance(value, dict):
        told = {name: part for name, part in value.items() if redact({name: part}) != {name: MASK}}
        parts = {name: _spared(_below(schemas, name, page), part, page) for name, part in told.items()}
        return {name: part for name, part in parts.items() if part is not _GONE}
    if isinstance(value, list):
        items = [_spared(_below(schemas, index, page), item, page) for index, item in enumerate(value)]
        return value if items == value else _GONE
    return value


def _below(schemas: Sequence[Schema], part: str | int, page: Schema) -> list[Schema]:
    """Return the schemas of a field, or an item, of a value of one of these."""
    own = _own(schemas, part)
    if not own and isinstance(part, str) and any("properties" in schema for schema in schemas):
        return [_UNKNOWN]
    return [variant for schema in own for variant in _variants(schema, page)]


def _own(schemas: Sequence[Schema], part: str | int) -> list[Schema]:
    """Return what these schemas say of a field or an item themselves, references as they are; `{}` for "anything"."""
    found: list[Any] = []
    for schema in schemas:
        if isinstance(part, str):
            found.append(schema.get("properties", {}).get(part, schema.get("additionalProperties")))
        else:
            before = schema.get("prefixItems", ())
            found.append(before[part] if part < len(before) else schema.get("items"))
    return [{} if schema is True else schema for schema in found if schema is True or isinstance(schema, Mapping)]


def _variants(schema: Schema, page: Schema, depth: int = 0) -> Iterator[Schema]:
    """Yield the schema, its reference merged in, and those that it is a union of."""
    found = dict(schema)
    for _ in range(_DEEPEST):
        if "$ref" not in found:
            break
        name = str(found.pop("$ref")).rpartition("/")[2]
        found = {**page.get("$defs", {}).get(name, {}), **found}
    yield found
    if depth < _DEEPEST:
        for variant in (variant for key in ("anyOf", "oneOf", "allOf") for variant in found.get(key, ())):
            yield from _variants(variant, page, depth + 1)
