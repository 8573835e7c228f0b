"""Does a function get from the state what its signature asks for (INJ-1, 2, 7 to 11, W-21 to W-23)?

The annotations here are strings, by the import below, as in most authors' modules; `test_inject_evaluated.py` has the
same in the other way.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from ipaddress import IPv4Network
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from engine.dsl import step
from engine.inject import form_inject_args, inject_args
from engine.outcome import State, Success
from tests.unit.engine.decorators import logged

NODE_ID = UUID("6f3e3f8e-0f1a-4d3c-9d6b-3f6c1f5a9b11")


def received(function: Callable[..., State], **state: Any) -> Any:
    """Return what `function` got for its parameter `value`."""
    return inject_args(function)(state)["got"]


def test_parameters_are_found_by_their_name() -> None:
    def add(a: int, b: int) -> State:
        return {"sum": a + b}

    assert inject_args(add)({"b": 2, "a": 40, "c": 0}) == {"a": 40, "b": 2, "c": 0, "sum": 42}


def test_what_a_function_returns_is_merged_shallowly() -> None:
    def replace() -> State:
        return {"node": {"name": "new"}}

    assert inject_args(replace)({"node": {"name": "old", "asn": 1}}) == {"node": {"name": "new"}}


def test_a_function_that_returns_nothing_changes_nothing() -> None:
    def look(a: int) -> None: ...

    assert inject_args(look)({"a": 1}) == {"a": 1}


def test_a_parameter_called_state_gets_all_of_it() -> None:
    def count(state: State) -> State:
        return {"keys": len(state)}

    assert inject_args(count)({"a": 1, "b": 2})["keys"] == 2


def test_a_missing_key_is_named_with_the_function_that_wants_it() -> None:
    def want(node_name: str) -> None: ...

    with pytest.raises(KeyError) as missing:
        inject_args(want)({})

    assert missing.value.args[0] == (
        f"Could not find key 'node_name' in state. for function {__name__}.{want.__qualname__}"
    )


def test_an_optional_parameter_without_default_must_be_there_too() -> None:
    def want(node_id: UUID | None) -> None: ...

    with pytest.raises(KeyError, match="node_id"):
        inject_args(want)({})


def test_a_default_stands_in_for_a_missing_key_only() -> None:
    def value_or_5(value: int = 5) -> State:
        return {"got": value}

    assert received(value_or_5) == 5
    assert received(value_or_5, value=7) == 7
    assert received(value_or_5, value=None) is None


def test_a_default_is_not_converted() -> None:
    def or_unset(value: UUID | str = "unset") -> State:
        return {"got": value}

    assert received(or_unset, value="unset") == "unset"


def test_w22_keyword_only_parameters_are_filled() -> None:
    def run(name: str, *, dry_run: bool, times: int = 3) -> State:
        return {"got": (name, dry_run, times)}

    assert received(run, name="x", dry_run=True) == ("x", True, 3)


def test_positional_only_parameters_are_filled() -> None:
    def run(name: str, /, other: str) -> State:
        return {"got": (name, other)}

    assert received(run, name="x", other="y") == ("x", "y")


def test_starred_parameters_are_passed_over_with_a_warning() -> None:
    def run(a: int, *args: int, **kwargs: int) -> State:
        return {"got": (a, args, kwargs)}

    with pytest.warns(UserWarning, match=r"\*args and \*\*kwargs are not supported as step params"):
        assert received(run, a=1, args=2, kwargs=3) == (1, (), {})


class Wrapped:
    """A value with a way to and from the state of its own."""

    def __init__(self, value: str) -> None:
        self.value = value

    def unwrap(self) -> str:
        return self.value


def test_a_type_with_unwrap_is_made_from_the_value_and_unwrapped_again() -> None:
    def shout(value: Wrapped) -> State:
        return {"value": Wrapped(value.value.upper()), "inside": [{"deep": Wrapped("x")}]}

    assert inject_args(shout)({"value": "abc"}) == {"value": "ABC", "inside": [{"deep": "x"}]}


@pytest.mark.parametrize(
    ("result", "told"), [(3, "int"), ([1], "list"), ("abc", "str"), (iter(()), "tuple_iterator"), ({1}, "set")]
)
def test_w23_a_result_of_the_wrong_type_names_the_function(result: Any, told: str) -> None:
    def give() -> Any:
        return result

    with pytest.raises(TypeError, match=f"give must return a dict or None, not {told}$"):
        inject_args(give)({})


def test_an_annotation_may_name_what_is_defined_further_down() -> None:
    @step("Early")
    def early(site: Later) -> State:
        return {"city": site.city}

    assert early({"site": {"city": "Delft"}}) == Success({"site": {"city": "Delft"}, "city": "Delft"})


class Later(BaseModel):
    city: str


def test_an_annotation_may_name_a_local_that_the_function_uses() -> None:
    class Local(BaseModel):
        city: str

    def take(value: Local) -> State:
        assert isinstance(value, Local)
        return {"got": value.city}

    assert received(take, value={"city": "Delft"}) == "Delft"


def test_an_annotation_that_cannot_be_resolved_is_named() -> None:
    def take(value: Nowhere) -> None: ...  # type: ignore[name-defined]  # noqa: F821

    with pytest.raises(TypeError, match=r"The annotation 'Nowhere' of parameter 'value' of .*take cannot be resolved"):
        inject_args(take)({"value": 1})


def test_the_annotations_of_an_async_step_are_the_authors() -> None:
    @step("Await")
    async def wait(amount: Decimal, network: IPv4Network) -> State:
        return {"got": f"{amount * 2} {network.num_addresses}"}

    outcome = wait({"amount": "1.10", "network": "192.0.2.0/24"})

    assert outcome.unwrap()["got"] == "2.20 256"


def test_the_annotations_of_a_decorated_step_are_the_authors() -> None:
    @step("Logged")
    @logged
    def wait(amount: Decimal) -> State:
        return {"got": str(amount * 2)}

    assert wait({"amount": "1.10"}).unwrap()["got"] == "2.20"


def test_a_form_gets_its_parameters_too_and_its_result_is_handed_on() -> None:
    def form(node_id: UUID, *, vlan: int = 5) -> tuple[UUID, int]:
        return node_id, vlan

    assert form_inject_args(form)({"node_id": str(NODE_ID)}) == (NODE_ID, 5)


def test_a_wrapped_function_keeps_its_name() -> None:
    def named() -> None:
        """Say what."""

    assert (inject_args(named).__name__, inject_args(named).__doc__) == ("named", "Say what.")
