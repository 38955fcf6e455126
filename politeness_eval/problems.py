"""Problems of a pack's files, and the lines they are on.

>>> located([Problem(path, ("track_order", 3), "this line also stands under greet")])    # doctest: +SKIP
['locales/ja-JP/intents.yaml:9: this line also stands under greet']
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from locales.read import line_finder, line_of, shown

Keys = tuple[int | str, ...]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a file, at the place that `keys` lead to, or at a `line` that is known."""

    path: Path
    keys: Keys
    message: str
    line: int | None = None


def located(problems: Iterable[Problem]) -> list[str]:
    """Each problem as `path:line: message`, by file and line; only files with problems are read again."""
    files: dict[Path, Any] = {}
    lines = []
    for problem in problems:
        line = problem.line
        if line is None:
            if problem.path not in files:
                files[problem.path] = line_finder(problem.path) if problem.path.exists() else None
            line = line_of(files[problem.path], problem.keys)
        lines.append((shown(problem.path), line, problem.message))
    return [f"{path}:{line}: {message}" for path, line, message in sorted(set(lines))]


def normalised(text: str) -> str:
    """The text as the same line typed twice would read: NFKC, no case, no spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text).casefold())
