"""Which failures are alike, so that an operator may act on all of them at once?

Those of one workflow at one step, by an error of one class, whose messages differ in numbers and ids alone. What they
have in common is kept with the process, in the commit that failed it: finding them reads no log.
"""

from __future__ import annotations

import re
from hashlib import blake2b

__all__ = ["FINGERPRINT_LENGTH", "fingerprint"]

FINGERPRINT_LENGTH = 16

_IDS = re.compile(r"\b(?=[0-9a-f-]*\d)[0-9a-f]{4,}(?:-[0-9a-f]{2,})+\b|\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b", re.IGNORECASE)
"""Ids and digests: eight hexadecimal digits and more, or groups of them, with a digit among them."""


def fingerprint(step: str | None, error_class: str, message: str) -> str:
    """Return what failures that are alike have in common, but for their workflow, which is compared as it is."""
    bare = re.sub(r"\d+", "#", _IDS.sub("#", message))
    text = "\x1f".join((step or "", error_class, " ".join(bare.split())))
    return blake2b(text.encode(errors="replace"), digest_size=FINGERPRINT_LENGTH // 2).hexdigest()
