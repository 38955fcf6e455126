"""How well the politeness score follows people's: Spearman, and the same with the register score held constant.

Formality is not politeness: a judge that only knows formal from informal reaches a Spearman of .12 in Korean and
-.06 in Spanish on human scores (TyDiP). The partial correlation tells what the score knows beyond it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial as partial_

import numpy as np

from politeness_eval.bench.lines import Line, group_of, places_by, worst_first
from politeness_eval.bench.table import Row, bootstrap_groups


def bench_politeness(
    lines: Sequence[Line],
    scores: dict[str, Sequence[float]],
    register: Sequence[float],
    by: str,
    seed: int,
) -> list[Row]:
    """The correlations per value of `by`, worst first.

    `scores` holds the one that is measured first and then the others to print beside it (`spearman_rules`);
    `register_spearman` is the floor.
    """
    ours, held = {name: np.array(one) for name, one in scores.items()}, np.array(register)
    return worst_first(
        _figures(name, [lines[at] for at in ats], {key: value[ats] for key, value in ours.items()}, held[ats], seed)
        for name, ats in places_by(lines, by).items()
    )


def _figures(
    name: str, lines: list[Line], scores: dict[str, np.ndarray], register: np.ndarray, seed: int
) -> Iterator[Row]:
    human = np.array([float(line["score"]) for line in lines])
    keys = [group_of(line) for line in lines]
    ours, *_ = scores.values()
    measures: dict[str, Callable[[np.ndarray], float]] = {
        "spearman": lambda at: spearman(ours[at], human[at]),
        "partial_spearman": lambda at: partial(ours[at], human[at], register[at]),
        "register_spearman": lambda at: spearman(register[at], human[at]),
        "abstained": lambda at: float((ours[at] == 0).mean()),
        **{f"spearman_{other}": partial_(_against, values, human) for other, values in list(scores.items())[1:]},
    }
    for metric, measure in measures.items():
        yield bootstrap_groups(name, metric, keys, measure, seed)


def _against(values: np.ndarray, human: np.ndarray, at: np.ndarray) -> float:
    return spearman(values[at], human[at])


def spearman(one: np.ndarray, other: np.ndarray) -> float:
    """The rank correlation, ties ranked at their mean; 0 where one side never changes."""
    return _pearson(ranks(one), ranks(other))


def partial(one: np.ndarray, other: np.ndarray, held: np.ndarray) -> float:
    """The rank correlation of two with the ranks of a third held constant (Kendall and Stuart)."""
    both, first, second = spearman(one, other), spearman(one, held), spearman(other, held)
    rest = float(np.sqrt(max(0.0, (1 - first**2) * (1 - second**2))))
    return (both - first * second) / rest if rest else 0.0


def ranks(values: np.ndarray) -> np.ndarray:
    """The rank of each value, equal ones sharing the mean of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return ((last - counts + last - 1) / 2)[inverse]


def _pearson(one: np.ndarray, other: np.ndarray) -> float:
    one, other = one - one.mean(), other - other.mean()
    size = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return float((one * other).sum() / size) if size else 0.0
