"""How does the registry of actions become Textual's bindings?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from textual.binding import Binding

from console.actions import ACTIONS, Action, Scope

__all__ = ["LIST_ALONE", "MARK_KEYS", "TAB_KEYS", "bindings", "keymap"]

MARK_KEYS = frozenset({"list.mark", "list.unmark"})
TAB_KEYS = frozenset({"list.next_tab", "list.previous_tab"})

LIST_ALONE = MARK_KEYS | TAB_KEYS | {"list.leave"}
"""What of a list's actions a timeline or a text does not have."""


def bindings(*scopes: Scope, without: Collection[str] = ()) -> list[Binding]:
    """Return the bindings of these scopes, with the default keys; `without` names ids a screen does not offer."""
    return [
        Binding(
            ",".join(action.keys),
            action.method,
            action.label,
            show=False,
            id=action.id,
            priority=action.priority,
        )
        for action in ACTIONS
        if action.keys and action.scope in scopes and action.id not in without
    ]


def keymap(actions: Iterable[Action]) -> Mapping[str, str]:
    """Return what Textual's `set_keymap` wants: the keys of every action whose keys are not the default ones."""
    defaults = {action.id: action.keys for action in ACTIONS}
    return {action.id: ",".join(action.keys) for action in actions if action.keys != defaults[action.id]}
