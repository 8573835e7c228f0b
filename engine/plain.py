"""How does text that we did not write become safe to show on a terminal or to keep in a log?

A leaf: pure functions over strings and plain JSON values, importing nothing of ours, so that `widgets` may use it too.
Text from the store, from a device or from an author's exception can carry terminal escapes (clipboard writes, title
changes), bidi overrides and invisible characters. Here they become visible signs, one cell each, and nothing else
about the text changes.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

__all__ = ["MASK", "SECRET_KEY", "SECRET_WORDS", "UNKEPT", "clean", "clean_lines", "is_secret", "redact", "shorten"]

MASK = "********"

SECRET_KEY = "__secret__"
"""The one key of the dict that a secret is, as plain data (`engine.values`)."""

SECRET_WORDS = (
    "access_token",
    "api_key",
    "apikey",
    "authorization",
    "passphrase",
    "passwd",
    "password",
    "private_key",
    "secret",
    "token",
)
"""Parts of a key's name that make its value a secret, unless `[redact] keys` names others as well."""

# C0, DEL, C1; line and paragraph separators; bidi marks, embeddings and isolates; zero-width and invisible operators;
# soft hyphen; variation and language tags; lone surrogates; interlinear and object signs; non-characters; formats of
# hieroglyphs, shorthand and musical notation.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U00013430-\U0001345f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_UNSAFE_BUT_NEWLINE = re.compile(_UNSAFE.pattern.replace("\x00-\x1f", "\x00-\x09\x0b-\x1f"))


UNKEPT = re.compile("[\x00\ud800-\udfff]")
"""What no store keeps in a text: NUL, and half of a character pair."""


def _visible(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code == 0x09:
        return " "
    if code < 0x20:
        return chr(0x2400 + code)  # the control pictures block: ESC becomes U+241B
    return "␡" if code == 0x7F else "�"


def clean(text: str, *, newlines: bool = False) -> str:
    """Return `text` with every control, bidi and invisible character replaced by one visible sign.

    With `newlines` a line feed stays (and CR LF becomes one); otherwise it is shown as `␊`. Never raises.
    """
    if newlines:
        return _UNSAFE_BUT_NEWLINE.sub(_visible, text.replace("\r\n", "\n"))
    return _UNSAFE.sub(_visible, text)


def clean_lines(text: str) -> list[str]:
    """Return the lines of `text`, each made safe; at least one line."""
    return clean(text, newlines=True).split("\n")


def shorten(text: str, length: int) -> str:
    """Return `text` in at most `length` characters, its end replaced by `…` where it was longer."""
    return text if len(text) <= length else text[: max(0, length - 1)] + "…"


def is_secret(key: str, keys: Collection[str] = ()) -> bool:
    """Say whether a value under `key` is a secret: by the usual names, or because `keys` names it."""
    lowered = key.lower()
    return lowered in {name.lower() for name in keys} or any(word in lowered for word in SECRET_WORDS)


def redact(value: Any, keys: Collection[str] = ()) -> Any:
    """Return a copy of a plain JSON `value` in which the values of secret keys are masked, at any depth.

    A dict of `SECRET_KEY` alone is masked wherever it stands. None, booleans and empty strings under a secret key are
    kept: they tell whether a secret is set, not what it is.
    """
    if isinstance(value, dict):
        if value.keys() == {SECRET_KEY}:
            return MASK
        return {
            key: MASK if is_secret(str(key), keys) and _says_something(item) else redact(item, keys)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [redact(item, keys) for item in value]
    return value


def _says_something(value: Any) -> bool:
    return not (value is None or isinstance(value, bool) or value == "")
