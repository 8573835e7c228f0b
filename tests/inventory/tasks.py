"""Which forms do tasks have? One that has to be said yes to, and one that shows what came back from elsewhere."""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict
from pydantic_forms.core import FormPage
from pydantic_forms.validators import LongText

from engine.authored import FormGenerator

__all__ = ["show_results", "wipe"]


def _sure(answer: bool) -> bool:
    if not answer:
        raise ValueError("nothing is wiped until you say so")
    return answer


def wipe(state: dict[str, Any]) -> FormGenerator:
    """A15: a box that has to be ticked."""

    class WipePage(FormPage, title="Wipe the inventory"):
        annihilate: Annotated[bool, AfterValidator(_sure)] = False

    return dict((yield WipePage).model_dump())


def show_results(state: dict[str, Any]) -> FormGenerator:
    """A18: what a run elsewhere came to; no page at all where it told nothing."""
    if "run_results" not in state:
        return {}

    class ResultsPage(FormPage):
        model_config = ConfigDict(title="Results of the run")

        run_status: str = state["run_status"]
        run_results: LongText = LongText(json.dumps(state["run_results"], indent=2))

    yield ResultsPage
    state.pop("run_results")
    return {"seen": True, "left_in_state": sorted(state)}
