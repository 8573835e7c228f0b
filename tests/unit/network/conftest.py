"""What does a test of the lab network work with? A lab in a file of its own, which never waits."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflows.network.lab import LAB, Lab, lab
from workflows.network.management_link import LATENCY


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LATENCY, "0")


@pytest.fixture
def lab_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the lab of this test is to be; nothing is there yet."""
    path = tmp_path / "folder of the lab" / "lab.db"
    monkeypatch.setenv(LAB, str(path))
    return path


@pytest.fixture
def network(lab_path: Path) -> Lab:
    """The lab that the workflows of this test see."""
    return lab()
