"""Findings for people: the line, carets under the span, the rule, why, what to do.

>>> for line in show_finding(finding, "荷物は明日届く。"):            # doctest: +SKIP
...     print(line)
荷物は明日届く。
^^^^^^^^^^^^^^
error desu-masu (register): …
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from politeness_eval.verdict import Finding, Verdict

_AROUND = 40  # characters shown on each side of a span in a long line
_STYLES = {"error": "red", "warning": "yellow", "credit": "green"}


def show_verdict(name: str, text: str, verdict: Verdict, credits: bool = False) -> Iterator[tuple[str, str]]:
    """The lines that a person reads, each with its style: one for the verdict, then those of each finding."""
    word, style = ("passed", "bold green") if verdict.passed else ("failed", "bold red")
    silent = f", not judged: {', '.join(verdict.abstained)}" if verdict.abstained else ""
    yield f"{name}: {word}, register {_score(verdict.register)}, politeness {_score(verdict.politeness)}{silent}", style
    for finding in verdict.findings if credits else verdict.faults:
        yield "", ""
        yield from ((f"  {line}", line_style) for line, line_style in show_finding(finding, text))


def print_verdict(name: str, text: str, verdict: Verdict, credits: bool = False) -> None:
    """Writes the lines to the terminal, in colour where it has any."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, soft_wrap=True)
    for line, style in show_verdict(name, text, verdict, credits):
        console.print(line, style=style or None)


def show_finding(finding: Finding, text: str) -> Iterator[tuple[str, str]]:
    """The line around the span with carets under it, then what the finding says, each with its style."""
    begin = max(text.rfind("\n", 0, finding.start) + 1, finding.start - _AROUND)
    end = text.find("\n", finding.end)
    end = min(len(text) if end < 0 else end, finding.end + _AROUND)
    span = text[finding.start : finding.end].split("\n")[0]
    style = _STYLES[finding.severity]
    yield _visible(text[begin:end].split("\n")[0]), ""
    yield " " * columns(_visible(text[begin : finding.start])) + "^" * max(1, columns(_visible(span))), style
    yield f"{finding.severity} {finding.rule} ({finding.axis}): {finding.why}", style
    if finding.suggestion:
        yield f"  better: {finding.suggestion}", ""
    if finding.source:
        yield f"  source: {finding.source}", "dim"


def columns(text: str) -> int:
    """The columns that a text takes in a terminal: two for wide characters, none for marks on a letter."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def as_json(name: str, verdict: Verdict) -> dict[str, Any]:
    """The verdict as JSON holds it; `name` is the file and line it was found at."""
    return {"where": name, **asdict(verdict)}


def _score(score: float | None) -> str:
    return "–" if score is None else f"{score:.2f}"


def _visible(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
