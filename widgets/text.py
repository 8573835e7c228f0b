"""How does text that we did not write reach a widget, and what stands guard behind that?

`plain` is the one way: cleaned, and as `Content`, so that brackets in it are never markup. `SafeLineFilter` is the last
line of defence, for what reached the screen by another way: no control character leaves for the terminal.
"""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from engine.plain import clean

__all__ = ["SafeLineFilter", "plain"]

# Only what can hurt a terminal or turn a line around. Joiners and variation selectors stay: by now the width of the
# line is counted, and our own signs may use them.
_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def plain(value: object, *, newlines: bool = False) -> Content:
    """Return `value` as text that is safe to show: no markup, no control characters, never raising.

    With `newlines` line feeds stay; otherwise they are shown as a sign.
    """
    return Content(clean(value if isinstance(value, str) else str(value), newlines=newlines))


class SafeLineFilter(LineFilter):
    """Replaces control, bidi and zero-width characters and surrogates in every line on its way to the terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the line with each harmful character replaced by one sign; a harmless line costs one search a segment.

        Control segments (cursor moves that Textual itself wrote) pass.
        """
        search = _HARMFUL.search
        if not any(search(segment.text) for segment in segments if not segment.control):
            return segments
        return [
            segment if segment.control else Segment(_HARMFUL.sub("�", segment.text), segment.style)
            for segment in segments
        ]
