"""Labelled lines from JSONL files, and the verdicts on them.

>>> lines = read_lines([Path("pairs.jsonl")], ["domain=call_center"], half="tune")     # doctest: +SKIP
>>> judge_lines(lines)[0].findings                                                     # doctest: +SKIP

A file of public data is cut in two for tuning: rules may be mended on what the `tune` half shows, figures are
reported on the other. The rows of one pair, group or dialogue lie in the same half.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from locales import Pack, pack_for
from politeness_eval.bench.table import Row, where
from politeness_eval.judge import judge
from politeness_eval.verdict import Finding, Verdict

Half = Literal["tune", "report", "all"]
Line = dict[str, Any]
_GROUPS = ("pair", "group", "dialogue")  # what keeps rows together, the first that a row has


def read_lines(
    files: Sequence[Path], conditions: Sequence[str] = (), lang: str | None = None, half: Half = "all"
) -> list[Line]:
    """The rows that fulfil every `COLUMN=VALUE`. Raises ValueError with file, line and what was expected."""
    found = where([row for file in files for row in _rows(file)], conditions)
    if lang:
        found = [row for row in found if row["lang"] == lang or row["lang"].split("-")[0] == lang]
    if half != "all":
        found = [row for row in found if (half_of(row) == half)]
    if not found:
        names = ", ".join(str(file) for file in files)
        raise ValueError(f"{names}: no row is left (lang {lang or 'any'}, {', '.join(conditions) or 'no --where'})")
    return found


def group_of(row: Line) -> str:
    """What the row belongs together with: its pair, group or dialogue, else itself."""
    return next((str(row[name]) for name in _GROUPS if row.get(name)), row["text"])


def half_of(row: Line) -> Half:
    """The half in which the row lies, by the CRC-32 of its group."""
    return "tune" if zlib.crc32(group_of(row).encode()) % 2 == 0 else "report"


def places_by(lines: Sequence[Line], column: str) -> dict[str, list[int]]:
    """The places of the lines of each value of a column."""
    found: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        found.setdefault(str(line.get(column)), []).append(place)
    return found


def worst_first(tables: Iterable[Iterable[Row]]) -> list[Row]:
    """The rows of all groups, the group whose first figure is lowest at the front."""
    return [row for table in sorted((list(one) for one in tables), key=lambda rows: rows[0].value) for row in table]


def judge_lines(lines: Sequence[Line], pack: Pack | None = None) -> list[Verdict]:
    """The verdict on each line by the pack of its language, or by the one given."""
    return [judge(line["text"], pack or pack_for(line["lang"])) for line in lines]


def too_familiar(verdict: Verdict) -> list[Finding]:
    """The errors that say that the register is too low."""
    return [one for one in verdict.errors if one.axis == "register" and one.side == "below"]


def pushes(verdict: Verdict, axis: str) -> float:
    """What the findings of an axis add up to: its score in log-odds, 0 where there is none."""
    return sum(one.push for one in verdict.findings if one.axis == axis)


def _rows(file: Path) -> Iterator[Line]:
    if not file.exists():
        raise ValueError(f"{file}: no such file; expected JSONL with at least `text` and `lang`")
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _row(file, number, line)


def _row(file: Path, number: int, line: str) -> Line:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ValueError(f"{file}:{number}: {line[:40]!r} is no JSON ({error})") from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not isinstance(row.get("lang"), str):
        raise ValueError(f"{file}:{number}: {line[:40]!r}: expected an object with `text` and `lang`")
    return row
