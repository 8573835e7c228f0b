"""What does a page's JSON schema say of each field, once references and nullability are out of the way?

Nothing here draws. A `FieldSpec` is what the fields are built from; the schema it keeps is the field's own with its
reference or its one non-null variant merged in, so that a bound inside `anyOf` is as good as one outside.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

__all__ = [
    "HINTS",
    "FieldSpec",
    "Option",
    "as_json",
    "as_text",
    "count_hint",
    "facts",
    "fields_of",
    "prettified",
    "spec_of",
]

HINTS = {
    "uuid": "a UUID",
    "email": "an e-mail address",
    "uri": "a URL",
    "ipv4": "an IPv4 address",
    "ipv6": "an IPv6 address",
    "ipv4network": "an IPv4 network",
    "ipv6network": "an IPv6 network",
    "ipvanyaddress": "an IP address",
    "ipvanynetwork": "an IP network",
    "date": "a date, YYYY-MM-DD, or tomorrow, friday, +3d",
    "date-time": "a moment, YYYY-MM-DDThh:mm:ssZ, or tomorrow 08:00, +2h",
    "time": "a time, hh:mm, or now, now+2h",
    "duration": "a duration such as 2h30m or PT2H30M",
    "timestamp": "a moment, YYYY-MM-DD hh:mm, or tomorrow 08:00, +2h",
    "password": "not shown, not kept in the draft",
}
"""What a format asks an operator to type."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value that may be chosen."""

    value: Any
    """As the schema has it: a string, most often; an integer for an IntEnum."""
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """What a page says of one field."""

    name: str
    label: str
    schema: Mapping[str, Any]
    """The field's own schema, references resolved and the one variant beside null merged in."""
    required: bool = False
    nullable: bool = False
    read_only: bool = False
    has_default: bool = False
    default: Any = None
    options: Sequence[Option] | None = None
    """What may be chosen, of a choice or of a list's items; None where anything may be typed."""
    lengths: str = ""
    """How long a text may be, in words."""
    help: str = ""
    """Description and bounds, in one line."""
    defs: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What references within the schema name."""

    @property
    def type(self) -> str:
        """The JSON type; empty where there are several."""
        found = self.schema.get("type", "")
        return found if isinstance(found, str) else ""

    @property
    def format(self) -> str:
        """The format; empty where there is none."""
        return str(self.schema.get("format", ""))

    def explained(self, doc: str) -> FieldSpec:
        """Return the same, with these words before its help."""
        words = " ".join(doc.split())
        return replace(self, help=" · ".join(part for part in (words, self.help) if part)) if words else self

    @property
    def many(self) -> bool:
        """Whether the value is a list."""
        return self.type == "array"


def fields_of(page: Mapping[str, Any]) -> list[FieldSpec]:
    """Return the fields of a page in their order, everything it lists included."""
    defs = page.get("$defs", {})
    required = set(page.get("required", ()))
    return [spec_of(name, schema, defs, name in required) for name, schema in page.get("properties", {}).items()]


def prettified(name: str) -> str:
    """Return a field's name in words: `node_subscription_id` is `Node subscription id`."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:] if words else name


def as_text(value: Any) -> str:
    """Return how a value is typed in a field of text."""
    return value if isinstance(value, str) else as_json(value)


def as_json(value: Any) -> str:
    """Return a value as JSON, one of parts on several lines."""
    nested = isinstance(value, dict | list) and bool(value)
    return json.dumps(value, indent=2 if nested else None, ensure_ascii=False, default=str)


def count_hint(schema: Mapping[str, Any], count: int, what: str) -> str:
    """Return how many of `what` there are, and how many a list asks for."""
    low, high = schema.get("minItems") or 0, schema.get("maxItems")
    if high is None:
        return f"{count} {what}{f' (at least {low})' if low else ''}"
    wanted = f"exactly {low}" if low == high else f"{low} to {high}" if low else f"at most {high}"
    return f"{count} of {wanted} {what}"


