"""Are the listeners of one program told of every change, whatever one of them does (W-34)?"""

from __future__ import annotations

from uuid import UUID, uuid4

from engine.events import Events


def test_every_listener_is_told_which_process_changed() -> None:
    events, one, other = Events(), list[UUID](), list[UUID]()
    events.listen(one.append)
    events.listen(other.append)
    process_id = uuid4()

    events.announce(process_id)

    assert one == other == [process_id]


def test_w34_a_listener_that_raises_keeps_nobody_from_being_told() -> None:
    events, told = Events(), list[UUID]()

    def broken(process_id: UUID) -> None:
        raise RuntimeError("the screen is gone")

    events.listen(broken)
    events.listen(told.append)

    events.announce(uuid4())

    assert len(told) == 1
