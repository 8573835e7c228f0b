"""Which workflows are there, and what if a module cannot be imported (contract DSL-31)?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.definition import Workflow
from engine.dsl import begin
from engine.errors import NotFound
from engine.registry import ALL_WORKFLOWS, LazyWorkflowInstance, Registry, get_workflow
from tests.lab import flow

GOOD = """
from engine import begin, done, step, workflow

@workflow("Check a node")
def {name}():
    return begin >> done
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for modules of a site's own; what was imported from it is forgotten again."""
    before = set(sys.modules)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(LazyWorkflowInstance, "registered", {})
    monkeypatch.setattr("engine.registry.ALL_WORKFLOWS", LazyWorkflowInstance.registered)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def write(site: Path, **modules: str) -> None:
    """Write modules, by name, with their source."""
    for name, source in modules.items():
        (site / f"{name}.py").write_text(source, encoding="utf-8")


def test_workflows_of_the_modules_named_are_loaded(site: Path) -> None:
    write(site, acme_one=GOOD.format(name="one") + GOOD.format(name="two"), acme_three=GOOD.format(name="three"))

    registry = Registry.load(["acme_one", "acme_three"], search_path=site)

    assert registry.names == ("one", "three", "two")
    assert {workflow.name for workflow in registry} == {"one", "two", "three"}
    assert registry["two"].description == "Check a node"
    assert registry.problems == ()


@pytest.mark.parametrize(
    ("source", "told"),
    [
        pytest.param("import nowhere_at_all", r"ModuleNotFoundError: No module named 'nowhere_at_all'", id="import"),
        pytest.param("def broken(:", r"SyntaxError: invalid syntax \(.*acme_bad.py, line 1\)", id="syntax"),
        pytest.param("\n1 / 0", r"ZeroDivisionError: division by zero \(.*acme_bad.py, line 2\)", id="exception"),
        pytest.param("raise SystemExit(3)", r"SystemExit: 3 \(.*acme_bad.py, line 1\)", id="system-exit"),
        pytest.param("raise ValueError('two\\nlines')", r"ValueError: two lines \(", id="two-lines-become-one"),
        pytest.param("from engine import nothing_like_it", r"ImportError: cannot import name", id="no-such-name"),
        pytest.param(
            "from engine import *\nLazyWorkflowInstance('acme_nowhere', 'gone')\n"
            "found = LazyWorkflowInstance('acme_nowhere', 'gone')",
            r"ValueError: Invalid workflow: module acme_nowhere does not exist or has invalid imports",
            id="lazy",
        ),
    ],
)
def test_a_module_that_cannot_be_imported_is_named_and_the_others_load(site: Path, source: str, told: str) -> None:
    write(site, acme_bad=source, acme_good=GOOD.format(name="good"))

    registry = Registry.load(["acme_bad", "acme_good"], search_path=site)

    assert registry.names == ("good",)
    (problem,) = registry.problems
    assert str(problem).startswith("workflow module 'acme_bad' failed to import: ")
    assert "\n" not in str(problem)
    with pytest.raises(NotFound, match=told):
        registry["bad"]


def test_a_module_that_is_not_there_is_named(site: Path) -> None:
    registry = Registry.load(["acme_missing"], search_path=site)

    assert str(registry.problems[0]) == (
        "workflow module 'acme_missing' failed to import: ModuleNotFoundError: No module named 'acme_missing'"
    )


def test_two_workflows_of_one_name_are_a_problem_and_the_first_stays(site: Path) -> None:
    write(site, acme_one=GOOD.format(name="same"), acme_two=GOOD.format(name="same"))

    registry = Registry.load(["acme_one", "acme_two"], search_path=site)

    assert registry["same"].module == "acme_one"
    assert [str(problem) for problem in registry.problems] == [
        "workflow module 'acme_two' failed to import: its workflow 'same' is in acme_one already"
    ]


def test_a_workflow_that_a_module_only_imports_is_no_second_one(site: Path) -> None:
    write(site, acme_one=GOOD.format(name="same"), acme_two="from acme_one import same")

    registry = Registry.load(["acme_one", "acme_two", "acme_one"], search_path=site)

    assert (registry.names, registry.problems) == (("same",), ())


def test_lazy_workflows_are_imported_when_loaded_and_known_by_their_name(site: Path) -> None:
    package = site / "acme"
    package.mkdir()
    write(package, checks=GOOD.format(name="check_node") + "alias = workflow('Other')(lambda: begin >> done)")
    write(
        package,
        __init__="from engine import LazyWorkflowInstance\n"
        "for name in ('check_node', 'alias'):\n    LazyWorkflowInstance('acme.checks', name)\n",
    )

    registry = Registry.load(["acme"], search_path=site)

    assert registry.names == ("alias", "check_node")
    assert registry.problems == ()


def test_lazy_workflows_of_another_module_are_left_alone(site: Path) -> None:
    write(
        site,
        acme_lazy="from engine import LazyWorkflowInstance\nLazyWorkflowInstance('acme_lazy_other', 'gone')",
        acme_good=GOOD.format(name="good"),
    )
    Registry.load(["acme_lazy"], search_path=site)

    assert Registry.load(["acme_good"], search_path=site).problems == ()


def test_a_lazy_workflow_is_found_by_its_name(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(site, acme_checks=GOOD.format(name="check_node"))
    monkeypatch.syspath_prepend(site)
    LazyWorkflowInstance("acme_checks", "check_node")
    LazyWorkflowInstance("acme_checks", "not_there")

    found = get_workflow("check_node")
    assert isinstance(found, Workflow)
    assert found.name == "check_node"
    assert get_workflow("unknown") is None
    with pytest.raises(ValueError, match="Invalid workflow: module acme_checks has no workflow not_there"):
        get_workflow("not_there")


def test_what_is_registered_can_be_looked_at_and_not_changed() -> None:
    with pytest.raises(TypeError):
        ALL_WORKFLOWS["x"] = LazyWorkflowInstance("x", "x")  # type: ignore[index]


@pytest.mark.parametrize(
    ("names", "asked", "told"),
    [
        (
            ["check_node", "check_port"],
            "check_nod",
            "Unknown workflow 'check_nod': did you mean check_node, check_port",
        ),
        (["a", "b"], "zzzzz", "Unknown workflow 'zzzzz': there are: a, b"),
        ([], "x", "none is loaded; name your modules in the configuration, [workflows] modules"),
    ],
)
def test_an_unknown_workflow_is_refused_with_what_comes_near(names: list[str], asked: str, told: str) -> None:
    registry = Registry([flow(begin, name=name) for name in names])

    with pytest.raises(NotFound) as refusal:
        registry[asked]
    assert told in str(refusal.value)
    assert registry.get(asked) is None
