"""Are the project's own files as promised: locks without hosts, packages shipped and checked, names in order?"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import engine

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-test.lock")

ENTRY = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;]+)( ; [^\\]+)?$")
HASH = re.compile(r"^--hash=sha256:[0-9a-f]{64}$")


def entries(lock: str) -> list[list[str]]:
    """Each entry of a lock file as its parts: first `name==version`, then one `--hash=…` per file it may be."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", "\0")
    return [[part.strip() for part in line.split("\0")] for line in text.splitlines() if line.strip()]


def locked(lock: str) -> dict[str, str]:
    """The version of each package in a lock file, by name."""
    found = (ENTRY.match(entry[0]) for entry in entries(lock))
    return {match["name"]: match["version"] for match in found if match}


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def name_of(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8").lower()

    assert [word for word in ("://", "http", "index", "find-links", "file:", " @ ", "simple/") if word in text] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_entry_of_a_lock_is_one_version_with_its_hashes(lock: str) -> None:
    assert len(entries(lock)) > 20
    unlike = [
        entry[0]
        for entry in entries(lock)
        if not ENTRY.match(entry[0]) or len(entry) < 2 or not all(HASH.match(part) for part in entry[1:])
    ]

    assert unlike == []


def test_the_tests_run_on_the_versions_that_are_shipped() -> None:
    shipped = locked("requirements.lock")

    assert {name: version for name, version in locked("requirements-test.lock").items() if name in shipped} == shipped


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        pytest.param("requirements.lock", lambda it: it["project"]["dependencies"], id="runtime"),
        pytest.param("requirements.lock", lambda it: it["project"]["optional-dependencies"]["postgres"], id="postgres"),
        pytest.param("requirements.lock", lambda it: it["build-system"]["requires"], id="build-backend"),
        pytest.param("requirements-test.lock", lambda it: it["project"]["optional-dependencies"]["test"], id="test"),
    ],
)
def test_what_pyproject_asks_for_is_locked(lock: str, wanted: Any) -> None:
    names = {name_of(requirement) for requirement in wanted(project())}

    assert names - set(locked(lock)) == set()


def test_the_build_group_is_the_build_backend() -> None:
    assert project()["dependency-groups"]["build"] == project()["build-system"]["requires"]


def test_every_package_at_the_top_is_shipped_checked_and_under_the_import_rules() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    tool = project()["tool"]

    assert set(tool["hatch"]["build"]["targets"]["wheel"]["packages"]) == packages
    assert set(tool["importlinter"]["root_packages"]) == packages
    assert set(tool["mypy"]["packages"]) == packages | {"tests"}


@pytest.mark.parametrize("package", ["engine", "widgets", "console", "workflows", "migrations"])
def test_a_package_tells_type_checkers_that_it_has_types(package: str) -> None:
    assert (ROOT / package / "py.typed").exists()


@pytest.mark.parametrize("name", engine.__all__)
def test_every_name_listed_for_authors_is_found(name: str) -> None:
    assert getattr(engine, name, None) is not None


def test_a_name_that_is_not_listed_is_refused_by_name() -> None:
    with pytest.raises(AttributeError, match="'engine' has no attribute 'no_such_step'"):
        _ = engine.no_such_step
