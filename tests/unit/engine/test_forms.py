"""Is a form walked page by page, every error at its page and field, and nothing kept or changed (FORM-1 to FORM-12)?"""

from __future__ import annotations

from collections.abc import Generator
from typing import Annotated, Any, ClassVar

import pytest
from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic_forms.core import FormPage
from pydantic_forms.validators import Choice, LongText, read_only_field
from typing_extensions import Doc

from engine.authored import StateForm, make_form
from engine.errors import FormRejected
from engine.forms import FieldError, FormDone, FormSession, PageErrors, PageView, SubmitFormPage
from engine.outcome import State

Form = Generator[type[FormPage], Any, State]


def session_of(form: StateForm | None, **state: Any) -> FormSession:
    return FormSession(title="Ask", subject="start:x", step="", version=None, form=form, state=state)


def no_spaces(value: str) -> str:
    if " " in value:
        raise ValueError("no spaces, please")
    return value


class Node(FormPage):
    node_name: Annotated[str, AfterValidator(no_spaces)]
    ports: int = Field(ge=1)


def two_pages(state: State) -> Form:
    """Ask for a node, then for one of its ports."""
    node = yield Node
    state["touched"] = True
    options = [(str(n), (str(n), f"port {n}")) for n in range(node.ports)]
    Port = Choice("Port", options)  # type: ignore[arg-type]
    Site = read_only_field(state["site"])

    class OnePort(SubmitFormPage):
        port: Port  # type: ignore[valid-type]
        site: Site  # type: ignore[valid-type]

    answer = yield OnePort
    return {**node.model_dump(), "port": answer.port}


@pytest.fixture
def session() -> FormSession:
    """A form of two pages, the second depending on the first."""
    return session_of(two_pages, site="ams")


NODE: dict[str, Any] = {"node_name": "ams-pe1", "ports": 2}
PORT: dict[str, Any] = {"port": "1", "site": "ams"}


def view(session: FormSession, *answers: dict[str, Any]) -> PageView:
    """Return the page a form asks after these answers."""
    found = session.walk(answers)
    assert isinstance(found, PageView)
    return found


def refusal(session: FormSession, *answers: dict[str, Any]) -> PageErrors:
    """Return the refusal of these answers."""
    found = session.walk(answers)
    assert isinstance(found, PageErrors)
    return found


def test_a_form_asks_its_first_page_first(session: FormSession) -> None:
    page = view(session)

    assert (page.index, page.title, page.has_next, page.buttons) == (0, "", None, {})
    assert list(page.schema["properties"]) == ["node_name", "ports"]
    assert page.model is Node


def test_a_later_page_depends_on_the_answers_before_it(session: FormSession) -> None:
    page = view(session, NODE)

    assert (page.index, page.has_next) == (1, False)
    assert page.schema["$defs"]["Port"]["options"] == {"0": "port 0", "1": "port 1"}
    assert page.schema["properties"]["site"]["const"] == "ams"


def test_a_form_ends_in_the_result_of_its_author(session: FormSession) -> None:
    assert session.walk([NODE, PORT]) == FormDone({**NODE, "port": "1"})


def test_a_walk_keeps_nothing_and_changes_nothing(session: FormSession) -> None:
    answers = [dict(NODE), dict(PORT)]

    assert session.walk(answers) == session.walk(answers)
    assert answers == [NODE, PORT]
    assert session.state == {"site": "ams"}
    assert view(session).index == 0


