"""How far a run is: a bar on a terminal, a plain line every ten seconds elsewhere.

`step 25/120  epoch 1  loss 1.204  val 1.310  412 tokens/s  left 09:41`
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

EVERY = 10.0  # seconds between plain lines: a log of an hour stays readable


@dataclass(frozen=True)
class Tick:
    """One finished step. `left` is in seconds."""

    step: int
    total: int
    epoch: int
    loss: float
    val: float | None
    tokens_per_second: float
    left: float

    @property
    def text(self) -> str:
        """The tick as one line."""
        minutes, seconds = divmod(int(self.left), 60)
        val = f"  val {self.val:.3f}" if self.val is not None else ""
        speed = f"{self.tokens_per_second:.0f} tokens/s  left {minutes:02d}:{seconds:02d}"
        return f"epoch {self.epoch + 1}  loss {self.loss:.3f}{val}  {speed}"


class Show(Protocol):
    """Called after every step."""

    def __call__(self, tick: Tick) -> None:
        """Shows it."""


@contextmanager
def show_progress(console: Console) -> Iterator[Show]:
    """The way that suits `console`."""
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = (TextColumn("step"), MofNCompleteColumn(), BarColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=None)
        yield lambda tick: bar.update(task, completed=tick.step, total=tick.total, description=tick.text)


class _Lines:
    """First step, last step, and one line every EVERY seconds between."""

    def __init__(self, console: Console) -> None:
        self.console, self.last = console, float("-inf")

    def __call__(self, tick: Tick) -> None:
        """Prints the tick where it is due."""
        now = time.monotonic()
        if now - self.last >= EVERY or tick.step == tick.total:
            self.last = now
            self.console.print(f"step {tick.step}/{tick.total}  {tick.text}", highlight=False, soft_wrap=True)
