"""The store's own schema, revision by revision, for Alembic."""
