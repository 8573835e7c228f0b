"""How does what is sold get onto routers, is it still there, and how is it taken away?

The same steps for every product: what a subscription wants of routers is in `workflows.network.intended`.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine import InconsistentDataError, State, StepList, SubscriptionModel, begin, retrystep, step
from workflows.network.fields import OVER_MANAGEMENT_LINK
from workflows.network.intended import Difference, differences, intended
from workflows.network.lab import lab

__all__ = ["configure", "differs", "erase", "verify"]


@retrystep("Configure the routers", retry=OVER_MANAGEMENT_LINK)
def configure(subscription: SubscriptionModel) -> State:
    """Load what the subscription wants; run again, a router that has it already keeps its revision."""
    wanted = intended(subscription)
    return {
        "revisions": {
            router: {part: lab().push(router, part, lines) for part, lines in parts.items()}
            for router, parts in wanted.items()
        }
    }


@retrystep("Erase it from the routers", retry=OVER_MANAGEMENT_LINK)
def erase(subscription: SubscriptionModel) -> State:
    """Take out what was loaded for the subscription; run again, there is nothing left to take."""
    wanted = intended(subscription)
    for router, parts in wanted.items():
        for part in parts:
            lab().erase(router, part)
    return {"erased": {router: list(parts) for router, parts in wanted.items()}}


@retrystep("Read what the routers run", retry=OVER_MANAGEMENT_LINK)
def read(subscription: SubscriptionModel) -> State:
    """Ask each router for the parts that belong to the subscription; one that does not answer is asked again."""
    running = {}
    for router, parts in intended(subscription).items():
        found = lab().configuration(router)
        running[router] = {part: found[part] for part in parts if part in found}
    return {"running": running}


@step("Compare with the subscription")
def compare(subscription: SubscriptionModel, running: dict[str, dict[str, str]]) -> State:
    """Fail where a router runs something else, and say which lines."""
    found = differences(intended(subscription), running)
    differs([f"{each['router']}, {each['part']}" for each in found], found)
    return {"compared": {router: list(parts) for router, parts in running.items()}}


def differs(where: Sequence[str], details: Sequence[Difference]) -> None:
    """Say where the network is not as a subscription has it, if it is anywhere.

    Raises:
        InconsistentDataError: it is.
    """
    if where:
        raise InconsistentDataError(f"not as the subscription has it: {'; '.join(where)}", details=list(details))


verify: StepList = begin >> read >> compare
"""Reading is tried again, a difference is not: it fails at once."""
