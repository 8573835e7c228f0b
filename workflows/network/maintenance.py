"""How is a router taken out of the network for work on it, and brought back?

`drain_node_for_maintenance`: only where the network stays whole without it, only after a go from the NOC, and back in
service when the work is said to be finished.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from engine import (
    Assignee,
    FormGenerator,
    LongText,
    State,
    StepList,
    SubmitFormPage,
    Target,
    done,
    init,
    inputstep,
    read_only_field,
    retrystep,
    step,
    workflow,
)
from workflows.network.errors import SiteCutOff, VerificationFailed
from workflows.network.fields import OVER_MANAGEMENT_LINK, choice_of, confirmed
from workflows.network.lab import lab
from workflows.network.topology import topology

__all__ = ["drain_node_for_maintenance"]

DRAIN = "drain"
"""The part of a router's configuration that keeps traffic away."""


def ask_node_to_drain(state: State) -> FormGenerator:
    """Ask which node, on whose ticket."""
    sites = topology().sites
    labels = {device.name: f"{device.name}  {sites[device.site].label}" for device in lab().devices("in service")}
    Node = choice_of("Node", labels)

    class DrainPage(SubmitFormPage, title="Drain a node for maintenance"):
        node_name: Annotated[Node, Field(title="Node")]  # type: ignore[valid-type]
        ticket: Annotated[str, Field(title="Change ticket", pattern=r"^CHG-\d{4,6}$", examples=["CHG-20417"])]
        reason: Annotated[LongText, Field(title="Reason", max_length=500)] = ""

    page = yield DrainPage
    return {"node_name": page.node_name.value, "ticket": page.ticket, "reason": page.reason}


@step("Check redundancy")
def check_redundancy(node_name: str) -> State:
    """Refuse to cut off a site."""
    network = lab()
    first = {site.router: site.code for site in network.network.sites.values()}
    out = [*(device.name for device in network.devices("drained")), node_name]
    gone = [first[name] for name in out if name in first]
    if cut_off := network.network.cut_off_without(*gone):
        raise SiteCutOff(node_name, [network.network.sites[code].city for code in cut_off])
    own = network.network.links_of(first[node_name]) if node_name in first else []
    return {"links_affected": {link.name: link.capacity for link in own}}


@inputstep("Go or no-go", assignee=Assignee.NOC)
def go_or_no_go(node_name: str, ticket: str, links_affected: dict[str, int]) -> FormGenerator:
    """Ask the NOC to let the change begin."""
    moved = f"{len(links_affected)} links, {sum(links_affected.values())} Gbit/s"
    Informed = confirmed("customers have to be informed first; abort the process for a no-go")

    class GoPage(SubmitFormPage, title="Go or no-go"):
        node: read_only_field(node_name)  # type: ignore[valid-type]
        change: read_only_field(ticket)  # type: ignore[valid-type]
        traffic_moved: read_only_field(moved)  # type: ignore[valid-type]
        customers_informed: Annotated[Informed, Field(title="Customers informed")]  # type: ignore[valid-type]
        go_note: Annotated[LongText, Field(title="Note")] = ""

    page = yield GoPage
    return {"go": page.customers_informed, "go_note": page.go_note}


@step("Commit the drain policy")
def commit_drain(node_name: str) -> State:
    """Have every other router look for another way."""
    network = lab()
    revision = network.push(node_name, DRAIN, ["set protocols isis overload"])
    network.drain(node_name)
    return {"drain_revision": revision}


@retrystep("Confirm that traffic has left", retry=OVER_MANAGEMENT_LINK)
def confirm_drained(node_name: str) -> State:
    """Read back what the node runs."""
    running = lab().configuration(node_name).get(DRAIN, "")
    if "set protocols isis overload" not in running:
        raise VerificationFailed(f"{node_name}: the overload bit is not set, traffic still passes")
    return {"traffic": 0}


@inputstep("Work finished", assignee=Assignee.NOC)
def work_finished(node_name: str, ticket: str) -> FormGenerator:
    """Wait for the engineers on site."""
    Left = confirmed("the node stays drained until the engineers have left it")

    class FinishedPage(SubmitFormPage, title="Work finished"):
        node: read_only_field(node_name)  # type: ignore[valid-type]
        change: read_only_field(ticket)  # type: ignore[valid-type]
        work_finished: Annotated[Left, Field(title="Engineers have left")]  # type: ignore[valid-type]
        work_note: Annotated[LongText, Field(title="What was done")] = ""

    page = yield FinishedPage
    return {"work_finished": page.work_finished, "work_note": page.work_note}


@retrystep("Return to service", retry=OVER_MANAGEMENT_LINK)
def return_to_service(node_name: str) -> State:
    """Let traffic in again."""
    network = lab()
    revision = network.push(node_name, DRAIN, ["delete protocols isis overload"])
    network.put_in_service(node_name)
    return {"drain_revision": revision, "node_state": network.device(node_name).state}


@workflow("Drain a node for maintenance", initial_input_form=ask_node_to_drain, target=Target.MODIFY)
def drain_node_for_maintenance() -> StepList:
    """Check, ask, drain, wait for the work, return."""
    return (
        init
        >> check_redundancy
        >> go_or_no_go
        >> commit_drain
        >> confirm_drained
        >> work_finished
        >> return_to_service
        >> done
    )
