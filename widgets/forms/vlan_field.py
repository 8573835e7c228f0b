"""What do VLANs written as ranges come to? Said while they are typed; `12-10` is accepted by its class, and is none."""

from __future__ import annotations

import re
from collections.abc import Collection

from widgets.forms.text_fields import TextField

__all__ = ["VlanField", "ranges_of", "vlans_in"]

RANGES = re.compile(r"\s*\d+\s*(-\s*\d+\s*)?(,\s*\d+\s*(-\s*\d+\s*)?)*")
MOST = 4096


class VlanField(TextField):
    """A line of VLANs."""

    def hint(self) -> str:
        """Count them, and say how they are written where they are typed otherwise."""
        found = vlans_in(self.text)
        count = f"= {len(found)} VLAN{'s' if len(found) > 1 else ''}" if found else ""
        written = ranges_of(found) if found else ""
        stored = f": {written}" if written and written != self.text else ""
        return " · ".join(part for part in (count + stored, super().hint()) if part)

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


def ranges_of(vlans: Collection[int]) -> str:
    """Return VLANs as they are kept: in their order, those in a row as one range, such as `10-12,20`."""
    runs: list[list[int]] = []
    for vlan in sorted(vlans):
        if runs and vlan == runs[-1][-1] + 1:
            runs[-1].append(vlan)
        else:
            runs.append([vlan])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
