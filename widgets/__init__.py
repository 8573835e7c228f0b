"""The console's own widgets: plain values and JSON schema in, messages out; no store, no engine."""

from __future__ import annotations

from widgets.grid import Cell, Column, Grid, RowSource
from widgets.state import StateView, TextView
from widgets.steps import StepLine, StepTimeline
from widgets.text import SafeLineFilter, plain

__all__ = [
    "Cell",
    "Column",
    "Grid",
    "RowSource",
    "SafeLineFilter",
    "StateView",
    "StepLine",
    "StepTimeline",
    "TextView",
    "plain",
]
