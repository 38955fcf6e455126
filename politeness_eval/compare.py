"""Two runs over the same prompts, compared pair by pair: `compare(before, after)`.

Rows are the same where locale and id are. Pairing takes the difficulty of the prompts out of the comparison: with
200 replies, a difference of 5 points is told from none where 200 unpaired ones would need 12.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from locales.read import PackError
from politeness_eval.bench.table import Row, bootstrap
from politeness_eval.read_replies import Judged
from politeness_eval.verdict import Verdict

METRICS: dict[str, Callable[[Verdict], float]] = {
    "passed": lambda verdict: float(verdict.passed),
    "register": lambda verdict: verdict.score("register"),
    "politeness": lambda verdict: verdict.score("politeness"),
}


def compare(before: Sequence[Judged], after: Sequence[Judged], seed: int = 0) -> list[Row]:
    """For each locale and `all`: the mean before, after, and their difference with its 95 % interval.

    Raises PackError when no row of one run is in the other.
    """
    there = {(row.pack.tag, row.id): verdict for row, verdict in before}
    groups: dict[str, list[tuple[Verdict, Verdict]]] = defaultdict(list)
    for row, verdict in after:
        if (other := there.get((row.pack.tag, row.id))) is not None:
            groups[row.pack.tag].append((other, verdict))
    if not groups:
        raise PackError(["the two files have no row in common; rows are paired by `locale` and `id` (or line number)"])
    if len(groups) > 1:
        groups["all"] = [pair for pairs in groups.values() for pair in pairs]
    return [row for tag, pairs in sorted(groups.items()) for row in _rows(tag, pairs, seed)]


def _rows(tag: str, pairs: Sequence[tuple[Verdict, Verdict]], seed: int) -> Iterator[Row]:
    for metric, value in METRICS.items():
        one, other = (np.array([value(pair[side]) for pair in pairs]) for side in (0, 1))
        yield bootstrap(tag, f"{metric}_before", len(pairs), partial(_mean, one), seed)
        yield bootstrap(tag, f"{metric}_after", len(pairs), partial(_mean, other), seed)
        yield bootstrap(tag, f"{metric}_gain", len(pairs), partial(_mean, other - one), seed)
    better = sum(not before.passed and after.passed for before, after in pairs)
    worse = sum(before.passed and not after.passed for before, after in pairs)
    yield Row(tag, "now_pass", better, n=len(pairs))
    yield Row(tag, "now_fail", worse, n=len(pairs))
    yield Row(tag, "sign_test_p", sign_test(better, worse), n=better + worse)


def sign_test(better: int, worse: int) -> float:
    """How likely a split at least so uneven is by chance (two-sided; McNemar's exact test)."""
    from math import comb

    changed, fewer = better + worse, min(better, worse)
    return min(1.0, 2 * sum(comb(changed, one) for one in range(fewer + 1)) / 2**changed) if changed else 1.0


def _mean(values: np.ndarray, at: np.ndarray) -> float:
    return float(values[at].mean())
