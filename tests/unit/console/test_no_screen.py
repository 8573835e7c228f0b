"""Where no screen can be drawn, does the console say so in a line, instead of drawing one all the same?"""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

NOCDECK = (sys.executable, "-m", "console")


def environment(folder: Path, term: str) -> dict[str, str]:
    places = dict.fromkeys(("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"), str(folder))
    return {**os.environ, **places, "TERM": term}


@pytest.mark.parametrize("command", [(), ("demo",)])
def test_a_terminal_that_draws_no_screen_gets_a_line_and_no_escape_sequence(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    shown, terminal = pty.openpty()
    try:
        ended = subprocess.run(
            [*NOCDECK, *command],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            env=environment(tmp_path, "dumb"),
            timeout=60,
            check=False,
        )
        said = os.read(shown, 4096).decode()
    finally:
        os.close(terminal)
        os.close(shown)
    assert ended.returncode == 2
    assert said.splitlines() == [
        "nocdeck: the console needs a terminal that draws a screen, and TERM says it is a dumb one; "
        "`nocdeck --help` lists what works without one"
    ]
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_terminal_gets_a_line(tmp_path: Path) -> None:
    ended = subprocess.run(
        NOCDECK,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=environment(tmp_path, "xterm"),
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "nocdeck: the console needs a terminal; `nocdeck --help` lists what works without one\n"
