"""What can be done to a subscription without a workflow? It is put back in sync, and named for a customer."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from textual import work

from console.messages import ReadAgain
from console.screens.reading import ReadingKeys
from console.wording import one_line, short_id

if TYPE_CHECKING:
    from engine.domain.queries import SubscriptionDetail

__all__ = ["SubscriptionVerbs"]


class SubscriptionVerbs(ReadingKeys):
    """A screen of one subscription."""

    _detail: SubscriptionDetail | None = None

    @abstractmethod
    def go_to_open_process(self) -> None:
        """Put the cursor on the first process that has not ended, so that enter opens it."""

    @work
    async def action_subscription_sync(self) -> None:
        """Ask, saying what follows, then set it in sync; where something stands against it, go to that."""
        detail = self._detail
        if self.refused("subscription.sync") or detail is None:
            return
        row, deck = detail.row, self.shell.deck
        try:
            reason = await deck.why_not_in_sync(row.subscription_id)
            if reason is not None:
                self.say(f"set in sync: {reason}", "warning")
                self.go_to_open_process()
                return
            wanted = self.shell.to_type("subscription.sync", (row.subscription_id,))
            question = f"set {short_id(row.subscription_id)} in sync? workflows may run again; the network is not asked"
            if await self.ask(question, wanted):
                await deck.set_in_sync(row.subscription_id, row.version)
                self.say(f"{short_id(row.subscription_id)} is in sync")
        except Exception as error:
            self.say(f"set in sync: {one_line(error)}", "error")
        self.post_message(ReadAgain())

    @work
    async def action_subscription_describe(self) -> None:
        """Ask for a customer and how that one calls it, on one line; no name takes away what stood there."""
        detail = self._detail
        if self.refused("subscription.describe") or detail is None:
            return
        names, own = detail.customer_descriptions, detail.row.customer_id
        said = await self.ask_text("customer: name", f"{own}: {names.get(own, '')}")
        customer, colon, name = (part.strip() for part in (said or "").partition(":"))
        if said is None or (colon and name == names.get(customer, "")):
            return
        if not customer or not colon:
            self.say("write the customer, a colon, and how that one calls it", "warning")
            return
        try:
            await self.shell.deck.describe(detail.row.subscription_id, customer, name, names.get(customer, ""))
            self.say(f"{customer} calls it {name}" if name else f"{customer} has no name for it any more")
        except Exception as error:
            self.say(f"customer's name: {one_line(error)}", "error")
        self.post_message(ReadAgain())
