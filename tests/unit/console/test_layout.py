"""Is a widget told of its size, whoever asked for its place before it was laid out?"""

from __future__ import annotations

from textual import events
from textual.widget import Widget

from tests.unit.console.driving import Driver, drive


class Told(Widget):
    """Knows what it was told."""

    sizes: tuple[int, ...] = ()

    def on_resize(self, event: events.Resize) -> None:
        """Keep it."""
        self.sizes += (event.size.width,)


def test_a_widget_whose_place_is_asked_for_before_the_layout_hears_of_its_size() -> None:
    async def journey(it: Driver) -> None:
        told, screen = Told(), it.app.screen
        await screen.query_one("#body").mount(told)
        screen._compositor._full_map_invalidated = True  # as a list that is scrolled leaves it
        assert told.region.width == it.app.size.width
        await it.settle()
        assert told.sizes == (it.app.size.width,)

    drive(journey)
