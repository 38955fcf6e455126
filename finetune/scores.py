"""Figures with their 95 % bootstrap intervals: `mean_score([1, 0, 1, 1])` → `Score(0.75, 0.25, 1.0, 4)`.

The held-out dialogue is what is drawn again, with both of its replies, so that a difference between two
adapters is a paired one. Source: Efron & Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

DRAWS = 4000
SEED = 7


@dataclass(frozen=True)
class Score:
    """A mean over `n` dialogues and the interval that holds it in 95 of 100 draws."""

    value: float
    low: float
    high: float
    n: int


def mean_score(values: Sequence[float]) -> Score:
    """Raises ValueError without values: a mean of nothing would read as zero."""
    import numpy as np

    if not values:
        raise ValueError("mean_score: expected at least one value")
    given = np.asarray(values, dtype=float)
    drawn = given[np.random.default_rng(SEED).integers(0, len(given), (DRAWS, len(given)))].mean(axis=1)
    low, high = np.percentile(drawn, (2.5, 97.5))
    return Score(float(given.mean()), float(low), float(high), len(given))


def paired_gain(before: Sequence[float], after: Sequence[float]) -> Score:
    """How much `after` is above `before`, dialogue by dialogue: both in the same order."""
    return mean_score([late - early for early, late in zip(before, after, strict=True)])
