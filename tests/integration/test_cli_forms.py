"""Forms without a screen: what a page asks, what is wrong with an answer, and starting again with those of before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.command_line import Nocdeck, nocdeck_here, shown

WORKFLOWS = """
from datetime import date
from ipaddress import IPv4Address
from typing import Annotated, Any, Literal
from pydantic import BaseModel, Field, SecretStr
from pydantic_forms.validators import Choice, Label
from engine import FormPage, begin, done, init, inputstep, step, workflow


class Row(BaseModel):
    vlan: int = Field(ge=1, le=4094)


class Rack(Choice):
    A1 = "A1", "Row A, rack 1"
    B2 = "B2", "Row B, rack 2"


class Place(BaseModel):
    rack: Rack = Field(description="Where it stands.\\nAsk the \\x1b[31mNOC.")


def ask():
    class Node(FormPage):
        node_name: str = Field(title="Name of the node")
        vlans: list[Row] = Field(default_factory=list, title="VLANs")

    class Login(FormPage):
        user: str
        enable: SecretStr

    node = yield Node
    login = yield Login
    return {**node.model_dump(), "user": login.user}


@inputstep("Confirm")
def confirm():
    class Confirm(FormPage):
        ports: int

    return (yield Confirm).model_dump()


@inputstep("Place it")
def place():
    class PlaceIt(FormPage):
        note: Label = "Mind the step"
        place: Place
        spare: Place | None = None
        rows: Annotated[list[Row], Field(min_length=1)]
        span: tuple[int, str] | None = None
        sizes: dict[str, int] = {}
        height: int | Literal["any"] = 4
        live_on: date | None = None
        address: IPv4Address
        many: Literal[tuple(range(100))] = 7
        free: Any = None
        powered: bool

    return (yield PlaceIt).model_dump(mode="json")


@workflow("Place a node")
def place_node():
    return begin >> place >> done


@inputstep("Just go on")
def go_on():
    return {"went_on": True}
    yield FormPage


@workflow("Sell a node", initial_input_form=ask)
def sell():
    return init >> confirm >> done


@workflow("Wait for a word")
def wait():
    return begin >> go_on >> done
"""

NODE = json.dumps({"node_name": "ams-pe1", "vlans": [{"vlan": 7}]})
LOGIN = json.dumps({"user": "anna", "enable": "hunter2-canary"})


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of a user's own."""
    (tmp_path / "sales.py").write_text(WORKFLOWS)
    (tmp_path / "config.toml").write_text("[workflows]\nmodules = ['sales']\n")
    return tmp_path


@pytest.fixture
def nocdeck(site: Path) -> Nocdeck:
    """The program, run in this very one."""
    return nocdeck_here(site)


def started(nocdeck: Nocdeck, *more: str) -> Any:
    """Sell a node and return its process."""
    done = nocdeck("start", "sell", "--input", NODE, "--input", LOGIN, "--json", *more)
    assert done.returncode == 0, done.stderr
    return shown(done)


def test_a_page_is_printed_as_its_json_schema_and_with_json_where_the_form_stands_beside_it(nocdeck: Nocdeck) -> None:
    first = shown(nocdeck("form", "sell"))
    assert list(first["properties"]) == ["node_name", "vlans"]
    second = shown(nocdeck("form", "sell", "--input", NODE))
    assert list(second["properties"]) == ["user", "enable"]

    process_id = started(nocdeck)["process_id"]
    schema = shown(nocdeck("process", "form", process_id))
    assert schema["required"] == ["ports"]
    placed = shown(nocdeck("process", "form", process_id, "--json"))
    assert placed["schema"] == schema
    assert (placed["process_id"], placed["step"], placed["page"], placed["complete"]) == (
        process_id,
        "Confirm",
        0,
        False,
    )


def test_a_form_that_is_complete_says_so_beside_the_data(nocdeck: Nocdeck) -> None:
    process_id = started(nocdeck)["process_id"]
    done = nocdeck("process", "form", process_id, "--input", '{"ports": 4}')
    assert (done.returncode, done.stdout) == (0, "")
    assert "Confirm: the form is complete with these answers; send it" in done.stderr
    assert shown(nocdeck("process", "form", process_id, "--input", '{"ports": 4}', "--json"))["complete"] is True


