"""Which failures are alike, so that an operator may act on all of them at once?

Those of one workflow at one step, by an error of one class, whose messages differ in numbers, ids and addresses alone.
What they have in common is kept with the process, in the commit that failed it: finding them reads no log.
"""

from __future__ import annotations

import re
from hashlib import blake2b

__all__ = ["fingerprint"]

_RUNS = re.compile(r"\b[0-9a-f]+(?:[-:.]{1,2}[0-9a-f]+)*\b", re.IGNORECASE)

SHORTEST_ID = 7
"""Characters of an id, a digest or an address, the signs between them counted."""


def fingerprint(step: str | None, error_class: str, message: str) -> str:
    """Return what failures that are alike have in common, but for their workflow, which is compared as it is."""
    bare = re.sub(r"\d+", "#", _RUNS.sub(_without_id, message))
    text = "\x1f".join((step or "", error_class, " ".join(bare.split())))
    return blake2b(text.encode(errors="replace"), digest_size=8).hexdigest()


def _without_id(run: re.Match[str]) -> str:
    """Return a sign in place of an id, a digest or an address: hexadecimal digits, with a digit among them."""
    text = run.group()
    return "#" if len(text) >= SHORTEST_ID and any(letter.isdigit() for letter in text) else text
