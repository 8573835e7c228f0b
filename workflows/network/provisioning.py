"""How does a new router come into the network?

`provision_node`: reserved in the inventory, configured over a link that may not answer, racked by people, made part of
the core where it is one, verified.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from engine import (
    Assignee,
    Choice,
    Divider,
    FormGenerator,
    FormPage,
    Label,
    LongText,
    State,
    StepList,
    SubmitFormPage,
    Target,
    begin,
    choice_list,
    conditional,
    done,
    init,
    inputstep,
    read_only_field,
    retrystep,
    step,
    workflow,
)
from workflows.network.errors import LabError, VerificationFailed
from workflows.network.fields import OVER_MANAGEMENT_LINK, choice_of, confirmed
from workflows.network.lab import lab
from workflows.network.topology import ROUTER_KINDS, Role, Site, router_name, topology

__all__ = [
    "RoleChoice",
    "SiteChoice",
    "confirm_rack_and_power",
    "fitting_name",
    "provision_node",
    "register",
    "reserve",
    "uplinks_near",
]

NEAREST = 8
"""How many routers are offered as uplinks."""


class RoleChoice(Choice):
    """What a router does."""

    EDGE = Role.EDGE.value, "Edge: connects the customers of its site"
    CORE = Role.CORE.value, "Core: carries traffic between sites"


SiteChoice = choice_of("SiteChoice", {site.code: site.label for site in topology().sites.values()})


class NodePage(FormPage, title="Provision a node"):
    """Where the node stands and what it is."""

    place: Label = "Where it stands and what it does"
    site: Annotated[SiteChoice, Field(title="Site")]  # type: ignore[valid-type]
    role: Annotated[RoleChoice, Field(title="Role")] = RoleChoice.EDGE
    node_name: Annotated[
        str, Field(title="Node name", description="site, cr (core) or pe (edge), number", examples=["ams-pe1"])
    ]
    ports: Annotated[int, Field(title="Ports", ge=8, le=96, multiple_of=4)] = 24
    line: Divider
    auto_interfaces: Annotated[bool, Field(title="Auto interfaces", description="enable the uplinks at once")] = True
    description: Annotated[LongText, Field(title="Description", max_length=500)] = ""

    @field_validator("node_name")
    @classmethod
    def _fits_plan_and_inventory(cls, name: str, info: ValidationInfo) -> str:
        return fitting_name(name, info.data.get("site"), info.data.get("role"))


def fitting_name(name: str, site: Choice | None, role: Choice | None) -> str:
    """Return the name of a new node if the naming plan has it and nobody else does.

    Raises:
        ValueError: that is not so; the sentence says what to choose.
    """
    if site is None or role is None:  # their own errors come first
        return name
    kind = Role(role.value)
    if not re.fullmatch(rf"{site.value}-{ROUTER_KINDS[kind]}[1-9][0-9]?", name):
        example = router_name(str(site.value), kind, 2)
        raise ValueError(f"does not fit the naming plan for this site and role, such as {example}")
    if lab().knows(name):
        raise ValueError(f"{name} is in the inventory already; choose another number")
    return name


def ask_node(state: State) -> FormGenerator:
    """Ask what to build, then where to connect it."""
    node = yield NodePage
    site = topology().sites[node.site.value]
    Uplink = choice_of("Uplink", uplinks_near(site))
    least = 2 if node.role is RoleChoice.CORE else 1
    neighbours = choice_list(Uplink, min_items=least, max_items=4, unique_items=True)

    class UplinkPage(SubmitFormPage, title="Uplinks"):
        """Its neighbours, offered from the nearest on."""

        at: read_only_field(site.label)  # type: ignore[valid-type]
        uplinks: Annotated[neighbours, Field(title="Uplinks to")]  # type: ignore[valid-type]

    chosen = yield UplinkPage
    return {
        "site": site.code,
        "city": site.city,
        "role": node.role.value,
        "node_name": node.node_name,
        "ports": node.ports,
        "auto_interfaces": node.auto_interfaces,
        "description": node.description,
        "uplinks": [uplink.value for uplink in chosen.uplinks],
    }


def uplinks_near(site: Site) -> dict[str, str]:
    """Return the core routers in service with their labels, the nearest to a site first."""
    sites = topology().sites
    core = [device for device in lab().devices("in service") if device.role is Role.CORE]
    core.sort(key=lambda device: (site.distance(sites[device.site]), device.name))
    return {
        device.name: f"{device.name}  {sites[device.site].city}, {site.distance(sites[device.site]):.0f} km"
        for device in core[:NEAREST]
    }


@step("Reserve in the inventory")
def reserve(node_name: str, site: str, role: Role, ports: int, description: str, process_id: str) -> State:
    """Enter the node; run again, it finds its own reservation."""
    device = lab().reserve(
        node_name, site=site, role=role, ports=ports, description=description, holder=f"process {process_id[:8]}"
    )
    return {"inventory": {"number": device.number, "loopback": device.loopback, "state": device.state}}


@step("Assign uplink ports")
def assign_ports(node_name: str, uplinks: list[str]) -> State:
    """Pick a port at both ends of each uplink; run again, it finds the same."""
    network = lab()
    patched = {peer: network.patch(node_name, peer) for peer in uplinks}
    return {"uplink_ports": {peer: {"own": own, "peer": other} for peer, (own, other) in patched.items()}}


@retrystep("Push base configuration", retry=OVER_MANAGEMENT_LINK)
def push_base(
    node_name: str, inventory: dict[str, str], uplink_ports: dict[str, dict[str, str]], auto_interfaces: bool
) -> State:
    """Load name, loopback and uplinks."""
    lines = [
        f"set system host-name {node_name}",
        f"set interfaces lo0 unit 0 family inet address {inventory['loopback']}/32",
    ]
    for peer, ports in uplink_ports.items():
        lines.append(f'set interfaces {ports["own"]} description "to {peer} {ports["peer"]}"')
        if not auto_interfaces:
            lines.append(f"set interfaces {ports['own']} disable")
    return {"revisions": {"base": lab().push(node_name, "base", lines)}}


@inputstep("Confirm rack and power", assignee=Assignee.NOC)
def confirm_rack_and_power(node_name: str, site: str, city: str) -> FormGenerator:
    """Ask what whoever stands before the rack reports."""
    free = lab().free_rack_positions(site)
    if not free:
        raise LabError(f"{node_name}: no free rack position at {city}")
    labels = {place: f"rack {place[1:3]}, unit {place[-2:]}" for place in free}
    Position = choice_of("Position", labels)
    FeedA = confirmed("feed A is not confirmed: a node goes into service with both feeds on")
    FeedB = confirmed("feed B is not confirmed: a node goes into service with both feeds on")

    class RackPage(SubmitFormPage, title="Confirm rack and power"):
        """What the engineer on site reports."""

        node: read_only_field(f"{node_name}, {city}")  # type: ignore[valid-type]
        rack_position: Annotated[Position, Field(title="Rack position")]  # type: ignore[valid-type]
        power_a: Annotated[FeedA, Field(title="Power feed A on")]  # type: ignore[valid-type]
        power_b: Annotated[FeedB, Field(title="Power feed B on")]  # type: ignore[valid-type]
        installation_note: Annotated[LongText, Field(title="Note", max_length=2000)] = ""

    report = yield RackPage
    return {
        "rack_position": report.rack_position.value,
        "power_confirmed": report.power_a and report.power_b,
        "installation_note": report.installation_note,
    }


@step("Register the installation")
def register(node_name: str, rack_position: str, inventory: dict[str, str]) -> State:
    """Note in the inventory where the node stands."""
    network = lab()
    network.install(node_name, rack_position)
    return {"inventory": {**inventory, "rack": rack_position, "state": network.device(node_name).state}}


@retrystep("Load core routing policy", retry=OVER_MANAGEMENT_LINK)
def load_core_policy(node_name: str, revisions: dict[str, int]) -> State:
    """Make the node carry traffic between sites."""
    lines = ["set policy-options policy-statement transit then accept", "set protocols ldp interface all"]
    return {"revisions": {**revisions, "core policy": lab().push(node_name, "core policy", lines)}}


@retrystep("Join the core mesh", retry=OVER_MANAGEMENT_LINK)
def join_mesh(node_name: str, uplink_ports: dict[str, dict[str, str]], revisions: dict[str, int]) -> State:
    """Bring up IS-IS on the uplinks."""
    lines = [f"set protocols isis interface {ports['own']} point-to-point" for ports in uplink_ports.values()]
    return {"revisions": {**revisions, "core mesh": lab().push(node_name, "core mesh", lines)}}


@retrystep("Verify the node", retry=OVER_MANAGEMENT_LINK)
def verify(node_name: str, revisions: dict[str, int], inventory: dict[str, str]) -> State:
    """Compare what the node runs with what was loaded, and put it into service."""
    network = lab()
    running = network.configuration(node_name)
    if missing := sorted(set(revisions) - set(running)):
        raise VerificationFailed(f"{node_name}: does not run {', '.join(missing)}, which was loaded")
    network.put_in_service(node_name)
    lines = {part: len(text.splitlines()) for part, text in running.items()}
    return {"running_lines": lines, "inventory": {**inventory, "state": "in service"}}


def _is_core(state: State) -> bool:
    return bool(state["role"] == Role.CORE)


@workflow("Provision a node", initial_input_form=ask_node, target=Target.CREATE)
def provision_node() -> StepList:
    """Reserve, configure, have it racked, make it core where it is, verify."""
    return (
        init
        >> reserve
        >> assign_ports
        >> push_base
        >> confirm_rack_and_power
        >> register
        >> conditional(_is_core)(begin >> load_core_policy >> join_mesh)
        >> verify
        >> done
    )
