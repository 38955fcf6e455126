"""How well the judge finds the one familiar word in a formal text: recall, spans, and false alarms on clean texts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from politeness_eval.bench.lines import Line, group_of, too_familiar, worst_first
from politeness_eval.bench.table import Row, bootstrap_groups
from politeness_eval.verdict import Verdict

Judged = tuple[Line, Verdict]
IOU = 0.5  # how much of two spans together both must cover to be the same one


def bench_slips(slips: Sequence[Judged], clean: Sequence[Judged], by: str, seed: int) -> list[Row]:
    """Recall over texts with a slip, F1 over spans (IoU ≥ .5), and the share of clean texts that are flagged."""
    groups: dict[str, tuple[list[Judged], list[Judged]]] = defaultdict(lambda: ([], []))
    for side, judged in enumerate((slips, clean)):
        for one in judged:
            groups[str(one[0].get(by))][side].append(one)
    return worst_first(_figures(name, *sides, seed) for name, sides in groups.items() if sides[0])


def _figures(name: str, slips: list[Judged], clean: list[Judged], seed: int) -> Iterator[Row]:
    keys = [group_of(line) for line, _ in slips]
    found = np.array([bool(too_familiar(verdict)) for _, verdict in slips])
    counts = np.array([_spans(line, verdict) for line, verdict in slips])

    def span_f1(places: np.ndarray) -> float:
        right, given = counts[places].sum(axis=0)
        return float(2 * right / (given + len(places)))

    yield bootstrap_groups(name, "recall", keys, lambda places: float(found[places].mean()), seed)
    yield bootstrap_groups(name, "span_f1", keys, span_f1, seed)
    if clean:
        flagged = np.array([bool(too_familiar(verdict)) for _, verdict in clean])
        keys = [group_of(line) for line, _ in clean]
        yield bootstrap_groups(name, "false_alarms", keys, lambda places: float(flagged[places].mean()), seed)


def _spans(line: Line, verdict: Verdict) -> tuple[int, int]:
    """Whether the slip's span is among those found, and how many were found."""
    spans = merged(line["text"], [(one.start, one.end) for one in too_familiar(verdict)])
    start, end = line["slip_span"]
    return int(any(_iou((start, end), span) >= IOU for span in spans)), len(spans)


def merged(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, with those that touch or that only white space parts made one: "mach dir" is one slip."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and re.fullmatch(r"\s{0,3}", text[found[-1][1] : start]):
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _iou(one: tuple[int, int], other: tuple[int, int]) -> float:
    both = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, both) / (max(one[1], other[1]) - min(one[0], other[0]) or 1)
