"""The report as one self-contained HTML page: `write_report(summary, Path("report.html"), "log.jsonl")`.

Plots are SVG drawn here, without a script: a linguist opens the file from a mail. Every text that came from
somewhere else is escaped, stands in its own language (`lang`) and finds its own direction (`dir="auto"`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from politeness_eval.read_replies import Judged
from politeness_eval.report.figures import Summary
from politeness_eval.verdict import Finding


@dataclass(frozen=True)
class Piece:
    """A run of the text under the same findings; `level` is the worst of them, empty for none."""

    text: str
    level: str = ""
    rules: str = ""


def write_report(summary: Summary, path: Path, title: str, compared: str = "") -> None:
    """Writes the page, whole or not at all."""
    page = _environment().get_template("report.html").render(summary=summary, title=title, compared=compared)
    half = path.with_name(path.name + ".part")
    half.write_text(page, encoding="utf-8", errors="replace")
    half.replace(path)


def pieces(judged: Judged) -> list[Piece]:
    """The reply cut where a finding begins or ends, so that overlapping spans can be marked."""
    row, verdict = judged
    spans = [one for one in verdict.findings if one.end > one.start]
    cuts = sorted({0, len(row.text), *(one.start for one in spans), *(one.end for one in spans)})
    found = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        over = [one for one in spans if one.start <= start and one.end >= end]
        found.append(Piece(row.text[start:end], _level(over), ", ".join(dict.fromkeys(one.rule for one in over))))
    return found


def _level(findings: list[Finding]) -> str:
    present = {one.severity for one in findings}
    return next((level for level in ("error", "warning", "credit") if level in present), "")


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("politeness_eval", "report"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["pieces"] = pieces
    environment.filters["percent"] = lambda value: f"{100 * value:.1f} %"
    return environment
