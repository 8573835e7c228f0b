"""Which actions are there?"""

from __future__ import annotations

from console.actions.action import Action
from console.actions.everywhere import EVERYWHERE
from console.actions.forms import FORMS
from console.actions.lists import LISTS
from console.actions.processes import PROCESSES
from console.actions.reading import READING
from console.actions.subscriptions import SUBSCRIPTIONS
from console.actions.views import VIEWS

__all__ = ["ACTIONS"]

ACTIONS: tuple[Action, ...] = (
    *EVERYWHERE,
    *LISTS,
    *PROCESSES,
    *VIEWS,
    *READING,
    *SUBSCRIPTIONS,
    *FORMS,
)
"""In the order of the help."""
