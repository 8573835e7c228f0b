"""probe"""

from __future__ import annotations

from engine import *
from tests.lab import Lab, flow


def test_probe(lab: Lab) -> None:
    @step("A")
    def a():
        return {"x": 1}

    pid = lab.go(flow(init >> a >> done))
    assert lab.log(pid) == [("Start", "success"), ("A", "success"), ("Done", "complete")]
    assert lab.state(pid) == {"x": 1}
    print(lab.row(pid), lab.audit(pid))
