"""The console's own widgets: plain values and JSON schema in, messages out; no store, no engine.

Each is imported from its own module: the first screen needs the grid, and waits for nothing else.
"""
