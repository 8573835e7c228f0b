"""Is what was answered kept, page by page, and can a process be started again with it?"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import delete, func, select, update

from engine import FormGenerator, FormPage, State, Target, begin, done, inputstep, step
from engine.answers import KeptPage, answers_of
from engine.errors import FormRejected, NotFound, Refused
from engine.starting import start_process
from engine.store.database import Store
from engine.store.form_tables import InputStateTable
from engine.triggers import Trigger
from tests.clock import SettableClock
from tests.lab import Lab, flow

CANARY = "hunter2-canary"


def ask_node(state: State) -> FormGenerator:
    class Node(FormPage):
        node_name: str
        live_on: date | None = None

    class Login(FormPage):
        user: str
        enable: SecretStr

    node = yield Node
    login = yield Login
    return {**node.model_dump(), "user": login.user}


@inputstep("Confirm")
def confirm(state: State) -> FormGenerator:
    class Confirm(FormPage):
        ports: int = 4
        enable: SecretStr

    answer = yield Confirm
    return {"ports": answer.ports}


FLOW = flow(begin >> confirm >> done, name="node", form=ask_node)
PAGES: list[dict[str, Any]] = [
    {"node_name": "ams-pe1", "live_on": date(2030, 1, 2)},
    {"user": "anna", "enable": CANARY},
]
KEPT = [{"node_name": "ams-pe1", "live_on": "2030-01-02"}, {"user": "anna"}]


def kept(lab: Lab, process_id: UUID) -> list[tuple[int, str, list[dict[str, object]], list[str]]]:
    with lab.store.reading() as connection:
        return [
            (
                one.seq,
                one.input_type,
                [dict(page.answer) for page in one.pages],
                [name for page in one.pages for name in page.left_out],
            )
            for one in answers_of(connection, process_id)
        ]


def test_what_was_sent_is_kept_page_by_page_and_never_a_secret(lab: Lab) -> None:
    process_id = lab.go(FLOW, PAGES)
    lab.operations.submit(process_id, [{"ports": 8, "enable": CANARY}])
    lab.run()

    assert kept(lab, process_id) == [
        (0, "initial_state", KEPT, ["enable"]),
        (2, "user_input", [{"ports": 8}], ["enable"]),
    ]
    assert [step.seq for step in lab.detail(process_id).steps if step.changed] == [2]
    with lab.store.reading() as connection:
        assert CANARY not in str(connection.execute(select(InputStateTable)).all())


def test_a_form_that_is_refused_leaves_no_answers(lab: Lab) -> None:
    process_id = lab.go(FLOW, PAGES)
    with pytest.raises(FormRejected):
        lab.operations.submit(process_id, [{"ports": "many", "enable": CANARY}])

    assert len(kept(lab, process_id)) == 1


def test_answers_that_were_not_needed_are_kept_as_what_they_were(lab: Lab) -> None:
    def ask(state: State) -> FormGenerator:
        class Ports(FormPage):
            ports: int = 4

        return dict((yield Ports).model_dump())

    assert kept(lab, lab.go(flow(begin >> done, form=ask))) == [(0, "initial_state", [{}], [])]
    assert kept(lab, lab.go(flow(begin >> done, name="no form"))) == [(0, "initial_state", [{}], [])]


def test_a_process_is_started_again_with_what_it_was_started_with(lab: Lab) -> None:
    found = lab.operations.answers(lab.go(FLOW, PAGES))
    assert (found.workflow, [dict(page.answer) for page in found.pages]) == ("node", KEPT)
    assert [page.left_out for page in found.pages] == [(), ("enable",)]
    assert found.without(["USER"]).pages == (found.pages[0], KeptPage({}, ("enable", "user")))

    again = lab.operations.start(found.workflow, [KEPT[0], {**KEPT[1], "enable": CANARY}])
    assert kept(lab, again)[0][2] == KEPT
    assert lab.state(again)["live_on"] == "2030-01-02"


def test_what_a_step_or_a_schedule_answered_is_kept_as_well(lab: Lab, clock: SettableClock) -> None:
    started = []

    @step("Start another")
    def another() -> None:
        started.append(start_process("node", PAGES))

    lab.registry.put(FLOW)
    lab.go(flow(begin >> another >> done, name="starter"))
    assert kept(lab, started[0])[0] == (0, "initial_state", KEPT, ["enable"])

    def ask(state: State) -> FormGenerator:
        class Ports(FormPage):
            ports: int

        return dict((yield Ports).model_dump())

    lab.registry.put(flow(begin >> done, name="ports", form=ask))
    lab.operations.add_schedule("ports", Trigger("interval", {"minutes": 5}), [{"ports": 7}])
    clock.advance(301)
    lab.run()
    with lab.store.reading() as connection:
        newest = connection.scalars(
            select(InputStateTable.process_id).order_by(InputStateTable.input_state_id.desc())
        ).first()
    assert newest is not None
    assert lab.operations.answers(newest).pages[0].answer == {"ports": 7}


def test_a_step_may_answer_with_what_nothing_can_keep(lab: Lab) -> None:
    def ask(state: State) -> FormGenerator:
        class Loose(FormPage):
            thing: object
            name: str

        answer = yield Loose
        return {"name": answer.name}

    started = []

    @step("Start another")
    def another() -> None:
        started.append(start_process("loose", [{"thing": object(), "name": "ams"}]))

    lab.registry.put(flow(begin >> done, name="loose", form=ask))
    lab.go(flow(begin >> another >> done, name="starter"))
    assert kept(lab, started[0]) == [(0, "initial_state", [{"name": "ams"}], ["thing"])]


def test_answers_go_with_their_process(lab: Lab, store: Store) -> None:
    process_id = lab.go(flow(begin >> done, name="task", target=Target.SYSTEM))
    assert kept(lab, process_id)
    lab.operations.delete(process_id)

    with store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(InputStateTable)) == 0


def test_why_a_process_cannot_be_started_again_is_said(lab: Lab) -> None:
    process_id = lab.go(FLOW, PAGES)
    with lab.store.writing() as connection:
        connection.execute(delete(InputStateTable))
    with pytest.raises(Refused, match=r"What process \w+ was started with is not kept; start node anew"):
        lab.operations.answers(process_id)

    lab.registry.take_out("node")
    said = "Workflow 'node' is not loaded here. Nothing can be started with it"
    assert lab.operations.why_not("again", lab.row(process_id)) == said
    with pytest.raises(Refused, match=said):
        lab.operations.answers(process_id)
    with pytest.raises(NotFound):
        lab.operations.answers(UUID(int=1))


def test_answers_that_cannot_be_read_any_more_are_left_aside(lab: Lab) -> None:
    process_id = lab.go(FLOW, PAGES)
    with lab.store.writing() as connection:
        connection.execute(update(InputStateTable).values(input_state="{not json"))

    assert kept(lab, process_id) == []
