"""One locale's passages with their vectors and word counts: `make_shelf(passages, encoder, encoder, mean)`."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import bm25s  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt

from bot.knowledge.page import Passage
from bot.knowledge.sentences import split_sentences
from bot.knowledge.tokens import terms
from bot.understanding.intents import centred
from politeness_eval.encoders import Encoder, Vectors

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets DEBUG, and tells of every index


@dataclass(frozen=True)
class Shelf:
    """`wholes`: a vector a passage; `sentences`: one a sentence, those of passage i from row `starts[i]` on."""

    passages: tuple[Passage, ...]
    wholes: Vectors
    sentences: Vectors
    starts: npt.NDArray[np.int64]
    question_mean: Vectors

    def count(self, asked: Sequence[str]) -> Vectors:
        """BM25 of each passage for the terms; 0 where it has none of them."""
        known = [term for term in asked if term in self._words.vocab_dict]
        if not known:
            return np.zeros(len(self.passages), dtype=np.float32)
        return np.asarray(self._words.get_scores(known), dtype=np.float32)

    @cached_property
    def _words(self) -> bm25s.BM25:
        """Counted anew after loading: it takes milliseconds. A heading counts twice."""
        index = bm25s.BM25()
        texts = (f"{one.heading} {one.heading} {one.text}" for one in self.passages)
        index.index([terms(text) or ["\x00"] for text in texts], show_progress=False)
        return index


def make_shelf(passages: tuple[Passage, ...], writer: Encoder, encoder: Encoder, question_mean: Vectors) -> Shelf:
    """Encodes titles, headings and text; each sentence with its heading, which says what it is about."""
    lines: list[str] = []
    starts: list[int] = []
    for one in passages:
        starts.append(len(lines))
        parts = [part for line in one.text.split("\n") for part in split_sentences(line, one.locale)]
        lines += [f"{one.heading}: {sentence}" for sentence in parts or [one.text]]
    wholes = writer.encode([f"{one.title}\n{one.heading}\n{one.text}" for one in passages])
    sentences = writer.encode(lines)
    return Shelf(
        passages, _spread(wholes, encoder), _spread(sentences, encoder), np.array(starts, dtype=np.int64), question_mean
    )


def near(vector: Vectors, vectors: Vectors, encoder: Encoder) -> Vectors:
    """Cosine of the question, shape (1, dimensions), to each row; the mean over the encoder's parts."""
    return np.asarray((vectors @ vector[0]) / len(getattr(encoder, "parts", (encoder,))))


def _spread(vectors: Vectors, encoder: Encoder) -> Vectors:
    """Less their mean, so that what all pages share does not count. A few pages have no mean worth the name."""
    mean = vectors.mean(axis=0) if len(vectors) > 2 else np.zeros(vectors.shape[1], dtype=np.float32)
    return centred(vectors - mean, encoder).astype(np.float32)
