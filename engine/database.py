"""How does an author's code reach the store? `db.session` in a step or form, `db.database_scope()` in a script.

The tables are handed on from here, under orchestrator-core's names (contract section 21).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from engine.store.database import Store
from engine.store.product_tables import FixedInputTable, ProductBlockTable, ProductTable, ResourceTypeTable
from engine.store.scope import current_scope, scope_of
from engine.store.subscription_tables import (
    ProcessSubscriptionTable,
    SubscriptionCustomerDescriptionTable,
    SubscriptionInstanceRelationTable,
    SubscriptionInstanceTable,
    SubscriptionInstanceValueTable,
    SubscriptionMetadataTable,
    SubscriptionTable,
)
from engine.store.tables import BaseModel, EngineSettingsTable, ProcessStepTable, ProcessTable, WorkflowTable

__all__ = [
    "BaseModel",
    "Database",
    "EngineSettingsTable",
    "FixedInputTable",
    "ProcessStepTable",
    "ProcessSubscriptionTable",
    "ProcessTable",
    "ProductBlockTable",
    "ProductTable",
    "ResourceTypeTable",
    "SubscriptionCustomerDescriptionTable",
    "SubscriptionInstanceRelationTable",
    "SubscriptionInstanceTable",
    "SubscriptionInstanceValueTable",
    "SubscriptionMetadataTable",
    "SubscriptionTable",
    "WorkflowTable",
    "db",
    "transactional",
]


class Database:
    """The store of this program, for authors."""

    def __init__(self) -> None:
        self._store: Store | None = None

    def use(self, store: Store) -> None:
        """Say which store `database_scope()` works on where no step runs."""
        self._store = store

    @property
    def session(self) -> Session:
        """The session of the step, form or `database_scope()` that runs: it reads at once and writes with that.

        Raises:
            RuntimeError: none of them runs here.
        """
        return current_scope().session

    @contextmanager
    def database_scope(self, **_: Any) -> Iterator[None]:
        """Work on the store within the block; `session.commit()` or `transactional(db)` writes, the end alone does not.

        Raises:
            RuntimeError: nobody said which store: `db.use(store)`.
        """
        if self._store is None:
            raise RuntimeError("No store is open here; call db.use(open_store(url)) first")
        with scope_of(self._store, commits=True) as scope:
            yield
            scope.drop()


db = Database()


@contextmanager
def transactional(_: Database = db, log: Any = None) -> Iterator[None]:
    """Write what the block changes, whole or not at all. In a step or form that is so anyway (contract OUT-10, 11)."""
    yield
    scope = current_scope()
    if scope.commits:
        scope.commit()
