"""How does a form page look as a file that is filled in with an editor, and sent with `--input @FILE`?

A JSON object with the page's fields in their order, each below comment lines that say what it takes. What has a default
holds it; what has to be answered holds null.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.forms import PageView
from engine.plain import clean_lines
from widgets.forms.registry import asked
from widgets.forms.schema import HINTS, FieldSpec, facts, fields_of, spec_of

__all__ = ["template_of"]

MOST_OPTIONS = 25
"""Options that are listed; of more, how many they are."""

FORMS = {
    "date": "a date, YYYY-MM-DD",
    "date-time": "a moment, YYYY-MM-DDThh:mm:ssZ",
    "time": "a time, hh:mm:ss",
    "duration": "a duration such as PT2H30M",
    "timestamp": "seconds since 1970-01-01 00:00 UTC",
    "uuid": "a UUID",
    "email": "an e-mail address",
    "uri": "a URL",
    "password": "a secret, not kept",
    "long": "text of several lines, with \\n between them",
}
"""What a format asks for, where a file says it otherwise than a screen."""

TYPES = {
    "string": "text",
    "boolean": "true or false",
    "integer": "an integer",
    "number": "a number",
    "null": "null",
    "array": "a list",
    "object": "an object of any names",
}


def template_of(page: PageView, title: str) -> str:
    """Return the file of a page; `title` is the form's."""
    named = f": {page.title}" if page.title else ""
    head = [
        f"{title}, page {page.index + 1}{named}",
        "Fill in, and send with --input @FILE. Lines that begin with // are comments.",
    ]
    lines = [*_comments(head), "{", *_fields([spec for spec in fields_of(page.schema) if asked(spec)], "  "), "}"]
    return "\n".join(lines)


def _fields(specs: Sequence[FieldSpec], indent: str) -> Iterator[str]:
    for number, spec in enumerate(specs):
        if number:
            yield ""
        yield from _comments(_told(spec), indent)
        comma = "," if spec is not specs[-1] else ""
        parts = _parts(spec)
        if parts and not spec.has_default and not spec.nullable:
            yield f"{indent}{json.dumps(spec.name)}: {{"
            yield from _fields(parts, f"{indent}  ")
            yield f"{indent}}}{comma}"
        else:
            yield f"{indent}{json.dumps(spec.name)}: {_first(spec)}{comma}"


def _first(spec: FieldSpec) -> str:
    secret = spec.format == "password"
    return json.dumps(spec.default if spec.has_default and not secret else None)


def _told(spec: FieldSpec) -> Iterator[str]:
    """Yield what is to be known of a field, a line each: its label, what it takes, whether it may be left out."""
    need = "required" if spec.required else "may be left out"
    yield f"{spec.label}: {_kind(spec)}, {need}"
    yield from facts(spec.schema)
    for option in (spec.options or ())[:MOST_OPTIONS]:
        label = f"  {option.label}" if option.label != str(option.value) else ""
        yield f"  {json.dumps(option.value)}{label}"
    if spec.options is not None and len(spec.options) > MOST_OPTIONS:
        yield f"  and {len(spec.options) - MOST_OPTIONS:,} more; the page's JSON schema has them all"
    item = _item(spec)
    if item is not None:
        yield from facts(item.schema)
    nested = _parts(item) if item is not None else _parts(spec) if spec.has_default or spec.nullable else []
    for part in nested:
        yield f"  {json.dumps(part.name)}: {'; '.join(' '.join(line.split()) for line in _told(part))}"


def _kind(spec: FieldSpec) -> str:
    """Return in a few words what a value is."""
    return f"{_type(spec)} or null" if spec.nullable else _type(spec)


def _type(spec: FieldSpec) -> str:
    if spec.options is not None:
        return "a list of these" if spec.many else "one of these"
    item = _item(spec)
    if item is not None:
        return f"a list, each {_kind(item)}{_count(spec.schema)}"
    variants = spec.schema.get("anyOf") or spec.schema.get("oneOf")
    if variants:
        kinds = (_kind(spec_of(spec.name, variant, spec.defs, True)) for variant in variants)
        return " or ".join(dict.fromkeys(kinds))
    if spec.format:
        return FORMS.get(spec.format) or HINTS.get(spec.format, spec.format)
    if _parts(spec):
        return "an object"
    if places := spec.schema.get("prefixItems"):
        return f"a list of {', '.join(_kind(spec_of(spec.name, place, spec.defs, True)) for place in places)}"
    if isinstance(values := spec.schema.get("additionalProperties"), Mapping):
        return f"an object of any names, each {_kind(spec_of(spec.name, values, spec.defs, True))}"
    return TYPES.get(spec.type, "any JSON")


def _count(schema: Mapping[str, Any]) -> str:
    low, high = schema.get("minItems"), schema.get("maxItems")
    if low is None and high is None:
        return ""
    return f" ({low or 0} to {high})" if high is not None else f" (at least {low})"


def _item(spec: FieldSpec) -> FieldSpec | None:
    """Return what a list is of; None for what is no list, or one of options."""
    items = spec.schema.get("items")
    if spec.options is not None or not isinstance(items, Mapping):
        return None
    return spec_of(spec.name, items, spec.defs, True)


def _parts(spec: FieldSpec) -> list[FieldSpec]:
    """Return the fields of a value that is an object of its own."""
    if spec.type != "object":
        return []
    return [part for part in fields_of({**spec.schema, "$defs": spec.defs}) if asked(part)]


def _comments(lines: Iterable[str], indent: str = "") -> Iterator[str]:
    return (f"{indent}// {part}".rstrip() for line in lines for part in clean_lines(line))
