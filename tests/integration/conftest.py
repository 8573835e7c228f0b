"""What do the tests on a real store share? The program itself, run in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.command_line import Nocdeck, nocdeck_in


@pytest.fixture
def nocdeck(site: Path) -> Nocdeck:
    """Run the program in the folder `site` of the test's own module."""
    return nocdeck_in(site)
