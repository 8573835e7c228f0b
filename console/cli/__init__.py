"""What does `nocdeck` do with its arguments?

Two ways in. `nocdeck` and `nocdeck demo` open the console: their few options are read by hand, so that the shell paints
before any library of the command line is imported. Everything else is `console.cli.commands`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from console.cli.arguments import opening

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, or open the console; ends the program with the exit code of the design."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    wanted = opening(given)
    if wanted is not None:
        from console.cli.opening import open_wanted

        sys.exit(open_wanted(wanted))
    from console.cli.commands import run

    sys.exit(run(given))
