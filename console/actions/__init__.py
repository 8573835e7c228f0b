"""What can an operator do, and with which key?

One registry of pure data. Textual's bindings, the footer, the `?` help, the command line's help and `docs/keys.md` are
views of it. Whether an action applies to a process, and if not why not, is never decided here: an action that changes
the store names the engine's verb, and the engine says.
"""

from __future__ import annotations

from console.actions.action import Action, Scope
from console.actions.keys import TOGETHER, BadKeys, key_label, with_keys
from console.actions.registry import ACTIONS

__all__ = ["ACTIONS", "TOGETHER", "Action", "BadKeys", "Scope", "key_label", "with_keys"]
