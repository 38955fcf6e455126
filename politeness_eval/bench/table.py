"""Rows of figures: printed as a table, and written as the JSON that other tools read.

One row: `{"group": "de", "metric": "accuracy", "value": .97, "low": .95, "high": .98, "n": 220}`; `low` and
`high` are the 95 % bootstrap interval, None for times.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Row:
    """One figure of one group."""

    group: str
    metric: str
    value: float
    low: float | None = None
    high: float | None = None
    n: int = 0


def bootstrap(
    group: str, metric: str, items: int, measure: Callable[[np.ndarray], float], seed: int = 0, rounds: int = 300
) -> Row:
    """`measure` over all item numbers, with its 95 % interval over resampled ones."""
    draw = np.random.default_rng(seed)
    every = np.arange(items)
    values = [measure(draw.choice(every, items)) for _ in range(rounds)]
    low, high = np.percentile(values, [2.5, 97.5])
    return Row(group, metric, measure(every), float(low), float(high), items)


def bootstrap_groups(
    group: str,
    metric: str,
    keys: Sequence[str],
    measure: Callable[[np.ndarray], float],
    seed: int = 0,
    rounds: int = 300,
) -> Row:
    """`measure` over all row numbers, with its 95 % interval over resampled groups of rows with the same key.

    Rows of one pair or dialogue are not independent: an interval over rows would be too narrow.
    """
    draw = np.random.default_rng(seed)
    _, of = np.unique(np.array(keys), return_inverse=True)
    order = np.argsort(of, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(of))[:-1])
    every = np.arange(len(keys))
    values = [
        measure(np.concatenate([members[one] for one in draw.integers(len(members), size=len(members))]))
        for _ in range(rounds)
    ]
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return Row(group, metric, measure(every), float(low), float(high), len(keys))


def share_interval(count: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's score (1927), which holds for 0 of 20 too."""
    z, rate = 1.96, count / of
    middle, half = rate + z * z / (2 * of), z * ((rate * (1 - rate) + z * z / (4 * of)) / of) ** 0.5
    whole = 1 + z * z / of
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


def accuracy(group: str, right: np.ndarray, seed: int = 0) -> Row:
    """The share of right answers of a group, with its interval."""
    return bootstrap(group, "accuracy", len(right), lambda places: float(right[places].mean()), seed)


def show(rows: Sequence[Row], command: str, data: Sequence[str], json_file: Path | None) -> None:
    """Prints the table to stdout; writes it to `json_file` where one is given."""
    width = max((len(row.group) for row in rows), default=5)
    for row in rows:
        interval = f"[{row.low:.3f} {row.high:.3f}]" if row.low is not None and row.high is not None else ""
        sys.stdout.write(f"{row.group:<{width}}  {row.metric:<26} {row.value:>10.3f}  {interval:<15} n={row.n}\n")
    if json_file:
        body = {"command": command, "data": list(data), "rows": [asdict(row) for row in rows]}
        json_file.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_tsv(path: Path, needed: Sequence[str]) -> list[dict[str, str]]:
    """Rows of a tab-separated file with a header and no quoting. Raises ValueError naming a missing column."""
    lines = path.read_text(encoding="utf-8").splitlines()
    header = lines[0].split("\t") if lines else []
    if missing := [name for name in needed if name not in header]:
        raise ValueError(f"{path}: column {missing} is missing; the header is {header}")
    return [dict(zip(header, line.split("\t"), strict=False)) for line in lines[1:] if line.strip()]


def where(rows: list[dict[str, Any]], conditions: Sequence[str]) -> list[dict[str, Any]]:
    """The rows that fulfil the `COLUMN=VALUE`s: of those about one column any, of different columns all.

    Raises ValueError for a condition without `=`.
    """
    wanted: dict[str, set[str]] = {}
    for condition in conditions:
        column, equals, value = condition.partition("=")
        if not equals:
            raise ValueError(f"--where {condition!r}: expected COLUMN=VALUE")
        wanted.setdefault(column, set()).add(value)
    return [
        row for row in rows if all(column in row and str(row[column]) in values for column, values in wanted.items())
    ]
