"""Alembic migrations: one file a version; `Store.open` runs what is missing."""
