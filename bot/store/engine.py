"""The connection to the database: `engine = await open_engine("sqlite+aiosqlite:///var/teinei.db")`, migrated.

SQLite: WAL (readers and the one writer do not wait for each other), a wait of 5 s for a lock, foreign keys,
every commit on disk, erased text overwritten. WAL needs a local disk, not NFS; PostgreSQL is for several hosts.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import TeineiError

MIGRATIONS = Path(__file__).parent / "migrations"
_ASYNC = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_PRAGMAS = ("journal_mode=WAL", "busy_timeout=5000", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON")
_ONE_AT_A_TIME = 7466_4001  # any number: PostgreSQL lets one migration run, the others wait


class StoreError(TeineiError):
    """The conversations' database cannot be used; the message says why, and what to do."""


async def open_engine(url: str) -> AsyncEngine:
    """A connected engine whose tables are those of this version. Raises StoreError."""
    address = _address(url)
    shown = address.render_as_string(hide_password=True)
    try:
        if address.database and address.get_backend_name() == "sqlite":
            await asyncio.to_thread(_probe, Path(address.database))
        engine = create_async_engine(address)
    except ModuleNotFoundError as error:
        raise StoreError(f"{shown} needs the driver {error.name!r}: pip install {error.name}") from None
    except OSError as error:
        raise StoreError(f"{shown}: {error.strerror}: {error.filename}; set TEINEI_DATA or TEINEI_STORE_URL") from None
    except sqlite3.Error as error:
        raise StoreError(_why(shown, error)) from None
    if address.get_backend_name() == "sqlite":
        _prepare_sqlite(engine)
    try:
        async with engine.execution_options(write=True).begin() as connection:
            await connection.run_sync(upgrade)
    except (SQLAlchemyError, CommandError, OSError) as error:
        await engine.dispose()
        raise StoreError(_why(shown, error)) from None
    return engine


def _probe(path: Path) -> None:
    """Fails here rather than in aiosqlite, whose thread may outlive a failed connection and the event loop."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA schema_version")


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        # The URL itself may hold a password and is not repeated.
        raise StoreError("store_url is no SQLAlchemy URL; expected e.g. sqlite+aiosqlite:///var/teinei.db") from None
    return address.set(drivername=_ASYNC.get(address.drivername, address.drivername))


def _why(shown: str, error: Exception) -> str:
    reason = str(getattr(error, "orig", None) or error).splitlines()[0]
    if isinstance(error, CommandError):
        return f"{shown} was written by a newer teinei ({reason}); upgrade teinei, or restore the older database"
    return f"{shown} cannot be opened: {reason}; set TEINEI_STORE_URL to a database that this user may write"


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def connect(connection: Any, record: Any) -> None:
        # SQLAlchemy's own BEGIN below instead of the driver's, which comes late and not before DDL.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes its lock at once: one that reads first could not wait for another, only fail.
        write = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def upgrade(connection: Connection) -> None:
    """Brings the tables to this version, in the caller's transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME})
    command.upgrade(migration_config(connection), "head")


def migration_config(connection: Connection) -> Config:
    """Alembic's configuration, without a file: all it needs is the connection and where the migrations lie."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
