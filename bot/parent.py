"""Ends a process when the one that started it ends, so that none is left behind: `die_with_parent()`."""

from __future__ import annotations

import ctypes
import signal
import sys

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def die_with_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Linux sends `number` to this process when the thread that started it ends; elsewhere nothing happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
