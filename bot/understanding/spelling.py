"""How a message is spelt, as scores: one small head a language, over its letters and subwords.

>>> fit_spelling(lines, targets)[0].scores("荷物届かへん").shape          # doctest: +SKIP
(40,)

Features are hashed character n-grams and subwords of the packs' own lines (SentencePiece's unigram model, Kudo
2018): 「へんねん」 or "Rückerstattung" becomes one feature where the packs write it often. Kernel ridge regression,
so that each line's scores from a fit without it come in closed form.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.understanding.meaning import invert

Floats = npt.NDArray[np.float32]
CHARACTERS, SUBWORDS = 2**17, 2**15  # columns of each part; an eighth of them loses half a point
VOCABULARY = 2000
RIDGE = 1.0
MOST = 5000  # lines of one language that are learned from: time grows with their cube


@dataclass(frozen=True)
class Spelling:
    """One language's: a SentencePiece model, the columns in use with their rarity, (columns, intents) of weights."""

    model: bytes
    columns: npt.NDArray[np.int32]
    rarity: Floats
    weights: npt.NDArray[np.float16]

    def scores(self, text: str) -> Floats:
        """One value an intent, to be added to the meaning's."""
        row = features([text], self.processor, self.columns, self.rarity)
        return np.asarray(row.data @ self.weights[row.indices].astype(np.float32), dtype=np.float32)

    def scaled(self, weight: float) -> Spelling:
        """The same head with all its scores times `weight`."""
        return replace(self, weights=(self.weights.astype(np.float32) * weight).astype(np.float16))

    @cached_property
    def processor(self) -> Any:
        """The subword model; None for a language with too few lines to learn one."""
        return load_subwords(self.model)


def fit_spelling(lines: Sequence[str], targets: Floats, seed: int = 0) -> tuple[Spelling, Floats]:
    """The language's weights, and each line's scores from a fit on all the others; `targets` (lines, intents)."""
    kept = np.sort(np.random.default_rng(seed).permutation(len(lines))[:MOST])
    chosen = [lines[place] for place in kept]
    model = learn_subwords(chosen)
    processor = load_subwords(model)
    columns, rarity = in_use(counts_of(chosen, processor))
    grams = features(chosen, processor, columns, rarity)
    inverse = invert((grams @ grams.T).toarray(), RIDGE)
    found = inverse @ targets[kept]
    weights = np.asarray(grams.T @ found, dtype=np.float32)
    out = np.asarray(features(lines, processor, columns, rarity) @ weights, dtype=np.float32)
    out[kept] = targets[kept] - found / np.diag(inverse)[:, None]
    return Spelling(model, columns, rarity, weights.astype(np.float16)), out


def learn_subwords(lines: Sequence[str]) -> bytes:
    """A SentencePiece model of these lines, in under a second; empty for a handful of lines, as in tests."""
    from sentencepiece import SentencePieceTrainer

    out = io.BytesIO()
    try:
        SentencePieceTrainer.train(
            sentence_iterator=iter(lines),
            model_writer=out,
            vocab_size=VOCABULARY,
            hard_vocab_limit=False,
            character_coverage=0.9995,
            model_type="unigram",
            num_threads=1,  # the same subwords on every machine
            minloglevel=2,
        )
    except RuntimeError:
        return b""
    return out.getvalue()


def load_subwords(model: bytes) -> Any:
    """The processor of such a model, or None."""
    from sentencepiece import SentencePieceProcessor

    return SentencePieceProcessor(model_proto=model) if model else None


def counts_of(lines: Sequence[str], processor: Any) -> Any:
    """How often each line has each of the CHARACTERS + SUBWORDS columns, sparse."""
    from scipy.sparse import hstack

    characters, words = _vectorizers()
    pieces = [" ".join(processor.encode(line, out_type=str)) if processor else "" for line in lines]
    return hstack([characters.transform(lines), words.transform(pieces)]).tocsr()


def features(lines: Sequence[str], processor: Any, columns: npt.NDArray[np.int32], rarity: Floats) -> Any:
    """A sparse matrix of shape (lines, columns in use); characters and subwords weigh the same in every line."""
    from scipy.sparse import hstack
    from sklearn.preprocessing import normalize

    counts = counts_of(lines, processor)[:, columns]
    counts.data = (1 + np.log(counts.data)) * rarity[counts.indices]
    first = int(np.searchsorted(columns, CHARACTERS))
    return hstack([normalize(counts[:, :first]), normalize(counts[:, first:])]).tocsr().astype(np.float32)


def in_use(counts: Any) -> tuple[npt.NDArray[np.int32], Floats]:
    """The columns that two lines share, and their smoothed inverse document frequency."""
    lines, seen = counts.shape[0], counts.getnnz(axis=0)
    columns = np.flatnonzero(seen >= min(2, lines)).astype(np.int32)
    return columns, np.asarray(np.log((1 + lines) / (1 + seen[columns])) + 1, dtype=np.float32)


@cache
def _vectorizers() -> tuple[Any, Any]:
    """Made once: each message of a customer passes through both."""
    from sklearn.feature_extraction.text import HashingVectorizer

    plain: dict[str, Any] = {"alternate_sign": False, "norm": None, "lowercase": False}
    characters = HashingVectorizer(analyzer="char_wb", ngram_range=(1, 4), n_features=CHARACTERS, **plain)
    words = HashingVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), n_features=SUBWORDS, **plain)
    return characters, words