@pytest.mark.parametrize(
    ("answer", "errors"),
    [
        pytest.param({}, [("node_name", "missing"), ("ports", "missing")], id="all-missing"),
        pytest.param({**NODE, "ports": "x"}, [("ports", "int_parsing")], id="no-number"),
        pytest.param({**NODE, "ports": 0}, [("ports", "greater_than_equal")], id="too-low"),
        pytest.param({**NODE, "node_name": "a b"}, [("node_name", "value_error")], id="validator"),
        pytest.param({**NODE, "vlan": 3}, [("vlan", "extra_forbidden")], id="extra-field"),
        pytest.param(
            {"vlan": 1, "ports": "x"},
            [("node_name", "missing"), ("ports", "int_parsing"), ("vlan", "extra_forbidden")],
            id="all-at-once",
        ),
    ],
)
def test_every_error_of_a_page_is_told_with_its_field(
    session: FormSession, answer: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    refused = refusal(session, answer)

    assert (refused.index, refused.page.model) == (0, Node)
    assert sorted((str(error.loc[0]), error.type) for error in refused.errors) == errors
    assert sorted(error.loc for error in session.check(refused.page, answer)) == sorted(
        error.loc for error in refused.errors
    )


def test_an_error_of_a_validator_is_told_in_its_own_words(session: FormSession) -> None:
    (error,) = refusal(session, {**NODE, "node_name": "a b"}).errors

    assert error == FieldError(("node_name",), "no spaces, please", "value_error")
    assert str(error) == "node_name: no spaces, please"


def test_an_error_of_a_later_page_names_that_page(session: FormSession) -> None:
    refused = refusal(session, NODE, {**PORT, "port": "7"})

    assert refused.index == 1
    assert [error.loc for error in refused.errors] == [("port",)]


def test_an_earlier_page_that_does_not_fit_any_more_is_the_one_refused(session: FormSession) -> None:
    assert refusal(session, {**NODE, "ports": 0}, PORT).index == 0


def test_what_may_only_be_read_cannot_be_changed(session: FormSession) -> None:
    assert [error.loc for error in refusal(session, NODE, {**PORT, "site": "utr"}).errors] == [("site",)]


class Range(FormPage):
    first: int
    last: int

    @model_validator(mode="after")
    def in_order(self) -> Range:
        if self.first > self.last:
            raise ValueError("first is after last")
        return self


def test_an_error_of_the_page_as_a_whole_has_no_field() -> None:
    (error,) = refusal(session_of(make_form(lambda: Range)), {"first": 2, "last": 1}).errors

    assert (error.loc, str(error)) == (("__root__",), "first is after last")


def test_more_answers_than_pages_are_refused(session: FormSession) -> None:
    with pytest.raises(FormRejected, match=r"Ask: more answers were given \(3\) than the form has pages"):
        session.walk([NODE, PORT, {}])


def test_a_simple_form_gives_its_answer() -> None:
    assert session_of(make_form(lambda: Range)).walk([{"first": 1, "last": 2}]) == FormDone({"first": 1, "last": 2})


def test_no_form_needs_no_answer() -> None:
    assert session_of(None).walk([]) == FormDone({})
    assert session_of(None).finish(None).result == {}


def no_pages(state: State) -> Form:
    if state:
        yield FormPage
    return {"pages": 0}


def test_a_form_may_have_no_page_at_all() -> None:
    assert session_of(no_pages).walk([]) == FormDone({"pages": 0})
    assert session_of(no_pages).finish(None).result == {"pages": 0}
    assert session_of(no_pages).walk([{}]) == FormDone({"pages": 0})  # how orchestrator-core answers it
    assert session_of(no_pages).finish([{}]).pages == ()
    for more in ({"port": 1}, {}):
        with pytest.raises(FormRejected, match="more answers were given"):
            session_of(no_pages).walk([{}, more] if not more else [more])


def failing(state: State) -> Form:
    node = yield Node
    raise LookupError(f"no inventory for {node.node_name}")


def test_an_exception_of_the_forms_own_code_comes_out_as_it_is() -> None:
    assert view(session_of(failing)).index == 0
    with pytest.raises(LookupError, match="no inventory for ams-pe1"):
        session_of(failing).walk([NODE])


def forgetful(state: State) -> Generator[type[FormPage], Any, None]:
    yield FormPage


def test_a_form_that_returns_no_dict_is_named() -> None:
    with pytest.raises(TypeError, match="Ask: the form must return a dict, not NoneType"):
        session_of(forgetful).walk([{}])  # type: ignore[arg-type]


def test_finishing_lists_every_error_with_page_and_field(session: FormSession) -> None:
    with pytest.raises(FormRejected) as refused:
        session.finish([{"ports": "x"}])

    assert str(refused.value).startswith("Ask: page 1 was not accepted: ")
    assert "node_name: " in str(refused.value)
    assert "ports: " in str(refused.value)
    assert refused.value.page == 0
    assert [error.loc for error in refused.value.errors] == [("node_name",), ("ports",)]
    assert refused.value.exit_code == 1


def test_finishing_names_the_page_that_is_missing(session: FormSession) -> None:
    with pytest.raises(FormRejected, match=r"Ask: the form has another page; give an answer to page 2 \(port, site\)"):
        session.finish([NODE])


def test_no_answers_are_enough_where_every_field_has_a_default() -> None:
    class Defaults(FormPage):
        vlan: int = 5

    assert session_of(make_form(lambda: Defaults)).finish(None).result == {"vlan": 5}


def test_no_answers_are_not_enough_where_a_field_has_none(session: FormSession) -> None:
    with pytest.raises(FormRejected, match="Ask: page 1 needs an answer: node_name: "):
        session.finish(None)


def test_an_empty_answer_is_not_no_answer() -> None:
    class Defaults(FormPage):
        vlan: int = 5

    with pytest.raises(FormRejected, match=r"the form has another page; give an answer to page 1 \(vlan\)"):
        session_of(make_form(lambda: Defaults)).finish([])


def test_title_and_buttons_are_the_authors() -> None:
    class Titled(FormPage):
        model_config = ConfigDict(title="Which node?")
        meta__: ClassVar = {"hasNext": True, "customButtons": {"next": {"text": "Go on", "color": "primary"}}}

    page = view(session_of(make_form(lambda: Titled)))

    assert (page.title, page.has_next) == ("Which node?", True)
    assert page.buttons["next"]["text"] == "Go on"


def test_what_an_author_says_of_a_field_in_its_annotation_comes_with_the_page() -> None:
    def ask(state: State) -> Form:
        class Page(FormPage):
            stp_id: Annotated[str, Field(max_length=9), Doc("as in the topology")]
            alias: Annotated[LongText | None, Doc("a URN")] = None
            within: Annotated[str, Doc("of the inner type")] | None = None
            bare: int = 1

        yield Page
        return {}

    page = session_of(ask).walk([])
    assert isinstance(page, PageView)
    assert page.docs == {"stp_id": "as in the topology", "alias": "a URN", "within": "of the inner type"}
