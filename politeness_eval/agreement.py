"""How far linguists agree with each other and with the judge: percent, Cohen's κ, Krippendorff's α.

A row has `text`, `locale` and `labels`, one a linguist: `{"labels": {"anna": "pass", "ben": "fail"}}`. Where every
label is `pass` or `fail` the judge joins in as one more reader. Grades (1 to 5) are compared among linguists
only, on an ordinal scale.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Literal

import krippendorff
import numpy as np

from locales.read import PackError
from politeness_eval.bench.table import Row, bootstrap
from politeness_eval.read_replies import ReplyRow, read_replies
from politeness_eval.verdict import Verdict

JUDGE = "judge"
VERDICTS = ("pass", "fail")
_NAN = float("nan")


@dataclass(frozen=True)
class Labelled:
    """One reply with what each reader said of it."""

    row: ReplyRow
    verdict: Verdict
    labels: dict[str, str]

    @property
    def disputed(self) -> int:
        """How many readers are not with the majority."""
        return len(self.labels) - max(Counter(self.labels.values()).values())


def read_labels(file: str, tag: str | None) -> list[Labelled]:
    """The replies with their labels, the judge's among them. Raises PackError with every bad row."""
    rows = read_replies(file, tag)
    labels = [_labels(one) for one in rows]
    if problems := [one for one in labels if isinstance(one, str)]:
        raise PackError(problems)
    given = [one for one in labels if isinstance(one, dict)]
    with_judge = all(label in VERDICTS for one in given for label in one.values())
    found = []
    for row, one in zip(rows, given, strict=True):
        verdict = row.judged()
        found.append(Labelled(row, verdict, {**one, JUDGE: VERDICTS[not verdict.passed]} if with_judge else one))
    return found


def agreement(labelled: Sequence[Labelled], seed: int = 0) -> list[Row]:
    """The figures of every two readers, then α over all linguists, and over them and the judge."""
    readers = sorted({name for one in labelled for name in one.labels}, key=lambda name: (name == JUDGE, name))
    rows = [row for one, other in combinations(readers, 2) for row in _two(labelled, one, other, seed)]
    people = [name for name in readers if name != JUDGE]
    for name, chosen in (("linguists", people), ("linguists and judge", readers)):
        if len(chosen) > 1 and (name == "linguists" or JUDGE in readers):
            rows.append(_alpha_row(labelled, name, chosen, seed))
    return rows


def _two(labelled: Sequence[Labelled], one: str, other: str, seed: int) -> Iterator[Row]:
    both = [(row.labels[one], row.labels[other]) for row in labelled if {one, other} <= row.labels.keys()]
    if not both:
        return
    pairs = np.array(both)
    name = f"{one} – {other}"
    same = (pairs[:, 0] == pairs[:, 1]).astype(float)
    yield bootstrap(name, "percent", len(both), lambda at: 100 * float(same[at].mean()), seed)
    yield bootstrap(name, "cohen_kappa", len(both), lambda at: cohen_kappa(pairs[at, 0], pairs[at, 1]), seed)


def cohen_kappa(one: np.ndarray, other: np.ndarray) -> float:
    """Agreement beyond chance (Cohen 1960): 1 for full, 0 for chance; 1 where both only ever said the same one thing.

    >>> cohen_kappa(np.array(["a", "a", "b", "b"]), np.array(["a", "a", "b", "a"]))
    0.5
    """
    seen = float((one == other).mean())
    chance = sum(float((one == label).mean()) * float((other == label).mean()) for label in np.union1d(one, other))
    return 1.0 if chance == 1 else (seen - chance) / (1 - chance)


def _alpha_row(labelled: Sequence[Labelled], name: str, readers: Sequence[str], seed: int) -> Row:
    values = sorted({label for one in labelled for label in one.labels.values()}, key=_order)
    ordinal = all(_number(value) is not None for value in values)
    codes = {value: float(place) if not ordinal else float(value) for place, value in enumerate(values)}
    table = np.array([[codes.get(one.labels.get(reader, ""), _NAN) for one in labelled] for reader in readers])
    level: Literal["nominal", "ordinal"] = "ordinal" if ordinal else "nominal"
    return bootstrap(name, f"krippendorff_alpha_{level}", len(labelled), partial(_alpha, table, level), seed)


def _alpha(table: np.ndarray, level: Literal["nominal", "ordinal"], at: np.ndarray) -> float:
    chosen = table[:, at]
    if len(np.unique(chosen[~np.isnan(chosen)])) < 2:
        return 1.0  # where all said the same one thing, α is not defined; nobody disagreed
    return float(krippendorff.alpha(reliability_data=chosen, level_of_measurement=level))


def _labels(row: ReplyRow) -> dict[str, str] | str:
    labels = row.data.get("labels")
    if not isinstance(labels, dict) or not labels:
        return f'{row.where}: `labels` is {labels!r}; expected one label a linguist, such as {{"anna": "pass"}}'
    if JUDGE in labels:
        return f"{row.where}: a linguist cannot be called {JUDGE!r}; that is the tone judge's own name"
    return {str(name): str(label) for name, label in labels.items()}


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def _order(value: str) -> tuple[float, str]:
    number = _number(value)
    return (0.0 if number is None else number, value)
