"""How much of a traceback does an operator need? Where it broke, and why; the way there when she asks for it."""

from __future__ import annotations

__all__ = ["last_frame"]

FRAME = '  File "'


def last_frame(traceback: str, key: str) -> str:
    """Return a traceback with its last frame alone; `key` is what shows the others. A short one is returned whole."""
    lines = traceback.splitlines()
    frames = [at for at, line in enumerate(lines) if line.startswith(FRAME)]
    if len(frames) < 2:
        return traceback
    above = "1 frame" if len(frames) == 2 else f"{len(frames) - 1} frames"
    return "\n".join([*lines[: frames[0]], f"  … {above} above, {key} shows them", *lines[frames[-1] :]])
