"""Keeps what customers changed: one SQLite file, read again after a restart. Delete it to start afresh.

`change` does a thing once per key and remembers the outcome in the same transaction: a retry, also after a
crash, finds either nothing done or the answer of the first time.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from bot.shop.shop import ShopError

Fields = dict[str, str]
BUSY_SECONDS = 5.0

_TABLES = (
    "CREATE TABLE IF NOT EXISTS changes (order_id TEXT PRIMARY KEY, fields TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS done (key TEXT PRIMARY KEY, fields TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS requests (key TEXT PRIMARY KEY, reference TEXT NOT NULL UNIQUE)",
)


def five_digits(text: str) -> str:
    """A number that looks drawn by lot and is always the same for the same text: `"48213"`."""
    return str(int.from_bytes(hashlib.sha256(text.encode(errors="replace")).digest()[:8], "big") % 90_000 + 10_000)


@dataclass(frozen=True)
class Kept:
    """The file at `path`. A connection per call: a demo shop is asked a few times a minute."""

    path: Path

    @classmethod
    def open(cls, path: Path) -> Kept:
        """Makes the file where it is missing. Raises ShopError when it cannot be used."""
        kept = cls(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with kept._write() as db:
                for table in _TABLES:
                    db.execute(table)
        except (OSError, sqlite3.Error) as error:
            raise ShopError(
                f"{path}: cannot be used as the demo shop's database ({error}); "
                "expected a SQLite file in a writable folder: move it away, or set TEINEI_DATA"
            ) from None
        return kept

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            # IMMEDIATE: two servers on one file queue up instead of both reading the old state first.
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("COMMIT")
        finally:
            db.close()

    def fields(self, order_id: str) -> Fields:
        """What was changed in this order so far."""
        with self._write() as db:
            return _read(db, "SELECT fields FROM changes WHERE order_id = ?", order_id) or {}

    def change(self, order_id: str, key: str, new: Callable[[Fields], Fields | None]) -> Fields | None:
        """The order's fields after `new` was added to them, once per key; None when `new` declines."""
        with self._write() as db:
            if (before := _read(db, "SELECT fields FROM done WHERE key = ?", key)) is not None:
                return before
            fields = _read(db, "SELECT fields FROM changes WHERE order_id = ?", order_id) or {}
            added = new(fields)
            if added is None:
                return None
            text = json.dumps(fields | added)
            db.execute("INSERT OR REPLACE INTO changes VALUES (?, ?)", (order_id, text))
            db.execute("INSERT INTO done VALUES (?, ?)", (key, text))
            return fields | added

    def reference(self, letter: str, key: str) -> str:
        """The request's number, the same for the same key and never given twice."""
        with self._write() as db:
            row = db.execute("SELECT reference FROM requests WHERE key = ?", (key,)).fetchone()
            if row:
                return str(row[0])
            given = {row[0] for row in db.execute("SELECT reference FROM requests")}
            tries = (f"{letter}-{five_digits(key + '+' * again)}" for again in count())
            reference = next(one for one in tries if one not in given)
            db.execute("INSERT INTO requests VALUES (?, ?)", (key, reference))
            return reference


def _read(db: sqlite3.Connection, query: str, value: str) -> Fields | None:
    row = db.execute(query, (value,)).fetchone()
    return dict(json.loads(row[0])) if row else None
