"""How is a subscription shown that a form is about? By what it is, not by its id; a key opens it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from widgets.forms.control import Control
from widgets.forms.display_fields import ReadOnlyField
from widgets.forms.field import NOT_SET
from widgets.forms.outside import Asked, Found, Lookup, around
from widgets.forms.schema import FieldSpec, as_text
from widgets.grid_line import fit, wrapped

__all__ = ["DisplaySubscriptionField", "SubscriptionCard"]

QUIET = "$foreground 60%"


class SubscriptionCard(Control):
    """A subscription in a few lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,o", "open", "open", show=False),
        Binding("y", "copy_id", "copy id", show=False),
    ]

    class Opened(Message):
        """The operator wants to see the subscription whole."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self._found: Found | None = None

    def on_mount(self) -> None:
        """Find out what it is, where there is somebody to ask."""
        if (lookup := around(self).lookup) is not None:
            self.run_worker(self._find(lookup), group="name")

    async def _find(self, lookup: Lookup) -> None:
        try:
            found = await lookup(Asked(kind="subscription", key=self._key))
        except Exception:  # its id is there, and that it cannot be read is said elsewhere
            return
        if found:
            self._found = found[0]
            self.refresh(layout=True)

    def render(self) -> Content:
        """Draw its name, and below it what else there is to say."""
        return Content("\n").join(self._lines(max(10, self.content_size.width)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as that takes."""
        return len(self._lines(max(10, width)))

    def action_open(self) -> None:
        """Ask for it to be opened."""
        self.post_message(self.Opened(self._key))

    def action_copy_id(self) -> None:
        """Copy its id to the clipboard of the terminal."""
        self.app.copy_to_clipboard(self._key)

    def on_click(self, event: events.Click) -> None:
        """Open it where it has the focus already."""
        event.stop()
        self.action_open()

    def _lines(self, width: int) -> list[Content]:
        name = self._key if self._found is None else self._found.label
        facts: Mapping[str, str] = {} if self._found is None else self._found.facts
        said = " · ".join(fact for fact in facts.values() if fact)
        keys = "enter opens it" if self.has_focus else ""
        lines = [Content.assemble((fit(name, width - len(keys) - 1).rstrip(), "bold"), (f"  {keys}", QUIET))]
        return [*lines, *(Content.styled(line, QUIET) for line in (wrapped(said, width) if said else ()))]


class DisplaySubscriptionField(ReadOnlyField):
    """The subscription that a page is about: never sent, since an echo of another id would be replaced unseen."""

    def __init__(self, spec: FieldSpec, value: Any = NOT_SET, *, label_width: int = 20) -> None:
        super().__init__(spec, value, label_width=label_width)
        self._card = SubscriptionCard(as_text(spec.default)) if spec.default is not None else None

    def control(self) -> Iterable[Widget]:
        """The card; the sign of nothing where the form names none."""
        if self._card is None:
            yield from super().control()
        else:
            yield self._card

    def hint(self) -> str:
        """Nothing about how an id is written."""
        return str(self.spec.schema.get("description") or "")
