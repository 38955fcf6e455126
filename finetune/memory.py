"""Memory of a training process: kept between steps, given back when it has grown too much.

Every step wants the same large blocks again, 3 GB of them. Asked anew each time they cost 800,000 page
faults a step, which on a small virtual machine take longer than the products (LOG.md). Kept for ever they
let the heap grow with every new length: 11 GB after 130 steps. So they are kept up to LIMIT_MB.

Does nothing where the C library is not glibc, or the system is not Linux.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import Any

LIMIT_MB = 5000  # a step of 8 rows needs 4,300 with the default base
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX = -1, -2, -4  # names of malloc.h
_STATM = Path("/proc/self/statm")


def _library() -> Any:
    try:
        library = ctypes.CDLL(None)
        return library if library.mallopt and library.malloc_trim else None
    except (AttributeError, OSError):
        return None


def keep_memory() -> None:
    """From now on freed blocks stay with the process."""
    if library := _library():
        library.mallopt(_MMAP_MAX, 0)
        library.mallopt(_TRIM_THRESHOLD, 2**31 - 1)
        library.mallopt(_TOP_PAD, 64 * 2**20)


def give_back(above_mb: float = LIMIT_MB) -> bool:
    """Returns what lies free, holes inside the heap included, if the process holds more than `above_mb`."""
    library = _library()
    if library is None or held_mb() <= above_mb:
        return False
    library.malloc_trim(0)
    return True


def held_mb() -> float:
    """What the process holds in memory now; 0 where the system does not say."""
    try:
        return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except OSError:
        return 0.0
