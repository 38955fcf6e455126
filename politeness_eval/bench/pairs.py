"""How well the judge does on the packs' own minimal pairs; only held-out ones, by a second reader, are a measure.

good_passes   of the good lines, how many the gate lets out
bad_found     of the bad lines, how many have a fault of the pair's axis at its span
bad_stopped   of the bad lines, how many the gate stops
ranked        of the pairs, how often the good line scores higher on its axis; a tie counts half
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from locales import Pack
from locales.rows import Pair
from politeness_eval.bench.lines import pushes
from politeness_eval.bench.table import Row, bootstrap
from politeness_eval.check_pairs import caught, situation_of_pair
from politeness_eval.judge import judge


def bench_pairs(packs: Sequence[Pack], heldout: bool, seed: int) -> Iterator[Row]:
    """The figures of each pack and axis; packs without such pairs are left out."""
    for pack in packs:
        for axis in ("register", "politeness"):
            chosen = [one for one in pack.pairs() if one.axis == axis and one.heldout == heldout]
            if chosen:
                yield from _figures(f"{pack.tag} {axis}", pack, chosen, seed)


def missed(packs: Sequence[Pack], heldout: bool) -> Iterator[tuple[Pack, Pair, str]]:
    """Each pair that the judge gets wrong, and how."""
    for pack in packs:
        for pair in pack.pairs():
            if pair.heldout == heldout:
                passes, found, _, _ = _judge(pack, pair)
                if not passes or not found:
                    yield pack, pair, "the bad line is not found" if passes else "the good line is stopped"


def _figures(name: str, pack: Pack, pairs: Sequence[Pair], seed: int) -> Iterator[Row]:
    values = np.array([_judge(pack, pair) for pair in pairs], dtype=float)
    for place, metric in enumerate(("good_passes", "bad_found", "bad_stopped", "ranked")):
        yield bootstrap(name, metric, len(pairs), partial(_mean, values[:, place]), seed)


def _mean(values: np.ndarray, at: np.ndarray) -> float:
    return float(values[at].mean())


def _judge(pack: Pack, pair: Pair) -> tuple[bool, bool, bool, float]:
    situation = situation_of_pair(pair)
    good, bad = judge(pair.good, pack, situation), judge(pair.bad, pack, situation)
    gap = pushes(good, pair.axis) - pushes(bad, pair.axis)
    return good.passed, caught(pair, bad), not bad.passed, 1.0 if gap > 0 else 0.5 if gap == 0 else 0.0
