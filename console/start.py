"""How does the console come up fast, and go down leaving the terminal as it was?

The collector is off until the first screen is painted and the engine imported (the app turns it on again); what was
loaded by then is frozen, so that a later collection does not walk it.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.app import ConsoleApp

__all__ = ["open_console"]


def open_console(make: Callable[[], ConsoleApp]) -> int:
    """Run the console that `make` builds, to its end; return the exit code.

    `make` imports what it needs itself, so that nothing is imported with the collector on.
    """
    gc.disable()
    if os.environ.get("NO_COLOR") == "":
        del os.environ["NO_COLOR"]  # empty means not set (no-color.org); Textual looks at its presence alone
    try:
        app = make()
        app.run()
    finally:
        gc.enable()
    return app.return_code or 0
