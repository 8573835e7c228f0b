"""Does a short list understand the filter language as a long one does?"""

from __future__ import annotations

import pytest

from engine.errors import BadQuery
from engine.narrowing import narrowed_by

ROW = {"name": "Node 10G", "state": "active", "note": ""}


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("", True),
        ("node", True),
        ("node 40g", False),
        ('"node 10"', True),
        ("state:active", True),
        ("state:paused|ACTIVE", True),
        ("!state:active", False),
        ("circuit | node", True),
        ('note:""', True),
        ('name:""', False),
    ],
)
def test_a_filter_leaves_what_holds_its_words(text: str, fits: bool) -> None:
    assert narrowed_by(text, ROW)(ROW) is fits


@pytest.mark.parametrize(
    ("text", "said", "at"),
    [("nope:x", "There is no field 'nope'; there are: name, state, note", 0), ("state>a", "'state' has no order", 6)],
)
def test_what_cannot_be_understood_is_pointed_at(text: str, said: str, at: int) -> None:
    with pytest.raises(BadQuery) as caught:
        narrowed_by(text, ROW)
    assert said in str(caught.value)
    assert caught.value.at == at
