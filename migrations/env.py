"""How does Alembic reach the store? Through the connection that `engine.store.schema.upgrade` hands it.

There is no other way in: `nocdeck db …` opens the store, holds the one transaction and runs the migrations within it,
our own, or a site's with a version table of theirs.
"""

from __future__ import annotations

from alembic import context

from engine.store import form_tables, schedule_tables, subscription_tables  # noqa: F401  (with them the metadata is whole)
from engine.store.tables import BaseModel

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=BaseModel.metadata,
    version_table=context.config.attributes.get("version_table", "alembic_version"),
    transactional_ddl=True,
)
context.run_migrations()
