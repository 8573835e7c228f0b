"""What are the parts of a filter, and where in the text does each of them stand?

    retry ams              both words occur
    "push config"          quotes keep spaces, and make any sign a plain letter
    status:failed          the field is this; `status:failed|waiting` and `status:(failed|waiting)`: one of these
    !status:completed      `!` or `-` excludes the term, or the group, behind it
    age>2h  attempts:2..5  comparisons and ranges, where the field has an order
    ams | utr -backup      a bar with spaces around it divides whole filters; round brackets keep them together

Signs inside a word are plain letters: `node123(planned)`, `ge-0/0/1.100`, `10.0.0.0/24`, `2a10:e300:fff0::/48`.
What cannot be understood is refused with the place where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from engine.addresses import mac_of, network_of
from engine.errors import BadQuery
from engine.plain import UNKEPT

__all__ = ["All", "Any", "Begun", "Node", "Not", "Operator", "Term", "begun", "parsed"]

MAX_LENGTH = 500
DEEPEST = 20

Operator = Literal[":", "<", "<=", ">", ">="]

_HEAD = re.compile(r"([A-Za-z_][A-Za-z0-9_.]*)(:(?:<=|>=|<|>)?|<=|>=|<|>|=)")
_BLANK = " \t\n\r\v\f"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing asked of one field, or of the text as a whole where no field is named."""

    field: str | None
    operator: Operator
    value: str
    at: int
    """Where the value stands, from 0."""
    starred: bool = False
    """It ended with `*`: where a value is compared as a whole, it may go on."""


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    node: Node


