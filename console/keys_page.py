"""How does the registry of actions read on a page: the keys, what each does, and its name after `:`?"""

from __future__ import annotations

from collections.abc import Iterable

from console.actions import ACTIONS, Action, Scope, key_label

__all__ = ["keys_page"]

PARTS: tuple[tuple[Scope, str], ...] = (
    ("global", "Everywhere"),
    ("list", "In a list"),
    ("filtered", "In a list that a filter narrows"),
    ("listed", "In a list of processes, tasks or subscriptions"),
    ("process", "On a process, under the cursor or open"),
    ("text", "On the screen of a process or a subscription"),
    ("form", "In a form"),
)
"""The scopes, the most used first; one that is not named here comes after them under its own name."""

HEAD = """# Keys

Every action of the console: its keys, its name after `:` with what it takes, and its id. In `config.toml` an action is
given other keys by its id:

```toml
[keys]
"process.retry" = "ctrl+r"
```

`?` shows those of the screen you are on, and runs the chosen one. **!** marks what cannot be taken back: it asks first.
This page is made from the program: `make keys`.
"""


def keys_page(actions: Iterable[Action] = ACTIONS) -> str:
    """Return the page, in Markdown."""
    found = list(actions)
    titles = {scope: title for scope, title in PARTS}
    titles |= {action.scope: action.scope.capitalize() for action in found if action.scope not in titles}
    parts = [_part(title, [action for action in found if action.scope == scope]) for scope, title in titles.items()]
    return "\n".join([HEAD, *parts])


def _part(title: str, actions: Iterable[Action]) -> str:
    rows = [f"## {title}", "", "| keys | command | what happens | id |", "|---|---|---|---|"]
    return "\n".join([*rows, *map(_row, actions), ""])


def _row(action: Action) -> str:
    keys = " ".join(f"`{_in_table(key_label(key))}`" for key in action.keys)
    names = ", ".join(f"`:{_in_table(name)}`" for name in action.names[:-1])
    takes = f" `{action.takes}`" if action.takes else ""
    mark = "**!** " if action.dangerous else ""
    return f"| {keys} | {names}{takes} | {mark}{_in_table(action.help)} | `{action.id}` |"


def _in_table(text: str) -> str:
    return text.replace("|", "\\|")
