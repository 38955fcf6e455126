"""What a person sees while a base is pulled: a bar on a terminal, a line every tenth elsewhere.

>>> report = Lines(print, 1000); report.at(500)     # doctest: +SKIP
pull: 0.0 of 0.0 MB (50 %)
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol


class Report(Protocol):
    """Where progress goes."""

    def say(self, text: str) -> None:
        """One line of news."""

    def at(self, done: int) -> None:
        """So many bytes of the whole file are here."""


@dataclass
class Lines:
    """For logs and pipes: a line whenever another tenth is there."""

    size: int
    tenths: int = 0

    def say(self, text: str) -> None:
        """One line on stderr: stdout belongs to results."""
        sys.stderr.write(text + "\n")
        sys.stderr.flush()

    def at(self, done: int) -> None:
        """A line for the first call that passes a tenth."""
        tenths = done * 10 // self.size
        if tenths > self.tenths:
            self.say(f"pull: {done / 1e6:.1f} of {self.size / 1e6:.1f} MB ({tenths * 10} %)")
        self.tenths = tenths


@contextmanager
def open_report(size: int, label: str) -> Iterator[Report]:
    """A bar where stderr is a terminal, lines elsewhere."""
    if not sys.stderr.isatty():
        yield Lines(size)
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress("{task.description}", *columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(label, total=size)

        class Bar:
            def say(self, text: str) -> None:
                progress.console.print(text, highlight=False, markup=False, soft_wrap=True)

            def at(self, done: int) -> None:
                progress.update(task, completed=done)

        yield Bar()