def spec_of(name: str, own: Mapping[str, Any], defs: Mapping[str, Any], required: bool) -> FieldSpec:
    """Return what a schema says of the field, or the item, that it is of; references are looked up in `defs`."""
    schema, nullable = _merged(own, defs)
    items, _ = _merged(schema.get("items", {}), defs)
    listed = items if schema.get("type") == "array" else schema
    return FieldSpec(
        name=name,
        label=_label(name, own, schema),
        schema=schema,
        required=required,
        nullable=nullable,
        read_only=_read_only(schema),
        has_default="default" in schema,
        default=schema.get("default"),
        options=_options(listed),
        lengths=_lengths(schema),
        help=_help(schema),
        defs=defs,
    )


def _merged(own: Mapping[str, Any], defs: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """Return a schema with its reference, or its one variant beside null, merged in; and whether null is allowed."""
    schema, nullable = dict(own), False
    for _ in range(8):  # references may name references; a loop of them stays as it is
        variants = schema.get("anyOf", ())
        beside = [variant for variant in variants if variant.get("type") != "null"]
        if "$ref" in schema:
            target = defs.get(str(schema.pop("$ref")).rpartition("/")[2], {})
            schema = {**target, **schema}
        elif variants and len(beside) == 1 and len(beside) < len(variants):
            del schema["anyOf"]
            schema, nullable = {**beside[0], **schema}, True
        elif len(beside) < len(variants):
            schema, nullable = {**schema, "anyOf": beside}, True
        else:
            break
    return schema, nullable


def _label(name: str, own: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """Return the title the author gave; never that of an enumeration, nor pydantic's own rendering of the name."""
    title = own.get("title")
    if not isinstance(title, str) or not title or schema.get("enum") == []:
        return prettified(name)
    return prettified(name) if title == name.replace("_", " ").title() else title


def _read_only(schema: Mapping[str, Any]) -> bool:
    uniforms = schema.get("uniforms") or schema.get("extraProperties") or {}
    return bool(schema.get("readOnly")) or (isinstance(uniforms, Mapping) and uniforms.get("disabled") is True)


def _options(schema: Mapping[str, Any]) -> Sequence[Option] | None:
    if not isinstance(values := schema.get("enum"), list):
        return None
    labels = schema.get("options", {})
    natives = [value.value if isinstance(value, Enum) else value for value in values]
    return tuple(Option(value, str(labels.get(value, value))) for value in natives)


def _help(schema: Mapping[str, Any]) -> str:
    return " · ".join(facts(schema, HINTS.get(str(schema.get("format")), "")))


def facts(schema: Mapping[str, Any], form: str = "") -> list[str]:
    """Return what the author says of a value, a sentence or bound each; `form` is how it is written."""
    pattern, examples = schema.get("pattern"), schema.get("examples")
    parts = [
        str(schema.get("description") or ""),
        _bounds(schema) if schema.get("format") != "timestamp" else "",  # seconds since 1970 say nothing to anybody
        form,
        f"pattern {pattern}" if pattern else "",
        f"e.g. {', '.join(map(str, examples[:3]))}" if examples else "",
    ]
    return [part for part in parts if part]


def _bounds(schema: Mapping[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    parts = []
    if low is not None and high is not None:
        parts.append(f"{low} to {high}")
    else:
        parts += [f"at least {low}"] if low is not None else []
        parts += [f"at most {high}"] if high is not None else []
    parts += [f"more than {above}"] if above is not None else []
    parts += [f"less than {below}"] if below is not None else []
    parts += [f"a multiple of {schema['multipleOf']}"] if schema.get("multipleOf") is not None else []
    return ", ".join(parts)


def _lengths(schema: Mapping[str, Any]) -> str:
    if schema.get("type") != "string":
        return ""
    low, high = schema.get("minLength"), schema.get("maxLength")
    if low is not None and high is not None:
        return f"{low} characters" if low == high else f"{low} to {high} characters"
    if low is not None:
        return f"at least {low} characters" if low > 1 else "not empty"
    return f"at most {high} characters" if high is not None else ""
