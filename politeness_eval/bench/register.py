"""How well the judge tells formal from informal: balanced accuracy, abstentions, and pairs put in order.

A text is called informal when the judge finds an error of register on the side `below`: what would stop it as a
reply. It is abstained from when nothing speaks on the axis, neither for nor against; it then counts as formal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from politeness_eval.bench.lines import Line, group_of, places_by, pushes, too_familiar, worst_first
from politeness_eval.bench.table import Row, bootstrap, bootstrap_groups
from politeness_eval.verdict import Verdict

LABELS = ("formal", "informal")


def bench_register(
    lines: Sequence[Line], verdicts: Sequence[Verdict], by: str, seed: int, called: Sequence[bool] | None = None
) -> list[Row]:
    """The figures per value of `by`, worst first, each with a 95 % interval over pairs.

    `called` says of each line whether it is called formal; without it the verdicts do.
    """
    said = [not too_familiar(one) for one in verdicts] if called is None else called
    for line in lines:
        if line["label"] not in LABELS:
            raise ValueError(f"label {line['label']!r} of {line['text'][:40]!r}: expected one of {', '.join(LABELS)}")
    return worst_first(
        _figures(name, [lines[at] for at in ats], [verdicts[at] for at in ats], [said[at] for at in ats], seed)
        for name, ats in places_by(lines, by).items()
    )


def _figures(name: str, lines: list[Line], verdicts: list[Verdict], said: list[bool], seed: int) -> Iterator[Row]:
    called = np.array(said)
    formal = np.array([line["label"] == "formal" for line in lines])
    silent = np.array([verdict.register is None for verdict in verdicts])
    keys = [group_of(line) for line in lines]

    def balanced(places: np.ndarray) -> float:
        return float(np.nanmean([_share(called, places, formal), _share(~called, places, ~formal)]))

    yield bootstrap_groups(name, "balanced_accuracy", keys, balanced, seed)
    yield bootstrap_groups(name, "abstained", keys, lambda places: float(silent[places].mean()), seed)
    yield from _pairwise(name, lines, verdicts, seed)


def _share(right: np.ndarray, places: np.ndarray, chosen: np.ndarray) -> float:
    rows = places[chosen[places]]
    return float(right[rows].mean()) if len(rows) else float("nan")


def _pairwise(name: str, lines: list[Line], verdicts: list[Verdict], seed: int) -> Iterator[Row]:
    """Of pairs, how often the formal one scores higher; a tie counts half."""
    sides: dict[str, dict[str, float]] = defaultdict(dict)
    for line, verdict in zip(lines, verdicts, strict=True):
        if line.get("pair"):
            sides[str(line["pair"])][line["label"]] = pushes(verdict, "register")
    gaps = [one["formal"] - one["informal"] for one in sides.values() if len(one) == 2]
    if gaps:
        won = np.array([1.0 if gap > 0 else 0.5 if gap == 0 else 0.0 for gap in gaps])
        yield bootstrap(name, "pairwise_accuracy", len(won), lambda places: float(won[places].mean()), seed)
