"""Files that are whole or not there: hash, room on the disk, one writer at a time, and the note beside a base.

>>> sha256_of(Path("qwen.gguf"))     # doctest: +SKIP
'1d9614…'
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import ModelError

MARGIN = 50_000_000  # beside the file itself: logs, the last wheel's index


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in hex; 0.4 s for the default base."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_room(folder: Path, needed: int) -> None:
    """Raises ModelError where the disk has less than `needed` bytes (and a margin) free."""
    free = shutil.disk_usage(folder).free
    if free < needed + MARGIN:
        raise ModelError(
            f"no room in {folder}: {free / 1e6:.0f} MB free, {(needed + MARGIN) / 1e6:.0f} MB needed; "
            "free some, or set TEINEI_CACHE to a folder on a larger disk"
        )


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Holds the folder's lock. Raises ModelError at once when another process pulls into it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ModelError(f"{folder}: another process is pulling this base; wait for it, then try again") from None
        yield


def settle(partial: Path, target: Path, note: dict[str, str | None]) -> None:
    """Makes a checked file the real one, so that a crash leaves the old state or the new one."""
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.replace(target)
    stat = target.stat()
    _note(target).write_text(json.dumps({**note, "size": stat.st_size, "mtime_ns": stat.st_mtime_ns}) + "\n")
    handle = os.open(target.parent, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def is_settled(target: Path, sha256: str) -> bool:
    """Whether the file is the one that was checked when it came: same size and time as noted then."""
    try:
        note, stat = json.loads(_note(target).read_text()), target.stat()
        found = (note["sha256"], note["size"], note["mtime_ns"])
        return bool(found == (sha256, stat.st_size, stat.st_mtime_ns))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def origin(target: Path) -> str:
    """Where the file came from, as noted when it was pulled."""
    try:
        note = json.loads(_note(target).read_text())
    except (OSError, ValueError):
        return "unknown"
    revision = note.get("revision")
    return f"{note.get('source')} at commit {revision}" if revision else str(note.get("source"))


def _note(target: Path) -> Path:
    return target.with_name(target.name + ".json")
