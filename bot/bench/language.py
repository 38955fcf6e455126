"""`teinei bench language FILE.tsv --candidates ja,en,de`: how often the language of a short text is right."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import numpy as np

from bot.understanding.languages import Languages
from politeness_eval.bench.table import Row, accuracy, bootstrap, read_tsv, where

BANDS = ((0, 15), (15, 40), (40, 10_000))
CALLS = 5


def bench_language(
    files: list[Path], candidates: tuple[str, ...], conditions: list[str], by: str, seed: int
) -> list[Row]:
    """Macro accuracy over the candidates, flips over CALLS calls, milliseconds, and a row a language and length."""
    rows = [row for file in files for row in where(read_tsv(file, ["lang", "text"]), conditions)]
    kept = [(row["lang"].split("-")[0], row["text"], row.get(by, "")) for row in rows]
    kept = [item for item in kept if item[0] in candidates]
    if not kept:
        raise ValueError(f"no row is in one of {', '.join(candidates)}")
    detectors = Languages(candidates)
    begun = perf_counter()
    answers = [detectors.detect(text).language for _, text, _ in kept]
    ms = (perf_counter() - begun) * 1000 / len(kept)
    again = [[detectors.detect(text).language for _, text, _ in kept] for _ in range(CALLS - 1)]
    flips = float(np.mean([len({first, *others}) > 1 for first, *others in zip(answers, *again, strict=True)]))
    right = np.array([answer == language for answer, (language, _, _) in zip(answers, kept, strict=True)])
    out = [_macro(right, np.array([language for language, _, _ in kept]), seed)]
    out.append(Row("all", "flips", flips, n=len(kept)))
    out.append(Row("all", "ms_per_text", ms, n=len(kept)))
    for low, high in BANDS:
        places = np.array([place for place, (_, text, _) in enumerate(kept) if low <= len(text) < high])
        if len(places):
            out.append(accuracy(f"{low}-{high - 1} characters", right[places], seed))
    for group in sorted({group for _, _, group in kept}):
        out.append(accuracy(group, right[[item[2] == group for item in kept]], seed))
    return out


def _macro(right: np.ndarray, languages: np.ndarray, seed: int) -> Row:
    def measure(places: np.ndarray) -> float:
        names = languages[places]
        return float(np.mean([right[places][names == name].mean() for name in np.unique(names)]))

    return bootstrap("all", "macro_accuracy", len(right), measure, seed)
