"""What can be done on the screen of a subscription?"""

from __future__ import annotations

from console.actions.action import Action

__all__ = ["SUBSCRIPTIONS"]

SUBSCRIPTIONS: tuple[Action, ...] = (
    Action(
        id="subscription.sync",
        keys=("S",),
        label="set in sync",
        scope="subscription",
        verb="set_in_sync",
        dangerous=True,
        help="Put it back in sync by hand, once the network is seen to be as it says. Asks first.",
    ),
    Action(
        id="subscription.describe",
        keys=("c",),
        label="customer's name",
        scope="subscription",
        verb="describe",
        help="Say how a customer calls it, as `customer: name`; without a name, what stood there is taken away.",
    ),
    Action(
        id="subscription.workflows",
        keys=("m",),
        label="workflows",
        scope="subscription",
        help="Go to the workflows that may run on it; enter starts one, on another it goes to what is in the way.",
    ),
    Action(
        id="subscription.relations",
        keys=("x",),
        label="relations",
        scope="subscription",
        help="Go to what uses it, what it depends on, and all that breaks if it goes.",
    ),
    Action(
        id="subscription.json",
        keys=("J",),
        label="JSON",
        scope="subscription",
        help="Show it whole as JSON, or its parts again.",
    ),
)
