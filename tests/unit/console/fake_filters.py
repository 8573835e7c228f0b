"""What may a filter say where there is no store? The real languages, over names that are written down here."""

from __future__ import annotations

from collections.abc import Iterable

from console.deck import Filtered
from engine import catalogue, schedule_lines
from engine.catalogue import Entry
from engine.filters.audit import AUDIT
from engine.filters.completion import Completion, completion
from engine.filters.held import Held
from engine.filters.processes import PROCESSES
from engine.filters.subscriptions import subscription_language
from engine.narrowing import takes
from engine.schedule_lines import ScheduleLine

__all__ = ["SUBSCRIPTIONS", "completed"]

SUBSCRIPTIONS = subscription_language(Held(frozenset({"loopback", "vlan"})))
NAMES = {
    "workflows.name": ("check_link", "create_port", "modify_port", "provision_node", "validate_node"),
    "workflows.target": ("CREATE", "MODIFY", "SYSTEM", "VALIDATE"),
    "processes.assignee": ("NOC", "SYSTEM"),
    "products.name": ("L2VPN", "Node 10G", "Port 10G"),
    "products.tag": ("L2VPN", "NODE", "PORT"),
    "products.product_type": ("L2VPN", "Node", "Port"),
    "subscriptions.customer_id": ("NOC", "SURF", "UvA"),
}
"""By column of the store."""


def completed(
    of: Filtered, text: str, at: int, entries: Iterable[Entry], schedules: Iterable[ScheduleLine]
) -> Completion:
    """Return how a filter may go on."""
    if of == "schedule":
        fields = takes(schedule_lines.FIELDS, map(schedule_lines.facts_of, schedules))
    elif of in catalogue.FIELDS:
        fields = takes(catalogue.FIELDS[of], [catalogue.facts_of(entry) for entry in entries if entry.kind == of])
    else:
        fields = {"process": PROCESSES, "command": AUDIT, "subscription": SUBSCRIPTIONS}[of].takes()
    return completion(text, at, fields, lambda takes: NAMES.get(str(takes.names), ()))