@dataclass(frozen=True, slots=True)
class All:
    """Each of these must hold."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """One of these must hold."""

    nodes: tuple[Node, ...]


Node = Term | Not | All | Any


@dataclass(frozen=True, slots=True)
class Begun:
    """What is being typed at the end of a filter."""

    field: str | None
    """Whose value it is; None: a word, or the name of a field."""
    at: int
    """Where it begins."""


def parsed(text: str, check_field: Callable[[str], str | None]) -> Node:
    """Return the parts of a filter. `check_field` says of a name why it is no field; None when it is one.

    Raises:
        BadQuery: what is wrong, where, and what to do about it.
    """
    if len(text) > MAX_LENGTH:
        raise BadQuery(f"The filter is longer than {MAX_LENGTH} characters", at=MAX_LENGTH)
    if (unkept := UNKEPT.search(text)) is not None:
        raise BadQuery("The filter holds a character that no text in the store can hold", at=unkept.start())
    return _Parser(text, check_field).whole()


def begun(text: str, check_field: Callable[[str], str | None]) -> Begun | None:
    """Return what is being typed at the end of a text, right or wrong; None where nothing can go on there."""
    parser = _Parser(text, check_field)
    with suppress(BadQuery):
        parser.whole()
    return parser.begun


class _Parser:
    """Reads a text from left to right; `_at` is the place of the next character."""

    def __init__(self, text: str, check_field: Callable[[str], str | None]) -> None:
        self._text, self._check_field = text, check_field
        self._at = 0
        self._brackets: list[int] = []
        """Places of the groups that are open."""
        self.begun: Begun | None = None
        """What was begun last, and is not closed by a quote or a bracket."""

    def whole(self) -> Node:
        """Read everything."""
        return self._either()

    @property
    def _next(self) -> str:
        """The next character; nothing at the end."""
        return self._text[self._at : self._at + 1]

    def _begin(self, field: str | None) -> None:
        self.begun = Begun(field, self._at)

    @property
    def _is_apart(self) -> bool:
        """Whether nothing stands right before the next character that it would go on with."""
        return self._at == 0 or self._text[self._at - 1] in _BLANK + "(|"

    def _skip_blanks(self) -> None:
        while self._next and self._next in _BLANK:
            self._at += 1

    def _either(self) -> Node:
        """Read filters divided by bars, up to the end, or to the bracket that closes the group."""
        found = [self._together()]
        while self._next == "|":
            self._at += 1
            found.append(self._together())
        filled = [node for node in found if node != All(())]
        if len(filled) == 1:
            return filled[0]
        return Any(tuple(filled)) if filled else All(())

    def _together(self) -> Node:
        """Read terms up to a bar that divides, or to the end of the group."""
        found: list[Node] = []
        while True:
            self._skip_blanks()
            if self._is_apart:
                self._begin(None)
            if self._next in ("", "|") or (self._next == ")" and self._brackets):
                return found[0] if len(found) == 1 else All(tuple(found))
            found.append(self._signed())

    def _signed(self) -> Node:
        """Read a term or a group, with the sign that excludes it."""
        excluded = False
        while (sign := self._next) in ("!", "-"):
            behind = self._text[self._at + 1 : self._at + 2]
            alone = not behind or behind in _BLANK
            if sign == "-" and (alone or behind == "-"):
                break
            self._at += 1
            self._begin(None)
            if alone:
                raise BadQuery("'!' excludes the term right behind it: !status:completed", at=self._at - 1)
            excluded = not excluded
        node = self._group() if self._next == "(" else self._alternatives()
        return Not(node) if excluded else node

    def _group(self) -> Node:
        self._open_bracket()
        inner = self._either()
        self._close_bracket()
        return inner

    def _open_bracket(self) -> None:
        if len(self._brackets) >= DEEPEST:
            raise BadQuery(f"More than {DEEPEST} brackets are open at once", at=self._at)
        self._brackets.append(self._at)
        self._at += 1

    def _close_bracket(self) -> None:
        opened = self._brackets[-1]
        if self._next != ")":
            raise BadQuery("This bracket is open: close it with ')', or put the text in double quotes", at=opened)
        self._at += 1
        self._brackets.pop()
        self.begun = None

    def _alternatives(self) -> Node:
        """Read values divided by bars without spaces; the later ones are of the same field, or name another."""
        found = self._one(None)
        field = found[-1]
        while self._next == "|" and self._at + 1 < len(self._text) and self._text[self._at + 1] not in _BLANK + "|)":
            self._at += 1
            self._begin(field.field)
            found += self._one(field)
            field = found[-1]
        if self._next == "|" and self._text[self._at + 1 : self._at + 2] in ("", "|"):
            while self._next == "|":  # typed halfway
                self._at += 1
            self._begin(field.field)
        return found[0] if len(found) == 1 else Any(tuple(found))

    def _one(self, before: Term | None) -> list[Term]:
        """Read a field with its values, or a value of the field that was before."""
        head = _HEAD.match(self._text, self._at)
        if head is not None and self._is_field(head):
            name, sign = head.group(1).lower(), head.group(2)
            operator: Operator = sign.removeprefix(":") or ":"  # type: ignore[assignment]
            self._at = head.end()
            return self._values(name, ":" if sign == "=" else operator, head.group())
        if before is not None:
            return [self._value(before.field, before.operator)]
        return [self._value(None, ":")]

    def _is_field(self, head: re.Match[str]) -> bool:
        """Say whether a word that looks like a field is one; one with a colon that is none is a mistake."""
        name, sign = head.groups()
        why_not = self._check_field(name.lower())
        if why_not is None:
            return True
        if not sign.startswith(":"):
            return False
        word = self._word(head.start())
        if network_of(word) or mac_of(word) or self._text.startswith("//", head.end()):
            return False
        raise BadQuery(f"{why_not}; to look for the text itself, put it in double quotes", at=head.start())

    def _values(self, field: str, operator: Operator, head: str) -> list[Term]:
        """Read what is behind a field: one value, or several in brackets."""
        self._begin(field)
        if self._next != "(":
            if self._next in ("", "|", *_BLANK) or (self._next == ")" and self._brackets):
                raise BadQuery(f"'{head}' needs a value right behind it", at=self._at)
            return [self._value(field, operator)]
        self._open_bracket()
        found: list[Term] = []
        while True:
            while self._next and self._next in _BLANK + "|":
                self._at += 1
            if self._is_apart:
                self._begin(field)
            if self._next in ("", ")"):
                break
            found.append(self._value(field, operator))
        if not found and self._next == ")":
            raise BadQuery(f"'{head}' needs a value between its brackets", at=self._at)
        self._close_bracket()
        return found

    def _value(self, field: str | None, operator: Operator) -> Term:
        at = self._at
        if self._next == '"':
            return Term(field, operator, self._quoted(), at)
        word = self._word(at)
        self._at += len(word)
        bare = word.rstrip("*") or word
        return Term(field, operator, bare, at, starred=bare != word)

    def _quoted(self) -> str:
        opened, found = self._at, []
        self._at += 1
        while self._next and self._next != '"':
            if self._next == "\\" and self._text[self._at + 1 : self._at + 2] in ('"', "\\"):
                self._at += 1
            found.append(self._next)
            self._at += 1
        if not self._next:
            raise BadQuery("This quote is open: close it, or leave it out", at=opened)
        self._at += 1
        self.begun = None
        return "".join(found)

    def _word(self, start: int) -> str:
        """Return the word from there on: up to a blank, a bar, or the bracket that closes an open group."""
        inner = 0
        for end in range(start, len(self._text)):
            letter = self._text[end]
            if letter in _BLANK or letter == "|":
                return self._text[start:end]
            if letter == "(":
                inner += 1
            elif letter == ")" and inner:
                inner -= 1
            elif letter == ")" and self._brackets:
                return self._text[start:end]
        return self._text[start:]
