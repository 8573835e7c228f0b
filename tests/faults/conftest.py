"""Where do the programs live that are killed here? In a folder of their own, on a fresh store of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.store.database import Store
from tests.faults.site import Site


@pytest.fixture
def site(tmp_path: Path, store: Store, store_url: str) -> Iterator[Site]:
    """A site whose steps keep a ledger; what still runs of it at the end is killed."""
    made = Site(tmp_path / "site", store, store_url)
    yield made
    made.close()
