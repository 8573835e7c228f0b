"""What does a test of what the network sells work with? A store and a lab as the demo begins with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import workflows.network
from engine import db
from engine.domain.queries import SubscriptionQuery
from engine.domain.subscriptions import SubscriptionModel
from engine.listing import first_rows
from engine.outcome import ProcessStatus
from engine.registry import Registry
from engine.store.database import Store
from engine.store.schema import open_store
from engine.store.scope import scope_of
from engine.store.site_migrations import SiteMigrations
from tests.lab import Lab
from workflows.network.lab import LAB
from workflows.network.management_link import LATENCY
from workflows.network.sold import sell

__all__ = ["MIGRATIONS", "SoldNetwork", "sell_to"]

MIGRATIONS = Path(workflows.network.__file__).parent / "migrations"

Answer = Mapping[str, Any]


def sell_to(url: str, lab_file: Path) -> None:
    """Fill a store that has our schema, and a lab beside it, as a fresh demo does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(LAB, str(lab_file))
        store = open_store(url)
        SiteMigrations(MIGRATIONS).upgrade(store)
        db.use(store)
        assert sell() == 200
        store.close()


class SoldNetwork:
    """The network's subscriptions, its workflows and its lab, all as `sell_to` left them in a store and in a folder."""

    def __init__(self, lab: Lab, store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(LAB, str(folder / "lab.db"))
        monkeypatch.setenv(LATENCY, "0")
        self.lab, self.store = lab, store
        db.use(store)
        for workflow in Registry.load(["workflows.network"]):
            lab.registry.put(workflow)

    def found(self, text: str) -> list[UUID]:
        """Return the subscriptions that a search finds."""
        with self.store.reading() as connection:
            return [row.subscription_id for row in first_rows(connection, SubscriptionQuery(text=text), 500)]

    def only(self, text: str) -> UUID:
        """Return the one subscription that a search finds."""
        (found,) = self.found(text)
        return found

    def loaded(self, subscription_id: UUID) -> Any:
        """Return a subscription as its class."""
        with scope_of(self.store):
            return SubscriptionModel.from_subscription(subscription_id)

    def started(self, workflow: str, *answers: Answer) -> UUID:
        """Start a workflow and run it until it rests; a router that does not answer is asked again."""
        process_id = self.lab.operations.start(workflow, answers)
        self.rest(process_id)
        return process_id

    def rest(self, process_id: UUID) -> None:
        """Run a process until it rests and no clock moves it."""
        self.lab.run()
        while self.lab.row(process_id).status is ProcessStatus.WAITING:
            self.lab.clock.advance(120)
            self.lab.run()

    def done(self, workflow: str, *answers: Answer) -> UUID:
        """Run a workflow to its end and return its process."""
        process_id = self.started(workflow, *answers)
        self.completed(process_id)
        return process_id

    def completed(self, process_id: UUID) -> None:
        """See that a process completed."""
        row = self.lab.row(process_id)
        assert row.status is ProcessStatus.COMPLETED, f"{row.workflow} at {row.last_step}: {row.failed_reason}"

    def created(self, workflow: str, product: str, *answers: Answer) -> UUID:
        """Run a create workflow to its end and return the subscription."""
        process_id = self.done(workflow, {"product": product}, *answers)
        return UUID(self.lab.state(process_id)["subscription_id"])

    def on(self, workflow: str, subscription_id: UUID, *answers: Answer) -> UUID:
        """Run a workflow on a subscription to its end and return its process."""
        return self.done(workflow, {"subscription_id": str(subscription_id)}, *answers)

    def refused(self, workflow: str, subscription_id: UUID) -> tuple[str, Any]:
        """Run a validation that finds a difference; return what it says, in words and in detail."""
        process_id = self.started(workflow, {"subscription_id": str(subscription_id)})
        assert self.lab.row(process_id).status is ProcessStatus.INCONSISTENT_DATA
        assert not self.loaded(subscription_id).insync
        last = self.lab.last(process_id)
        assert last.error_class == "InconsistentDataError"
        return str(last.error), last.details
