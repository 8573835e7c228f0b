"""How is an author's Markdown drawn, when nothing in it may do more than look like something?

Headings, emphasis, code and lists are drawn; everything else, links and HTML among it, is text as it was written.
"""

from __future__ import annotations

import re

from textual.content import Content

from engine.plain import clean_lines

__all__ = ["markdown"]

QUIET = "$foreground 60%"

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_ITEM = re.compile(r"(\s*)(?:[-*+]|(\d{1,3})[.)])\s+(.*)")
_RULE = re.compile(r"\s*([-*_])(?:\s*\1){2,}\s*")
_INLINE = re.compile(r"`(?P<code>[^`]+)`|\*\*(?P<bold>\S(?:.*?\S)?)\*\*|\*(?P<italic>\S(?:[^*]*?[^\s*])?)\*(?!\*)")
_STYLES = {"code": "$text-accent", "bold": "bold", "italic": "italic"}


def markdown(text: str) -> Content:
    """Return Markdown as styled text, made safe."""
    lines: list[Content] = []
    in_code = False
    for line in clean_lines(text):
        if line.lstrip().startswith("```"):
            in_code = not in_code
        elif in_code:
            lines.append(Content.styled(f"  {line}", _STYLES["code"]))
        else:
            lines.append(_line(line))
    return Content("\n").join(lines)


def _line(line: str) -> Content:
    if found := _HEADING.fullmatch(line):
        return _inline(found[2]).stylize("bold underline" if len(found[1]) == 1 else "bold")
    if _RULE.fullmatch(line):
        return Content.styled("─" * 20, QUIET)
    if found := _ITEM.fullmatch(line):
        sign = f"{found[2]}. " if found[2] else "• "
        return Content.assemble(found[1], sign, _inline(found[3]))
    if line.startswith(">"):
        return Content.assemble(("│ ", QUIET), _inline(line[1:].lstrip()))
    return _inline(line)


def _inline(text: str) -> Content:
    parts: list[Content] = []
    at = 0
    for found in _INLINE.finditer(text):
        parts.append(Content(text[at : found.start()]))
        kind = found.lastgroup or "bold"
        parts.append(Content.styled(found[kind], _STYLES[kind]))
        at = found.end()
    return Content("").join([*parts, Content(text[at:])])
