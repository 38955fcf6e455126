"""How well the keigo level is told: macro-F1 over four levels, within one level, polite or not, and the flags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from politeness_eval.bench.lines import Line, group_of
from politeness_eval.bench.table import Row, bootstrap_groups
from politeness_eval.keigo import MARKS, keigo_of
from politeness_eval.verdict import Verdict

LEVELS = (1, 2, 3, 4)


def bench_keigo(lines: Sequence[Line], verdicts: Sequence[Verdict], seed: int) -> Iterator[Row]:
    """The figures over all lines, with the majority level beside them as floor."""
    found = [keigo_of(verdict) for verdict in verdicts]
    right = np.array([int(line["label"]) for line in lines])
    levels = np.array([one.level for one in found])
    keys = [group_of(line) for line in lines]
    flags = np.array([[getattr(one, mark) for mark in MARKS] for one in found])
    wanted = np.array([[bool(line.get(mark)) for mark in MARKS] for line in lines])
    yield bootstrap_groups("ja", "macro_f1", keys, lambda at: macro_f1(levels[at], right[at]), seed)
    yield bootstrap_groups("ja", "within_1", keys, lambda at: float((abs(levels[at] - right[at]) <= 1).mean()), seed)
    passes = (levels <= 2) == (right <= 2)
    yield bootstrap_groups("ja", "pass_fail", keys, lambda at: float(passes[at].mean()), seed)
    for place, mark in enumerate(MARKS):
        yield bootstrap_groups("ja", f"f1_{mark}", keys, partial(_flag_f1, flags[:, place], wanted[:, place]), seed)
    each = [partial(_flag_f1, flags[:, place], wanted[:, place]) for place in range(len(MARKS))]
    yield bootstrap_groups("ja", "flag_f1", keys, lambda at: float(np.mean([one(at) for one in each])), seed)
    most = np.full(len(right), np.bincount(right).argmax())
    yield bootstrap_groups("majority", "macro_f1", keys, lambda at: macro_f1(most[at], right[at]), seed)


def macro_f1(given: np.ndarray, right: np.ndarray) -> float:
    """The mean F1 of the four levels."""
    return float(np.mean([_f1(given == level, right == level) for level in LEVELS]))


def _flag_f1(given: np.ndarray, right: np.ndarray, at: np.ndarray) -> float:
    return _f1(given[at], right[at])


def _f1(given: np.ndarray, right: np.ndarray) -> float:
    both = int((given & right).sum())
    return 2 * both / max(1, int(given.sum() + right.sum()))