def test_every_error_has_its_path_its_label_and_its_message(nocdeck: Nocdeck) -> None:
    wrong = ("--input", '{"vlans": [{"vlan": 7}, {"vlan": 5000}]}')
    for command in (("start", "sell"), ("form", "sell")):
        said = nocdeck(*command, *wrong)
        assert (said.returncode, said.stdout) == (1, "")
        assert said.stderr.splitlines() == [
            "nocdeck: Sell a node: page 1 was not accepted: node_name (Name of the node): field required; "
            "vlans[1].vlan: Input should be less than or equal to 4094"
        ]
        listed = nocdeck(*command, *wrong, "--json")
        assert listed.returncode == 1
        assert shown(listed) == [
            {
                "page": 0,
                "path": "node_name",
                "loc": ["node_name"],
                "label": "Name of the node",
                "message": "field required",
                "type": "missing",
            },
            {
                "page": 0,
                "path": "vlans[1].vlan",
                "loc": ["vlans", 1, "vlan"],
                "label": "",
                "message": "Input should be less than or equal to 4094",
                "type": "less_than_equal",
            },
        ]


def test_answers_of_a_schedule_that_do_not_fit_are_listed_as_well(nocdeck: Nocdeck) -> None:
    refused = nocdeck("schedule", "add", "sell", "--every", "6h", "--input", "{}", "--json")
    assert refused.returncode == 1
    assert [error["path"] for error in shown(refused)] == ["node_name"]


def test_a_submit_that_is_refused_lists_its_errors_and_leaves_the_process(nocdeck: Nocdeck) -> None:
    process_id = started(nocdeck)["process_id"]
    refused = nocdeck("process", "submit", process_id, "--input", '{"ports": "many"}', "--json")
    assert refused.returncode == 1
    assert [(error["path"], error["type"]) for error in shown(refused)] == [("ports", "int_parsing")]
    one_too_many = nocdeck("process", "submit", process_id, "--input", '{"ports": 1}', "--input", "{}", "--json")
    assert one_too_many.returncode == 1
    (error,) = shown(one_too_many)
    assert (error["path"], error["type"]) == ("", "form")
    assert "more answers were given (2)" in error["message"]
    assert shown(nocdeck("process", "show", process_id, "--json"))["status"] == "suspended"


def test_an_answer_may_come_as_one_file_of_all_pages_with_comments(nocdeck: Nocdeck, site: Path) -> None:
    (site / "answers.json").write_text(f"// both pages\n[\n  # the node\n  {NODE},\n\n  // the login\n  {LOGIN}\n]\n")
    done = nocdeck("start", "sell", "--input", "@answers.json", "--json")
    assert done.returncode == 0, done.stderr
    assert shown(done)["state"]["vlans"] == [{"vlan": 7}]


def test_a_slash_or_a_hash_within_a_value_is_no_comment(nocdeck: Nocdeck) -> None:
    named = json.dumps({"node_name": "// # ams"}, indent=2)
    assert (
        shown(nocdeck("start", "sell", "--input", named, "--input", LOGIN, "--json"))["state"]["node_name"]
        == "// # ams"
    )


@pytest.mark.parametrize("answer", [[], ["--input", "[]"], ["--input", "[{}]"], ["--input", "{}"]])
def test_a_step_without_pages_is_answered_with_nothing(nocdeck: Nocdeck, answer: list[str]) -> None:
    waiting = shown(nocdeck("start", "wait", "--json"))
    assert waiting["status"] == "suspended"
    said = nocdeck("process", "form", waiting["process_id"])
    assert "the form needs no answer; send it" in said.stderr

    done = nocdeck("process", "submit", waiting["process_id"], *answer, "--json")
    assert done.returncode == 0, done.stderr
    assert (shown(done)["status"], shown(done)["state"]["went_on"]) == ("completed", True)


def test_a_process_is_started_again_with_its_answers_and_the_secret_is_asked_for(nocdeck: Nocdeck) -> None:
    first = started(nocdeck)
    refused = nocdeck("process", "again", first["process_id"][:8])
    assert refused.returncode == 1
    assert "nocdeck: not kept, to be given anew: enable (page 2); --input replaces whole pages" in refused.stderr
    assert "page 2 was not accepted: enable: field required" in refused.stderr

    again = nocdeck("process", "again", first["process_id"], "--input", f"[{NODE}, {LOGIN}]", "--json")
    assert again.returncode == 0, again.stderr
    assert shown(again)["process_id"] != first["process_id"]
    assert shown(again)["state"]["vlans"] == [{"vlan": 7}]


