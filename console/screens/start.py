"""Which workflow shall be started?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from console.messages import OpenStart
from console.screens.picker import Pick, PickerScreen
from console.shell import Shell
from console.status import DRAFT
from console.times import age
from engine.plain import clean, shorten

if TYPE_CHECKING:
    from engine.records import WorkflowInfo

__all__ = ["StartScreen"]


class StartScreen(PickerScreen):
    """The workflows that are loaded here; what cannot be started now says why."""

    PLACEHOLDER = "which workflow? type a part of its name; enter starts it"

    def __init__(self, shell: Shell, view: str) -> None:
        super().__init__(shell, view)
        self._workflows: Sequence[WorkflowInfo] | None = None
        self._begun: Mapping[str, str] = {}
        """By workflow: how long ago this operator began its form and did not send it."""

    def crumbs(self) -> Sequence[str]:
        """Return the way here."""
        return (self.view, "start a workflow")

    async def refresh_data(self) -> None:
        """Ask which workflows there are, once: the list does not change under the operator's typing."""
        if self._workflows is None:
            drafts = await self.shell.deck.start_drafts()
            self._begun = {workflow: age(since, self.shell.now()) for workflow, since in drafts.items()}
            self._workflows = await self.shell.deck.workflows()
            self.show_picks()

    def picks(self) -> Sequence[Pick]:
        """Return the workflows: those whose form was begun, the others, tasks."""
        found = sorted(self._workflows or (), key=lambda info: (info.name not in self._begun, info.is_task, info.name))
        return [
            Pick(
                id=info.name,
                line=_line(info, self._begun.get(info.name)),
                detail=_detail(info, self.size.width),
                why_not=info.why_not,
            )
            for info in found
        ]

    def show_shell(self) -> None:
        """Say, until they were read, why there are none."""
        super().show_shell()
        if self._workflows is None:
            self.show_picks()

    def nothing(self) -> str:
        """Say why there is none."""
        if self._workflows is None:
            return clean(self.shell.unread) or "reading…"
        return "No workflow is loaded; name its module in [workflows] modules."

    def picked(self, pick: Pick) -> None:
        """Open its form."""
        self.post_message(OpenStart(pick.id))


def _line(info: WorkflowInfo, begun: str | None) -> Content:
    off = "dim" if info.why_not is not None else ""
    return Content.assemble(
        (f" {clean(info.name):<28} ", off or "bold"),
        (f"{'task' if info.is_task else clean(info.target).lower():<10} ", "$foreground-muted"),
        (f"{DRAFT} {begun}  " if begun is not None else "", "$text-accent bold"),
        (f"! {clean(info.why_not)}  " if info.why_not else "", "$text-warning"),
        (clean(info.description), off),
    )


def _detail(info: WorkflowInfo, width: int) -> Content:
    steps = shorten(" > ".join(clean(step) for step in info.steps), width - 2)
    return Content.assemble(
        (f"{clean(info.name)} ", "bold"),
        clean(info.description),
        (f"  ! {clean(info.why_not)}" if info.why_not else "", "$text-warning"),
        (f"\n{steps}" if steps else "", "$foreground-muted"),
    )
