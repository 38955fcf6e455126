"""Finds texts that `teinei locale new` marked and nobody has written yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from politeness_eval.problems import Problem

MARK = "TRANSLATE: "  # before every text that a new pack has from its model


def check_marks(folder: Path) -> Iterator[Problem]:
    """One problem a line that still has the mark."""
    for path in sorted(folder.rglob("*.yaml")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if MARK.strip() in line and not line.lstrip().startswith("#"):
                yield Problem(path, (), "still to be translated; write the text and remove the mark", number)
