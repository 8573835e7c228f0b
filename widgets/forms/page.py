"""How does a page's JSON schema become a form, and what was answered on it a dict for the engine?

The page draws, collects and shows what the engine says; it validates nothing itself, since a second opinion may differ
from the one that counts. What was typed stays where it is, whatever was wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.message import Message
from textual.widgets import Static

from engine.plain import clean
from widgets.forms.changes import ChangesPanel
from widgets.forms.field import NOT_SET, ROOT, Field, Located, given
from widgets.forms.layout import SIDE_BY_SIDE, FormRow, in_rows
from widgets.forms.outside import Outside, Surrounded
from widgets.forms.page_end import BackButton, PageEnd, SubmitButton
from widgets.forms.registry import field_for, shown
from widgets.forms.schema import fields_of, prettified
from widgets.forms.text_fields import LongTextField
from widgets.text import plain

__all__ = ["FormPageView"]


class FormPageView(VerticalScroll, Surrounded, can_focus=False, inherit_bindings=False):
    """One page of a form."""

    # The id is that of the console's action registry, so that an operator's own key reaches the form as well.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+j,ctrl+enter", "submit", "submit", show=False, priority=True, id="form.submit"),
        Binding("ctrl+g", "next_error", "next error", show=False, priority=True, id="form.next_error"),
        Binding("pageup", "page_up", "page up", show=False),
        Binding("pagedown", "page_down", "page down", show=False),
    ]

    class Changed(Message):
        """The operator changed an answer."""

        def __init__(self, page: FormPageView, name: str) -> None:
            super().__init__()
            self.page, self.name = page, name

        @property
        def control(self) -> FormPageView:
            """The page it comes from."""
            return self.page

    class Back(Message):
        """The operator wants to see the page before."""

    class Submitted(Message):
        """The operator wants to send the page; `answers` is what it says."""

        def __init__(self, page: FormPageView, answers: dict[str, Any]) -> None:
            super().__init__()
            self.page, self.answers = page, answers

        @property
        def control(self) -> FormPageView:
            """The page it comes from."""
            return self.page

    def __init__(
        self,
        schema: Mapping[str, Any],
        values: Mapping[str, Any] | None = None,
        *,
        button: str = "Submit",
        back: str | None = None,
        colours: Mapping[str, str] | None = None,
        docs: Mapping[str, str] | None = None,
        outside: Outside | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`values`: answers or a draft (`raw`) of before; what they name and the page does not is left aside.

        `docs` is help by the names of fields, beside what the schema says.
        `button` and `back` label the ways on and back, None for no way back; `colours` are the author's for `next` and
        `previous`.
        """
        super().__init__(id=id, classes=classes)
        self.outside = outside or Outside()
        specs = [spec.explained((docs or {}).get(spec.name, "")) for spec in fields_of(schema) if shown(spec)]
        width = 4 + max((cell_len(clean(spec.label)) for spec in specs), default=0)  # sign, mark and two spaces
        first = values or {}
        self.fields: list[Field] = [
            field_for(spec, first.get(spec.name, NOT_SET), max(14, min(width, 28))) for spec in specs
        ]
        self._banner = Static("", id="form-banner", markup=False)
        self._banner.display = False
        self.changes = ChangesPanel(self.fields)
        self._end = PageEnd(button, back, colours or {})
        self._banners = 0
        self._about_all = ""
        """What is wrong with the page as a whole, the first of it."""
        self._at_error = -1
        """Which of the messages the cursor was led to."""

    def compose(self) -> ComposeResult:
        """Banner, fields, button."""
        yield self._banner
        if not any(field.asks for field in self.fields):
            yield Static("There is nothing to fill in on this page.", classes="field--note", markup=False)
        yield from in_rows(self.fields)
        yield self.changes
        yield self._end
        self._end.tell(self.error_count, self._about_all)

    # What the screen asks and says

    @property
    def button_label(self) -> str:
        """What the button says."""
        return self._end.button.label

    @button_label.setter
    def button_label(self, label: str) -> None:
        self._end.button.relabel(label)

    @property
    def touched(self) -> frozenset[str]:
        """The fields the operator changed."""
        return frozenset(field.spec.name for field in self.fields if field.touched)

    def answers(self) -> dict[str, Any]:
        """Return what to send: values in their own types, nothing for what is only shown, or not set."""
        return given((field.spec.name, field.answer()) for field in self.fields)

    def raw(self) -> dict[str, Any]:
        """Return what to keep in a draft: text as typed, no secrets. A new page takes it as `values`."""
        return given((field.spec.name, field.raw()) for field in self.fields)

    @property
    def error_count(self) -> int:
        """How many messages are shown, those about all of the page among them."""
        return sum(field.error_count for field in self.fields) + self._banners

    def show_errors(
        self, errors: Iterable[tuple[Sequence[str | int], str]], *, focus: bool = True, after: str = ""
    ) -> None:
        """Show each message under the field its location begins with, the others at the top of the page.

        The messages of before go away; the answers stay. With `focus` the cursor goes to the first field that is
        wrong. `after` is what the operator may expect once these are right.
        """
        by_name = {field.spec.name: field for field in self.fields}
        found: dict[str, list[Located]] = {}
        banner: list[str] = []
        for loc, message in errors:
            name = str(loc[0]) if loc else ROOT
            if name not in by_name:
                banner.append(message if name == ROOT else f"{prettified(name)}: {message}")
            else:
                found.setdefault(name, []).append((loc[1:], message))
        for name, field in by_name.items():
            field.place_errors(found.get(name, ()))
        self._show_banner(banner)
        self._at_error = -1
        self._end.tell(self.error_count, self._about_all, after)
        if focus:
            self._go_to_first(found)

    def focus_first(self) -> None:
        """Put the cursor into the first field that asks for something; into the button when none does."""
        first = next((field for field in self.fields if field.asks), None)
        if first is not None:
            first.take_focus()
        else:
            self._end.button.focus()

    def submit(self) -> None:
        """Send the page, as the key and the button do."""
        self.when_settled(self._send)

    @property
    def long_text(self) -> LongTextField | None:
        """The text of many lines that the cursor is in."""
        focused = self.screen.focused
        above = focused.ancestors_with_self if focused is not None and self in focused.ancestors else ()
        return next((field for field in above if isinstance(field, LongTextField)), None)

    def when_settled(self, then: Callable[[], object]) -> None:
        """Do something once the keys pressed so far are in the answers.

        A priority key overtakes those before it that still wait in the queue of the widget with the focus: after a
        paste, or on a slow line, what the operator typed last would be missing.
        """
        focused = self.screen.focused
        self._settle(focused if focused is not None and self in focused.ancestors else self, then)

    def _settle(self, widget: DOMNode, then: Callable[[], object]) -> None:
        """Wait for the queue of `widget`, then for those that what it says bubbles through, up to the page."""
        if widget is self or widget.parent is None:
            self.call_later(then)
        else:
            widget.call_later(self._settle, widget.parent, then)

    def _send(self) -> None:
        self.post_message(self.Submitted(self, self.answers()))

    def on_resize(self, event: events.Resize) -> None:
        """Leave a line between the fields where there is room for it, and put them side by side likewise."""
        for row in self.query(FormRow):
            row.spread(wide=event.size.width >= SIDE_BY_SIDE)
        self.set_class(3 * len(self.fields) + 3 <= event.size.height, "-roomy")

    # Keys and fields

    def action_submit(self) -> None:
        """Send the page."""
        self.submit()

    def action_next_error(self) -> None:
        """Go to the next message: the one about all of the page, then each field's, and around again."""
        places = self._places()
        if not places:
            return
        self._at_error = (self._at_error + 1) % len(places)
        place = places[self._at_error]
        if place is None:
            self.scroll_home(animate=False)
            return
        place.take_focus()
        place.scroll_visible(animate=False)

    def _places(self) -> list[Field | None]:
        """Return where messages are; None is the top of the page."""
        places: list[Field | None] = [None] if self._banner.display else []
        return [*places, *(wrong for field in self.fields for wrong in field.wrong())]

    def on_back_button_pressed(self, event: BackButton.Pressed) -> None:
        """Tell the screen."""
        event.stop()
        self.when_settled(lambda: self.post_message(self.Back()))

    def on_submit_button_pressed(self, event: SubmitButton.Pressed) -> None:
        """Send the page."""
        event.stop()
        self.submit()

    def on_field_edited(self, event: Field.Edited) -> None:
        """Tell the screen."""
        event.stop()
        self._end.tell(self.error_count, self._about_all)
        self.post_message(self.Changed(self, event.field.spec.name))

    def on_field_next(self, event: Field.Next) -> None:
        """Go on to the next field that asks for something, or to the button."""
        event.stop()
        after = self.fields[self.fields.index(event.field) + 1 :]
        following = next((field for field in after if field.asks), None)
        if following is not None:
            following.take_focus()
        else:
            self._end.button.focus()

    def _show_banner(self, messages: Sequence[str]) -> None:
        self._banners, self._about_all = len(messages), messages[0] if messages else ""
        lines = [plain(f"! {message}").stylize("$text-error") for message in messages]
        self._banner.update(Content("\n").join(lines))
        self._banner.display = bool(lines)

    def _go_to_first(self, found: Collection[str]) -> None:
        wrong = next((field for field in self.fields if field.spec.name in found and field.asks), None)
        if wrong is not None:
            wrong.take_focus()
            # It may have the focus, and be out of sight; what is said below it has its place with the second layout.
            self.call_after_refresh(self.call_after_refresh, wrong.scroll_visible, animate=False)
            self._at_error = self._places().index(next(wrong.wrong()))
        elif self._banner.display:
            self.scroll_home(animate=False)
            self._at_error = 0
