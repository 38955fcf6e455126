"""Memory of a training process: kept between steps, given back between epochs.

Every step wants the same large blocks again. Asking the system for them anew costs page faults, on small
virtual machines more than a third of a step; keeping them for ever lets the heap grow with every new
length (11 GB after 130 steps, measured). Does nothing where the C library is not glibc.
"""

from __future__ import annotations

import ctypes
from typing import Any

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX = -1, -2, -4  # names of malloc.h


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


def give_back() -> None:
    """Returns what lies free, holes inside the heap included; takes a tenth of a second."""
    if library := _library():
        library.malloc_trim(0)
