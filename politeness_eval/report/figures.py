"""What a report shows, counted from the verdicts: `summarise(judged, worst=20)`.

Every figure is a plain number here; `page.py` only lays it out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from politeness_eval.bench.table import share_interval
from politeness_eval.read_replies import Judged
from politeness_eval.verdict import Finding, Verdict

BINS = 10  # of each axis, from 0 to 1


@dataclass(frozen=True)
class RuleCount:
    """How many replies a rule stopped or marked, with its words."""

    rule: str
    axis: str
    severity: str
    replies: int
    share: float
    why: str


@dataclass(frozen=True)
class LocaleFigures:
    """One locale: how many replies passed, with the 95 % interval, and how both axes are spread."""

    tag: str
    replies: int
    passed: int
    low: float
    high: float
    bins: dict[str, list[int]]
    silent: dict[str, int]
    rules: list[RuleCount]
    before: int | None = None  # how many of the same replies passed in the other run

    @property
    def rate(self) -> float:
        """The share of replies that passed."""
        return self.passed / self.replies


@dataclass(frozen=True)
class Summary:
    """The whole report."""

    locales: list[LocaleFigures]
    worst: list[Judged]
    turned: list[tuple[Judged, Verdict]] = field(default_factory=list)  # replies whose verdict differs in the other run


def summarise(judged: Sequence[Judged], worst: int, before: Sequence[Judged] = ()) -> Summary:
    """The figures of the replies; `before` is another run, whose rows are told by their ids."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for row, verdict in judged:
        groups[row.pack.tag].append((row, verdict))
    other = {(row.pack.tag, row.id): verdict for row, verdict in before}
    turned = [
        ((row, verdict), other[row.pack.tag, row.id])
        for row, verdict in judged
        if (row.pack.tag, row.id) in other and other[row.pack.tag, row.id].passed != verdict.passed
    ]
    return Summary(
        [_locale(tag, rows, other) for tag, rows in sorted(groups.items())],
        sorted((one for one in judged if one[1].faults), key=badness, reverse=True)[:worst],
        turned,
    )


def badness(one: Judged) -> tuple[int, float]:
    """How bad a reply is: its errors, then what its findings take from the scores."""
    return len(one[1].errors), -sum(fault.push for fault in one[1].faults)


def _locale(tag: str, judged: list[Judged], other: dict[tuple[str, str], Verdict]) -> LocaleFigures:
    passed = sum(verdict.passed for _, verdict in judged)
    low, high = share_interval(passed, len(judged))
    same = [other[tag, row.id] for row, _ in judged if (tag, row.id) in other]
    return LocaleFigures(
        tag,
        len(judged),
        passed,
        low,
        high,
        {axis: _bins([getattr(verdict, axis) for _, verdict in judged]) for axis in ("register", "politeness")},
        {axis: sum(getattr(verdict, axis) is None for _, verdict in judged) for axis in ("register", "politeness")},
        _rules(judged),
        sum(verdict.passed for verdict in same) if same and len(same) == len(judged) else None,
    )


def _bins(scores: Sequence[float | None]) -> list[int]:
    counts = Counter(min(BINS - 1, int(score * BINS)) for score in scores if score is not None)
    return [counts[place] for place in range(BINS)]


def _rules(judged: Sequence[Judged]) -> list[RuleCount]:
    counts: Counter[str] = Counter()
    first: dict[str, Finding] = {}
    for _, verdict in judged:
        for one in verdict.faults:
            first.setdefault(one.rule, one)
        counts.update({one.rule for one in verdict.faults})
    order = sorted(counts, key=lambda rule: (first[rule].severity != "error", -counts[rule], rule))
    found = [(first[rule], counts[rule]) for rule in order]
    return [RuleCount(one.rule, one.axis, one.severity, n, n / len(judged), one.why) for one, n in found]
