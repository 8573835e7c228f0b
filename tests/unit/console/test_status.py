"""Has every status of the engine its own glyph and word, readable without colour?"""

from __future__ import annotations

import pytest

from console.status import process_look, step_look
from engine.outcome import ProcessStatus, StepStatus


@pytest.mark.parametrize("status", ProcessStatus)
def test_every_process_status_has_a_look_of_its_own(status: ProcessStatus) -> None:
    look = process_look(status)
    assert len(look.glyph) == 1
    assert [other for other in ProcessStatus if process_look(other).text == look.text] == [status]


@pytest.mark.parametrize("status", StepStatus)
def test_every_step_status_has_a_look_of_its_own(status: StepStatus) -> None:
    assert [other for other in StepStatus if step_look(other).text == step_look(status).text] == [status]


@pytest.mark.parametrize("status", ProcessStatus)
def test_a_process_status_fits_its_column(status: ProcessStatus) -> None:
    assert len(process_look(status).text) <= 14


def test_a_status_of_a_newer_engine_is_shown_by_its_name() -> None:
    assert process_look("hibernating").text == "! hibernating"
