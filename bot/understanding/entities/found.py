"""A finding before overlaps are settled: its span counts in the plain text, not in the customer's."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from bot.understanding.entities.entity import Amount, Kind


class Found(NamedTuple):
    """`Found("date", "2026-11-25", 3, 9)`; `sure` beats longer ones (an order number is no phone)."""

    kind: Kind
    value: str | Decimal | Amount
    start: int
    end: int
    sure: bool = False

    def overlaps(self, other: Found) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Found) -> bool:
        """Whether the other lies within this one."""
        return self.start <= other.start and other.end <= self.end


def span_of(match: re.Match[str]) -> tuple[int, int]:
    """The span of the group `it`, where a pattern names one ("à 14h" is the time 14h), else of the match."""
    return match.span("it") if "it" in match.re.groupindex else match.span()
