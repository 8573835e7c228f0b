"""Do the links of the network carry what they should?

`check_link` measures one and fails where it is degraded; `task_soak_test_links` measures all of them in turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from engine import (
    FormGenerator,
    State,
    Step,
    StepList,
    SubmitFormPage,
    Target,
    done,
    init,
    retrystep,
    step,
    workflow,
)
from workflows.network.errors import LinkDegraded
from workflows.network.fields import OVER_MANAGEMENT_LINK, choice_of
from workflows.network.lab import lab
from workflows.network.light import THRESHOLD, Reading
from workflows.network.topology import topology

__all__ = ["check_link", "task_soak_test_links"]

SOAK_PART = 6
"""Links in a step of the soak test: whoever waits for a step in hand waits for no more than a quarter of a minute."""

LinkChoice = choice_of("LinkChoice", {link.name: link.label for link in topology().links.values()})


def ask_link(state: State) -> FormGenerator:
    """Ask which link."""

    class LinkPage(SubmitFormPage, title="Check a link"):
        link: Annotated[LinkChoice, Field(title="Link")]  # type: ignore[valid-type]

    page = yield LinkPage
    return {"link": page.link.value}


@retrystep("Measure from both ends", retry=OVER_MANAGEMENT_LINK)
def measure(link: str) -> State:
    """Read light, loss and round trip; both routers have to answer."""
    return {"measurement": lab().measure(link).facts()}


@step("Compare with thresholds")
def compare(link: str, measurement: dict[str, Any]) -> State:
    """Accept a good measurement; let the collector confirm a bad one before it is called an alarm."""
    reading = Reading(**measurement)
    if reading.is_good:
        return {"verdict": "good"}
    confirmation = lab().sample(link)
    _accept(confirmation)
    return {"verdict": "recovered", "confirmation": confirmation.facts()}


def _accept(reading: Reading) -> None:
    if not reading.is_good:
        raise LinkDegraded(reading.link, reading.port, reading.power, THRESHOLD)


@workflow("Check a link", initial_input_form=ask_link, target=Target.SYSTEM)
def check_link() -> StepList:
    """Measure, and compare with the thresholds."""
    return init >> measure >> compare >> done


def _soak(number: int, links: Sequence[str]) -> Step:
    """Return the step that measures some of the links."""

    @retrystep(f"Soak test {links[0]} to {links[-1]}")
    def soak() -> State:
        readings = [lab().sample(link) for link in links]
        return {f"power_{number}": {reading.link: reading.power for reading in readings}}

    return soak


def _soak_all() -> StepList:
    links = list(topology().links)
    starts = range(0, len(links), SOAK_PART)
    return StepList(_soak(number, links[at : at + SOAK_PART]) for number, at in enumerate(starts, start=1))


@step("Summarise")
def summarise(state: State) -> State:
    """Name the weakest link, and all that are below the threshold."""
    power = {link: dbm for key, part in state.items() if key.startswith("power_") for link, dbm in sorted(part.items())}
    weakest = min(power, key=lambda link: power[link])
    below = [link for link, dbm in power.items() if dbm < THRESHOLD]
    return {"summary": {"links": len(power), "weakest": weakest, "power": power[weakest], "below_threshold": below}}


@workflow("Soak-test all links", target=Target.SYSTEM)
def task_soak_test_links() -> StepList:
    """Measure every link, some in each step."""
    return init >> _soak_all() >> summarise >> done
