"""A run that is asked to stop saves first: `with listen() as stop: train(…, stop)`."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Stopped(Exception):
    """The run was asked to stop and has saved; its text says how to go on."""


class Stop:
    """Turns true when SIGTERM or Ctrl-C came; a second signal ends at once, as usual."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self, number: int, frame: Any) -> None:
        """The signal handler: remembers, and lets the step finish."""
        self.asked = True
        signal.signal(number, signal.SIG_DFL)

    def error(self, folder: Path, step: int) -> Stopped:
        """What the person is told."""
        return Stopped(f"stopped after step {step}, saved; go on with: teinei train resume {folder}")


@contextmanager
def listen() -> Iterator[Stop]:
    """Both signals, for as long as the block runs."""
    stop = Stop()
    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
