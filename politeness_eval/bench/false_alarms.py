"""How many turns of real agents the judge would stop, and by which rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

import numpy as np

from politeness_eval.bench.lines import Line, group_of, places_by
from politeness_eval.bench.table import Row, bootstrap_groups
from politeness_eval.verdict import Verdict


def bench_false_alarms(lines: Sequence[Line], verdicts: Sequence[Verdict], by: str, seed: int) -> list[Row]:
    """`flagged` per value of `by`, then the share of each rule in all texts."""
    rows = []
    for name, places in places_by(lines, by).items():
        stopped = np.array([not verdicts[one].passed for one in places])
        keys = [group_of(lines[one]) for one in places]
        rows.append(bootstrap_groups(name, "flagged", keys, partial(_share, stopped), seed))
        rules = Counter(rule for one in places for rule in error_rules(verdicts[one]))
        rows += [Row(name, f"rule:{rule}", count / len(places), n=len(places)) for rule, count in rules.most_common()]
    return rows


def _share(stopped: np.ndarray, at: np.ndarray) -> float:
    return float(stopped[at].mean())


def error_rules(verdict: Verdict) -> set[str]:
    """The ids of the rules that stop the text."""
    return {one.rule for one in verdict.errors}