def test_pages_that_are_given_replace_those_of_before_and_the_others_are_used(nocdeck: Nocdeck, site: Path) -> None:
    (site / "sales.py").write_text(WORKFLOWS.replace("enable: SecretStr", "enable: str"))
    first = started(nocdeck)
    again = nocdeck("process", "again", first["process_id"], "--input", '{"node_name": "ams-pe2"}', "--json")
    assert again.returncode == 0, again.stderr
    assert (shown(again)["state"]["node_name"], shown(again)["state"]["user"]) == ("ams-pe2", "anna")
    assert shown(again)["state"]["vlans"] == []


def test_what_was_answered_is_printed_without_its_secrets(nocdeck: Nocdeck) -> None:
    process_id = started(nocdeck)["process_id"]
    nocdeck("process", "submit", process_id, "--input", '{"ports": 4}')
    found = shown(nocdeck("process", "answers", process_id))
    assert [(one["input_type"], one["pages"], one["left_out"]) for one in found] == [
        ("initial_state", [json.loads(NODE), {"user": "anna"}], [[], ["enable"]]),
        ("user_input", [{"ports": 4}], [[]]),
    ]


TEMPLATE = """\
// Place it, page 1
// Fill in, and send with --input @FILE. Lines that begin with // are comments.
{
  // Place: an object, required
  "place": {
    // Rack: one of these, required
    // Where it stands.
    // Ask the ␛[31mNOC.
    //   "A1"  Row A, rack 1
    //   "B2"  Row B, rack 2
    "rack": null
  },

  // Spare: an object or null, may be left out
  //   "rack": Rack: one of these, required; Where it stands. Ask the ␛[31mNOC.; "A1" Row A, rack 1; "B2" Row B, rack 2
  "spare": null,

  // Rows: a list, each an object (at least 1), required
  //   "vlan": Vlan: an integer, required; 1 to 4094
  "rows": null,

  // Span: a list of an integer, text or null, may be left out
  "span": null,

  // Sizes: an object of any names, each an integer, may be left out
  "sizes": {},

  // Height: an integer or text, may be left out
  "height": 4,

  // Live on: a date, YYYY-MM-DD or null, may be left out
  "live_on": null,

  // Address: an IPv4 address, required
  "address": null,
"""


def test_a_template_says_what_each_field_takes_and_is_sent_when_it_is_filled_in(nocdeck: Nocdeck, site: Path) -> None:
    process_id = shown(nocdeck("start", "place_node", "--json"))["process_id"]
    said = nocdeck("process", "form", process_id, "--template")
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith(TEMPLATE)
    assert "//   and 75 more; the page's JSON schema has them all" in said.stdout

    (site / "place.json").write_text(said.stdout)
    empty = nocdeck("process", "submit", process_id, "--input", "@place.json", "--json")
    assert sorted(error["path"] for error in shown(empty)) == ["address", "place.rack", "powered", "rows"]
    filled = said.stdout.replace('"rack": null', '"rack": "B2"').replace('"rows": null', '"rows": [{"vlan": 7}]')
    filled = filled.replace('"address": null', '"address": "10.0.0.1"').replace('"powered": null', '"powered": true')
    (site / "place.json").write_text(filled)
    done = nocdeck("process", "submit", process_id, "--input", "@place.json", "--json")
    assert done.returncode == 0, done.stderr
    state = shown(done)["state"]
    assert (state["place"], state["rows"], state["many"]) == ({"rack": "B2"}, [{"vlan": 7}], 7)


def test_a_template_is_of_the_page_after_those_given_and_holds_no_secret(nocdeck: Nocdeck) -> None:
    second = nocdeck("form", "sell", "--input", NODE, "--template").stdout
    assert second.startswith("// Sell a node, page 2")
    assert '  // Enable: a secret, not kept, required\n  "enable": null\n}' in second
    both = nocdeck("form", "sell", "--template", "--json")
    assert (both.returncode, "not both" in both.stderr) == (2, True)


def test_who_reads_a_page_on_a_terminal_gets_a_table(nocdeck: Nocdeck, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.cli.forms._on_a_terminal", lambda: True)
    assert [line.split() for line in nocdeck("form", "sell").stdout.splitlines()] == [
        ["Sell", "a", "node,", "page", "1"],
        ["FIELD", "TYPE", "DEFAULT"],
        ["node_name", "required", "string"],
        ["vlans", "array", "[]"],
    ]
