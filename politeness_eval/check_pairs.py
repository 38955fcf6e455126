"""Holds the judge to a pack's labelled lines: `check_pairs(pack)` names every good line that would be stopped.

A pair's `bad` line that the rules do not find is no problem of the pack but a figure (`teinei bench pairs`): where
rules are not enough is what the learned scorer is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from politeness_eval.judge import judge
from politeness_eval.problems import Problem, normalised
from politeness_eval.verdict import Finding, Situation, Verdict

if TYPE_CHECKING:
    from locales.pack import Pack
    from locales.rows import Pair

_CITES = "the good line of a pair must pass"


def check_pairs(pack: Pack) -> Iterator[Problem]:
    """Problems of `pairs.yaml` and `graded.yaml`: ids and texts used twice, good lines that fail."""
    path = pack.folder / "pairs.yaml"
    ids: set[str] = set()
    for place, pair in enumerate(pack.pairs()):
        if pair.id in ids:
            yield Problem(path, (place, "id"), f"{pair.id}: this id is taken by an earlier pair")
        ids.add(pair.id)
        if normalised(pair.good) == normalised(pair.bad):
            yield Problem(path, (place, "bad"), f"{pair.id}: `good` and `bad` are the same text")
        for finding in judge(pair.good, pack, situation_of_pair(pair)).errors:
            yield Problem(path, (place, "good"), f"{finding.objection}; {_CITES}")
    seen: dict[str, int] = {}
    for place, line in enumerate(pack.graded()):
        if (first := seen.setdefault(normalised(line.text), place)) != place:
            yield Problem(pack.folder / "graded.yaml", (place, "text"), f"said twice (row {first + 1})")


def situation_of_pair(pair: Pair) -> Situation | None:
    """What the pair's replies answer; None where it says nothing about it. The facts are those of the good line."""
    if not pair.needs and pair.customer is None:
        return None
    customer = (pair.customer,) if pair.customer else ()
    return Situation(needs=frozenset(pair.needs), customer=customer, approved=pair.good)


def caught(pair: Pair, verdict: Verdict) -> bool:
    """Whether the verdict on the pair's `bad` line finds what is wrong with it, at its place."""
    return any(_points_at(pair, one) for one in verdict.faults if one.axis == pair.axis or one.axis == "hard")


def _points_at(pair: Pair, finding: Finding) -> bool:
    if pair.span is None:
        return True
    start = pair.bad.index(pair.span)
    return finding.start < start + len(pair.span) and finding.end > start
