"""Findings as SARIF 2.1.0 (OASIS standard), which code review shows beside the line: `sarif_of(judged)`.

A reply's span becomes a region of the file it stands in where the file is a text; in JSON Lines, whose strings
are escaped, the whole line is marked and the message quotes the span.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from politeness_eval.read_replies import Judged, ReplyRow
from politeness_eval.verdict import Finding

_LEVELS = {"error": "error", "warning": "warning"}


def sarif_of(judged: Sequence[Judged], version: str) -> dict[str, Any]:
    """One run with every error and warning, and the rules that they name."""
    results = [_result(row, one) for row, verdict in judged for one in verdict.faults]
    rules: dict[str, dict[str, Any]] = {}
    for row, verdict in judged:
        for one in verdict.faults:
            rules.setdefault(_rule_id(row, one), _rule(row, one))
    driver = {"name": "teinei tone check", "version": version, "rules": list(rules.values())}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }


def _rule_id(row: ReplyRow, finding: Finding) -> str:
    return f"{row.pack.tag}/{finding.rule}"


def _rule(row: ReplyRow, finding: Finding) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": _rule_id(row, finding), "shortDescription": {"text": finding.why}}
    if finding.source:
        rule["help"] = {"text": f"Source: {finding.source}"}
    return rule


def _result(row: ReplyRow, finding: Finding) -> dict[str, Any]:
    uri, _, line = row.where.rpartition(":")
    message = f"{finding.span!r}: {finding.why}" + (f" Better: {finding.suggestion}" if finding.suggestion else "")
    region = {"startLine": int(line)} if uri.endswith((".jsonl", ".json")) else _region(row.text, finding, int(line))
    place = {"artifactLocation": {"uri": uri}, "region": region}
    return {
        "ruleId": _rule_id(row, finding),
        "level": _LEVELS[finding.severity],
        "message": {"text": message},
        "locations": [{"physicalLocation": place}],
    }


def _region(text: str, finding: Finding, first: int) -> dict[str, int]:
    """Lines and columns of the span, both counted from 1; columns in UTF-16 units, as SARIF counts by default."""
    return {
        "startLine": first + text.count("\n", 0, finding.start),
        "startColumn": _column(text, finding.start),
        "endLine": first + text.count("\n", 0, finding.end),
        "endColumn": _column(text, finding.end),
    }


def _column(text: str, place: int) -> int:
    before = text[text.rfind("\n", 0, place) + 1 : place]
    return 1 + len(before.encode("utf-16-le", errors="surrogatepass")) // 2
