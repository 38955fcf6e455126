"""Arrays in one .npz file of the cache, whole or not at all: `save_arrays(path, arrays)`, `load_arrays(path)`.

No pickle. The cache may be removed at any time: what cannot be read is made anew, and a full disk costs only the cache.
"""

from __future__ import annotations

import os
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np


def load_arrays(path: Path) -> dict[str, Any] | None:
    """The file's arrays, or None for a file that is missing or broken."""
    try:
        # Opened here: of a broken file NumPy leaves its own open.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            return dict(data)
    except (OSError, KeyError, ValueError, TypeError, EOFError, zipfile.BadZipFile):
        return None


def save_arrays(path: Path, arrays: dict[str, Any]) -> None:
    """Written beside and renamed: a killed process leaves no half file."""
    part = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            np.savez(file, **arrays)
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()
