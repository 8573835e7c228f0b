"""How is a form filled in, told as a person tells it: what is seen, what is typed, what is wrong, what is sent?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from console.messages import OpenForm, OpenStart
from tests.inventory.stock import Form
from tests.unit.console.driving import Driver, drive
from tests.unit.console.pages import with_answer_form, with_start_form
from tests.unit.journeys.hands import Hands
from tests.unit.journeys.seen import seen_as
from widgets.forms import Field, FormPageView

__all__ = ["Filling", "Story", "answered", "opened", "started"]

SIZE = (100, 40)
"""Of the terminal: a page is seen whole."""


class Filling:
    """A form under an operator's hands."""

    def __init__(self, it: Driver) -> None:
        self.it = it
        self.hands = Hands(it.app, it.pilot)

    @property
    def page(self) -> FormPageView:
        """The page on the screen."""
        return self.it.app.screen.query_one(FormPageView)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return self.it.text

    def field(self, name: str) -> Field:
        """The field of that name on the page."""
        return next(field for field in self.page.fields if field.spec.name == name)

    def sees(self, **kinds: str) -> None:
        """Every field of the page, in order, as what it is seen."""
        assert {field.spec.name: seen_as(field) for field in self.page.fields} == kinds
        assert [field.spec.name for field in self.page.fields] == list(kinds)

    def reads(self, *texts: str) -> None:
        """These words are on the screen."""
        for text in texts:
            assert text in self.text, f"{text!r} is not on\n{self.text}"

    async def fill(self, **answers: Any) -> None:
        """Answer these fields by keys."""
        for name, answer in answers.items():
            await self.hands.answer(self.field(name), answer)

    async def send(self) -> None:
        """Send the page."""
        await self.it.press("ctrl+j")

    def wrong(self, **messages: str) -> None:
        """Exactly these fields have a message on the screen, each among its own lines."""
        assert {field.spec.name for field in self.page.fields if field.error_count} == set(messages)
        for name, message in messages.items():
            said = self._said_at(self.field(name))
            assert f"! {message}" in said, f"{message!r} is not under {name}\n{self.text}"

    def wrong_all_over(self, *messages: str) -> None:
        """These messages, and no others, are about the page as a whole, above its first field."""
        banner = self.page.query_one("#form-banner")
        said = self._said_at(banner) if banner.display else ""
        assert said.count("! ") == len(messages), self.text
        for message in messages:
            assert f"! {message}" in said, self.text

    def _said_at(self, widget: Any) -> str:
        region = widget.region
        lines = self.text.splitlines()[region.y : region.bottom]
        return " ".join(" ".join(lines).split())


Story = Callable[[Filling], Awaitable[None]]


def started(
    form: Form, story: Story, *, on: UUID | None = None, size: tuple[int, int] = SIZE, **state: Any
) -> list[dict[str, Any]]:
    """Open the form that starts a workflow, tell the story, return what reached the engine, by page."""

    async def journey(it: Driver) -> None:
        if on is None:
            await it.press("n")
            await it.type("prov")
            await it.press("enter")
        else:
            it.app.post_message(OpenStart("provision_node", on))
            await it.settle()
        await story(Filling(it))

    ((verb, _, answers),) = drive(journey, with_start_form(form, **state), size=size).calls
    assert verb == "start"
    return list(answers)


def answered(form: Form, story: Story, **state: Any) -> list[dict[str, Any]]:
    """Open the form of an input step, tell the story, return what reached the engine, by page."""
    ((verb, _, answers, _),) = opened(form, story, **state)
    assert verb == "submit"
    return list(answers)


def opened(form: Form, story: Story, *, size: tuple[int, int] = SIZE, **state: Any) -> list[tuple[Any, ...]]:
    """Open the form of an input step, tell the story, return all that the engine was asked to do."""

    async def journey(it: Driver) -> None:
        it.app.post_message(OpenForm(it.deck.name("ask").process_id))
        await it.settle()
        await story(Filling(it))

    return drive(journey, with_answer_form(form, **state), size=size).calls
