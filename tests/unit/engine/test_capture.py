"""Does what a step prints reach neither the terminal raw nor the JSON of a command (faults G1)?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]

PROGRAM = """
import os, subprocess, sys
from engine.capture import captured

lines = []
print("before")
with captured(lines.append) as real:
    {what}
    print("the program's own word", file=real)
print("after")
sys.stderr.write(repr(lines))
"""


def run(what: str) -> tuple[list[str], list[str]]:
    """Return what a program that does `what` while steps run wrote to standard output, and what the sink was given."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(what=what)],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    given: list[str] = eval(done.stderr)  # the repr of a list of strings, written by the program above
    return done.stdout.splitlines(), given


def test_what_is_printed_goes_to_the_sink_and_what_the_program_says_to_standard_output() -> None:
    said, given = run("print('from a step'); sys.stderr.write('and its errors\\n')")

    assert said == ["before", "the program's own word", "after"]
    assert sorted(given) == ["and its errors", "from a step"]


def test_escape_sequences_are_made_visible() -> None:
    _, given = run(r"os.write(1, b'\x1b]0;title\x07 \xff \r\n')")

    assert given == ["␛]0;title␇ � "]


def test_what_a_child_of_a_step_prints_is_captured_too() -> None:
    said, given = run("subprocess.run(['sh', '-c', 'echo from a child; echo and its errors >&2'])")

    assert "from a child" not in said
    assert given == ["from a child", "and its errors"]


def test_a_line_without_an_end_is_cut_into_pieces() -> None:
    _, given = run("os.write(1, b'x' * 25_000)")

    assert [len(piece) for piece in given] == [10_000, 10_000, 5_000]


def test_a_step_that_closes_standard_output_harms_nobody() -> None:
    said, given = run("os.write(1, b'last words'); os.close(1)")

    assert said == ["before", "the program's own word", "after"]
    assert given == ["last words"]


def test_an_exception_restores_standard_output() -> None:
    said, _ = run(
        "try:\n        with captured(lines.append): raise ValueError\n    except ValueError: print('inner', file=real)"
    )

    assert said == ["before", "inner", "the program's own word", "after"]
