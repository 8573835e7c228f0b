"""Does each module of the engine say what others may use, and is all of it there?"""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

import engine

PACKAGE = Path(engine.__file__).parent
MODULES = sorted(
    ".".join(("engine", *path.relative_to(PACKAGE).with_suffix("").parts))
    for path in PACKAGE.rglob("*.py")
    if path.name != "__init__.py"
)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_says_what_others_may_use(name: str) -> None:
    module = importlib.import_module(name)

    assert [item for item in module.__all__ if not hasattr(module, item)] == []
    assert sorted(set(module.__all__)) == sorted(module.__all__)


@pytest.mark.parametrize("name", engine.__all__)
def test_an_author_can_import_every_name_from_engine(name: str) -> None:
    assert getattr(engine, name) is not None


def test_the_names_of_an_author_are_listed_once() -> None:
    assert len(set(engine.__all__)) == len(engine.__all__)
    assert set(dir(engine)) == set(engine.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'engine' has no attribute 'nothing'"):
        engine.nothing  # noqa: B018  (the look is the test)


@pytest.mark.parametrize("name", ["engine.outcome", "engine.dsl"])
def test_the_examples_in_the_docstrings_are_true(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name))

    assert found.attempted > 0
    assert found.failed == 0
