"""What do the tests on a real store share? More stores on the same database, as other programs would open them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from engine.store.database import Store
from engine.store.schema import open_store
from tests.integration.command_line import Nocdeck, nocdeck_in
from tests.lab import Lab


@pytest.fixture
def another_store(lab: Lab, store_url: str) -> Iterator[Callable[[], Store]]:
    """Open the test's database once more, with connections of its own."""
    with ExitStack() as opened:

        def another() -> Store:
            store = open_store(store_url)
            opened.callback(store.close)
            return store

        yield another
        lab.close()  # its engines give their rights back through these stores


@pytest.fixture
def nocdeck(site: Path) -> Nocdeck:
    """Run the program in the folder `site` of the test's own module."""
    return nocdeck_in(site)
