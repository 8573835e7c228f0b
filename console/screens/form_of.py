"""Which forms are there to fill in: the one a process waits for, and the one that starts a workflow, once or again?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from textual.widget import Widget

from console.company import Company
from console.form_head import labels
from console.messages import FormSent
from console.screens.form import FormScreen
from console.shell import Shell
from console.wizard import VERSION, Done, Shown
from console.wording import short_id

if TYPE_CHECKING:
    from engine.forms import FormSession

__all__ = ["AgainScreen", "AnswerScreen", "StartFormScreen"]


class AnswerScreen(FormScreen):
    """The form of the input step a process is suspended at."""

    def __init__(self, shell: Shell, view: str, process_id: UUID) -> None:
        super().__init__(shell, view)
        self._process_id = process_id
        self._told_status = ""
        """In which the process was when it was last said that it moved on."""
        self._company = Company(shell)

    def body(self) -> Iterable[Widget]:
        """Title, who else has it open, the page."""
        head, *rest = super().body()
        return (head, self._company, *rest)

    def crumbs(self) -> Sequence[str]:
        """Return the way here: view, process, step, page."""
        view, *rest = super().crumbs()
        return (view, short_id(self._process_id), *rest)

    async def open_session(self) -> FormSession:
        """Return the process's form."""
        session = await self.shell.deck.form(self._process_id)
        self._company.watch_form(session.subject)
        return session

    async def send(self, done: Done) -> FormSent:
        """Answer the step; the version the form was built on goes along, so that a stale form is refused."""
        session = self.wizard.session
        await self.shell.deck.submit(self._process_id, done.answers, session.version if session is not None else None)
        return FormSent(self._process_id, started=False)

    async def refresh_data(self) -> None:
        """Say when the process moved on under the open form. The form itself stays: it is never built by a change."""
        session = self.wizard.session
        if session is None or session.version is None:
            return
        row = (await self.shell.deck.detail(self._process_id)).row
        if row.version != session.version and row.status != self._told_status:
            self._told_status = row.status
            key = self.shell.key("form.again")
            said = f"{short_id(row.process_id)} has changed, it is {row.status} now; {key} builds the form again"
            self.say(said, "warning")


class StartFormScreen(FormScreen):
    """The form that starts a workflow."""

    SEND = "Start"
    STARTS = True

    def __init__(self, shell: Shell, view: str, workflow: str, first: Mapping[str, Any] | None = None) -> None:
        super().__init__(shell, view, first)
        self._workflow = workflow
        self._first = first or {}

    async def open_session(self) -> FormSession:
        """Return the workflow's form; a draft of it is of what it is started on, in whichever version."""
        session = await self.shell.deck.start_form(self._workflow)
        about = {name: value for name, value in self._first.items() if name != VERSION}
        return session.about(about) if about else session

    async def again(self) -> None:
        """Build the form again; one on a subscription that has changed, from what that is now."""
        self._remember()
        self._move(self._anew if VERSION in self._first else self.wizard.again)

    async def _anew(self) -> Shown | Done:
        row = (await self.shell.deck.subscription(UUID(self._first["subscription_id"]))).row
        if row.version == self._first[VERSION]:
            return await self.wizard.again()
        self._first = {**self._first, VERSION: row.version}
        return await self.wizard.renewed(self._first)

    async def send(self, done: Done) -> FormSent:
        """Start the workflow."""
        return FormSent(await self.shell.deck.start(self._workflow, done.answers), started=True)


class AgainScreen(StartFormScreen):
    """The form that starts a workflow, with the answers that a process of it was started with."""

    def __init__(self, shell: Shell, view: str, workflow: str, process_id: UUID) -> None:
        super().__init__(shell, view, workflow)
        self._process_id = process_id
        self._left_out: Sequence[Sequence[str]] = ()
        """By page: what of the answers was not kept."""

    async def open_session(self) -> FormSession:
        """Return the workflow's form; its draft is not that of another start."""
        from engine.store.form_tables import AGAIN

        answers = await self.shell.deck.answers(self._process_id)
        self.wizard.kept = [page.answer for page in answers.pages]
        self._left_out = [page.left_out for page in answers.pages]
        session = await super().open_session()
        return replace(session, subject=f"{AGAIN}{self._process_id}")

    def standing(self, shown: Shown) -> str:
        """Say whose answers these are."""
        return super().standing(shown) or f"answers of {short_id(self._process_id)}"

    def remark(self, shown: Shown) -> str:
        """Say what has to be typed anew on this page."""
        here = self._left_out[shown.page.index] if shown.page.index < len(self._left_out) else ()
        names = ", ".join(labels(shown.page, here))
        return f"Not kept, to be typed anew: {names}" if names else ""
