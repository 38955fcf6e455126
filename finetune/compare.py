"""An evaluation for a person: the table per category, and some replies side by side.

>>> print_table(load_evaluation(run), Console())     # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from rich.console import Console
from rich.table import Table

from finetune.evaluate import Evaluation, Output
from finetune.scores import Score, mean_score, paired_gain
from locales.rows import Category

METRICS: dict[str, Callable[[Output], float]] = {
    "passed": lambda one: float(one.passed),
    "facts_kept": lambda one: float(one.facts_kept),
    "register": lambda one: one.register,
    "politeness": lambda one: one.politeness,
    "chars": lambda one: float(one.chars),
    "seconds": lambda one: one.seconds,
}


def categories_of(evaluation: Evaluation) -> list[str]:
    """`all`, then the categories that have rows, in the schema's order."""
    there = {one.category for one in evaluation.outputs}
    return ["all", *(name for name in get_args(Category) if name in there)]


def score(evaluation: Evaluation, metric: str, adapter: bool, category: str) -> Score:
    """One figure of the table."""
    outputs = evaluation.of(adapter, None if category == "all" else category)
    return mean_score([METRICS[metric](one) for one in outputs])


def gain(evaluation: Evaluation, metric: str, category: str = "all") -> Score:
    """What the adapter adds to a metric, paired by dialogue."""
    before, after = (evaluation.of(side, None if category == "all" else category) for side in (False, True))
    return paired_gain([METRICS[metric](one) for one in before], [METRICS[metric](one) for one in after])


def score_rows(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Every figure as the benches write theirs: group, metric, value, low, high, n."""
    return [
        {
            "group": f"{category}/{side}",
            "metric": metric,
            **vars(score(evaluation, metric, side == "adapter", category)),
        }
        for category in categories_of(evaluation)
        for side in ("base", "adapter")
        for metric in METRICS
    ]


def print_table(evaluation: Evaluation, console: Console) -> None:
    """Base and adapter per category; intervals for the two figures that decide."""
    head = ("category", "n", "model", "first drafts passed", "facts kept", "register", "politeness", "chars", "s")
    table = Table(*head, box=None, pad_edge=False)
    for category in categories_of(evaluation):
        for adapter in (False, True):
            found = {metric: score(evaluation, metric, adapter, category) for metric in METRICS}
            means = (f"{found['register'].value:.2f}", f"{found['politeness'].value:.2f}")
            table.add_row(
                category if not adapter else "",
                str(found["passed"].n) if not adapter else "",
                "adapter" if adapter else "base",
                _percent(found["passed"]),
                _percent(found["facts_kept"]),
                *means,
                f"{found['chars'].value:.0f}",
                f"{found['seconds'].value:.1f}",
            )
    console.print(table)
    for metric in ("passed", "facts_kept"):
        more = gain(evaluation, metric)
        line = (
            f"{metric}: {100 * more.value:+.1f} points, 95 % between {100 * more.low:+.1f} and {100 * more.high:+.1f}"
        )
        console.print(line, highlight=False)


def print_samples(evaluation: Evaluation, console: Console, count: int) -> None:
    """Some dialogues with both replies: those that still fail first, then evenly from the rest."""
    pairs = list(zip(evaluation.of(False), evaluation.of(True), strict=True))
    failing = [pair for pair in pairs if not pair[1].passed]
    passing = [pair for pair in pairs if pair[1].passed]
    room = max(0, count - len(failing[:count]))
    chosen = failing[:count] + (passing[:: max(1, len(passing) // room)][:room] if room else [])
    for base, adapter in chosen:
        console.rule(f"{base.id} ({base.category})", align="left")
        for name, text in (("customer", base.customer), ("base", _told(base)), ("adapter", _told(adapter))):
            console.print(f"{name:>8}  {text}", markup=False, highlight=False, soft_wrap=True)


def _told(one: Output) -> str:
    rules = ", ".join(dict.fromkeys(finding["rule"] for finding in one.findings if finding["severity"] == "error"))
    mark = "passed" if one.passed else f"failed: {rules or one.problem}"
    return f"{one.text or '(no reply)'}  [{mark}]"


def _percent(given: Score) -> str:
    return f"{100 * given.value:.1f} % ({100 * given.low:.0f}-{100 * given.high:.0f})"
