"""An encoder that keeps the vectors of lines it has seen: `Remembered(E5(), cache).encode(lines)`.

A linguist changes ten lines of twelve thousand, and only ten are encoded again. For the packs' own lines only: what
customers write is never kept here. A file that cannot be read or written costs time, never a result.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from politeness_eval.encoders.encoder import Encoder, Vectors

_AT_ONCE = 500  # SQLite takes at most 999 values in one question in old builds


class Remembered:
    """The encoder with a memory on disk: `cache`/vectors/`name`.sqlite."""

    def __init__(self, encoder: Encoder, cache: Path) -> None:
        self._encoder = encoder
        self.name, self.dimensions = encoder.name, encoder.dimensions
        self._path = cache / "vectors" / f"{encoder.name}.sqlite"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, from the file where it is there."""
        keys = [hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).digest()[:16] for text in texts]
        known = self._read(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            made = dict(zip(missing, self._encoder.encode(list(missing.values())), strict=True))
            self._write(made)
            known |= made
        return np.vstack([known[key] for key in keys]) if keys else np.zeros((0, self.dimensions), dtype=np.float32)

    def _read(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        found: dict[bytes, Vectors] = {}
        try:
            with closing(self._open()) as file:
                for first in range(0, len(keys), _AT_ONCE):
                    some = keys[first : first + _AT_ONCE]
                    marks = ",".join("?" * len(some))
                    for key, blob in file.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", some):
                        found[key] = np.frombuffer(blob, dtype=np.float32)
        except (sqlite3.Error, OSError):
            return {}
        return {key: vector for key, vector in found.items() if vector.shape == (self.dimensions,)}

    def _write(self, vectors: dict[bytes, Vectors]) -> None:
        rows = [(key, vector.astype(np.float32).tobytes()) for key, vector in vectors.items()]
        try:
            with closing(self._open()) as file, file:
                file.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
        except (sqlite3.Error, OSError):
            return

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = sqlite3.connect(self._path, timeout=30)
        file.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID")
        return file
