"""What do VLANs written as ranges come to? Said while they are typed; `12-10` is accepted by its class, and is none."""

from __future__ import annotations

import re

from widgets.forms.text_fields import TextField

__all__ = ["VlanField", "vlans_in"]

RANGES = re.compile(r"\s*\d+\s*(-\s*\d+\s*)?(,\s*\d+\s*(-\s*\d+\s*)?)*")
MOST = 4096


class VlanField(TextField):
    """A line of VLANs."""

    def hint(self) -> str:
        """Count them."""
        found = vlans_in(self.text)
        count = f"= {len(found)} VLAN{'s' if len(found) > 1 else ''}" if found else ""
        return " · ".join(part for part in (count, super().hint()) if part)

    def warning(self) -> str:
        """Say that what is written comes to nothing."""
        return "these are no VLANs: a range goes upwards" if vlans_in(self.text) == set() else ""

    def edited(self) -> None:
        """Count while they are typed."""
        super().edited()
        self.show_note()


def vlans_in(text: str) -> set[int] | None:
    """Return the VLANs of a text such as `10-12,20`; None where it is none of that, or too much for a network."""
    if not RANGES.fullmatch(text):
        return None
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        if max(len(first.strip()), len(last.strip())) > len(str(MOST)) or int(last or first) > MOST:
            return None
        found.update(range(int(first), int(last or first) + 1))
    return found
