"""Turns scores into probabilities, and chooses when to ask back and when to say that a message is none of ours.

All from scores that a fit on other training rows gives each row, never from test rows.
Source: temperature scaling after Guo et al. 2017, "On Calibration of Modern Neural Networks".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]
WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
GIVEN_UP = 0.1
WRONG_COST = 3.0  # a wrong answer costs a customer about three times as much as one question back


def softmax(scores: Floats, temperature: float) -> Floats:
    """Rows that sum to 1."""
    shifted = (scores - scores.max(axis=-1, keepdims=True)) / temperature
    grown = np.exp(shifted)
    return np.asarray(grown / grown.sum(axis=-1, keepdims=True), dtype=np.float32)


@dataclass(frozen=True)
class Calibration:
    """`ask_below`: the confidence under which the bot asks back instead of acting. `strange_below`: the familiarity
    (greatest score of the meaning head) under which a message is about nothing that the head knows.
    """

    temperature: float
    ask_below: float
    strange_below: float


def log_loss(scores: Floats, labels: Labels, temperature: float) -> float:
    """Mean surprise at the right label."""
    return float(-np.log(softmax(scores, temperature)[np.arange(len(labels)), labels] + 1e-9).mean())


def best_temperature(scores: Floats, labels: Labels) -> tuple[float, float]:
    """The least log loss and its temperature."""
    return min((log_loss(scores, labels, one), float(one)) for one in np.geomspace(0.02, 1.0, 40))


def best_weight(first: Floats, second: Floats, labels: Labels) -> float:
    """How much `second` counts beside `first` (stacking, Wolpert 1992): both hold left-out scores."""
    return min(WEIGHTS, key=lambda weight: best_temperature(first + weight * second, labels)[0])


def ask_below(scores: Floats, labels: Labels, temperature: float) -> float:
    """The confidence at which a wrong answer costs customers as much as one question back."""
    sure, right = softmax(scores, temperature).max(axis=1), scores.argmax(axis=1) == labels
    grid = np.linspace(0.1, 0.9, 33)
    costs = [(sure < level).sum() + WRONG_COST * ((sure >= level) & ~right).sum() for level in grid]
    return float(grid[int(np.argmin(costs))])


def strange_below(familiar: Floats, strange: Floats) -> float:
    """The familiarity that parts messages of known intents from those of intents left out, by balanced accuracy.

    At most a tenth of the known ones are given up for it: intents left out lie nearer than what strangers ask.
    """
    grid = np.quantile(familiar, np.linspace(0.005, GIVEN_UP, 20))
    found = [(familiar >= level).mean() + (strange < level).mean() for level in grid]
    return float(grid[int(np.argmax(found))])
