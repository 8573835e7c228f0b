"""What do the tests of domain models share? A store that sells something."""

from __future__ import annotations

import pytest

from engine.store.database import Store
from tests.integration.domain.shop import open_shop


@pytest.fixture(autouse=True)
def _shop(store: Store) -> None:
    open_shop(store)
