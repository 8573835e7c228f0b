"""How does a shift practise an incident? `task_drill` runs through all that a workflow can do, on request.

Its form is the longest of the demo: whoever wants to see what a form can be, starts a drill.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator
from pydantic_forms.validators import callout

from engine import (
    Assignee,
    Choice,
    Divider,
    FormGenerator,
    FormPage,
    Label,
    LongText,
    State,
    Step,
    StepList,
    SubmitFormPage,
    Target,
    callback_step,
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
from workflows.network.errors import DrillFailed
from workflows.network.fields import OVER_MANAGEMENT_LINK, choice_of, confirmed
from workflows.network.lab import lab
from workflows.network.topology import topology

__all__ = ["task_drill"]

REAL = ("fire", "flood", "storm")
"""Names that only real incidents have."""

PARTNER_PATIENCE = 15 * 60.0
"""Seconds within which the partner has to call."""


class Severity(Choice):
    """How bad the incident is."""

    MINOR = "minor", "Minor: one customer"
    MAJOR = "major", "Major: a site"
    CRISIS = "crisis", "Crisis: the whole network"


def _free(name: str) -> str:
    if not re.fullmatch(r"[a-z][a-z-]{2,19}", name):
        raise ValueError("has to be like lost-fibre: 3 to 20 small letters and dashes")
    if name in REAL:
        raise ValueError(f"{name} is reserved for real incidents")
    return name


def ask_drill(state: State) -> FormGenerator:
    """Ask what is practised and what happens in it; then show it all once more."""
    sites = choice_list(
        choice_of("SiteChoice", {site.code: site.label for site in topology().sites.values()}),
        min_items=1,
        max_items=3,
        unique_items=True,
    )

    class DrillPage(FormPage, title="A drill for the shift"):
        about: callout(  # type: ignore[valid-type]
            header="Nothing real is touched", message="A drill reads routers and changes none.", message_type="success"
        )
        scene: Label = "What is practised"
        codename: Annotated[str, AfterValidator(_free), Field(title="Code name", examples=["lost-fibre"])]
        caller: Annotated[str | None, Field(title="Who calls", description="the partner's duty engineer")] = None
        story: Annotated[LongText | None, Field(title="Story", max_length=2_000)] = None
        network: read_only_field("lab")  # type: ignore[valid-type]
        extent: Divider
        people: Annotated[int, Field(title="People")] = 2
        pace: Annotated[int, Field(title="Pace", ge=1, le=10, description="10: all at once")] = 3
        announced: Annotated[bool, Field(title="Announced")] = True
        severity: Annotated[Severity, Field(title="Severity")] = Severity.MINOR
        sites: Annotated[sites, Field(title="Sites")]  # type: ignore[valid-type]
        course: Divider
        with_measurement: Annotated[bool, Field(title="Links are measured")] = False
        with_report: Annotated[bool, Field(title="The NOC reports")] = True
        with_call: Annotated[bool, Field(title="A partner calls back")] = False
        with_failure: Annotated[bool, Field(title="A step fails")] = False

        @model_validator(mode="after")
        def _caller_is_named(self) -> DrillPage:
            if self.with_call and not self.caller:
                raise ValueError("name who calls, or let no partner call back")
            return self

    drill = yield DrillPage
    answers: State = drill.model_dump(mode="json", exclude={"about", "scene", "extent", "course"})
    GoOn = confirmed("go back to change it, or leave the form")

    class ConfirmPage(SubmitFormPage, title=f"Drill {drill.codename}"):
        answers_so_far: Annotated[LongText, Field(title="Answers so far")] = json.dumps(answers, indent=2)
        continue_task: Annotated[GoOn, Field(title="Begin the drill")] = True  # type: ignore[valid-type]

    yield ConfirmPage
    return answers


@step("Brief the shift")
def brief(codename: str, severity: str, people: int, sites: list[str]) -> State:
    """Say what is about to happen."""
    return {"briefing": f"{codename}: {severity}, {people} people, at {', '.join(sites)}"}


@retrystep("Measure the links of the sites", retry=OVER_MANAGEMENT_LINK)
def measure(sites: list[str]) -> State:
    """Read the light of every link that ends at one of the sites."""
    network = lab()
    links = sorted({link.name for code in sites for link in network.network.links_of(code)})
    return {"power": {name: network.sample(name).power for name in links}}


@inputstep("Report from the floor", assignee=Assignee.NOC)
def report(codename: str) -> FormGenerator:
    """Ask the NOC what it sees."""

    class ReportPage(SubmitFormPage, title=f"Report on {codename}"):
        what: Label = "What does the shift see?"
        headline: Annotated[str, Field(title="Headline", min_length=3, max_length=60)]
        details: Annotated[LongText | None, Field(title="Details")] = None
        customers_called: Annotated[bool, Field(title="Customers called")] = False

    page = yield ReportPage
    return {"report": page.model_dump(mode="json", exclude={"what"})}


@step("Ask the partner to call")
def ask_partner(caller: str, callback_route: str) -> State:
    """Leave the number to call with whoever calls."""
    return {"asked": {"who": caller, "route": callback_route}}


@step("Note what the partner said")
def note_call(callback_result: dict[str, Any]) -> State:
    """Keep it."""
    return {"partner_said": callback_result}


@step("Lose the spare line card")
def lose_card(codename: str) -> State:
    """Fail, as ordered."""
    raise DrillFailed(codename)


@step("Debrief")
def debrief(state: State) -> State:
    """Say what the drill had in it."""
    parts = {"measured": "power", "reported": "report", "called": "partner_said"}
    return {"debriefing": [what for what, key in parts.items() if key in state]}


def _asked(part: str) -> Callable[[Step | StepList], StepList]:
    return conditional(lambda state: bool(state[f"with_{part}"]))


@workflow("Drill an incident", initial_input_form=ask_drill, target=Target.SYSTEM)
def task_drill() -> StepList:
    """Brief, then what was asked for: measure, report, wait for a call, fail; then debrief."""
    call = callback_step("The partner calls", ask_partner, note_call, timeout=PARTNER_PATIENCE)
    return (
        init
        >> brief
        >> _asked("measurement")(measure)
        >> _asked("report")(report)
        >> _asked("call")(call)
        >> _asked("failure")(lose_card)
        >> debrief
        >> done
    )
