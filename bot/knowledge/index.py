"""Finds the passage that answers: `build_index(pages.passages, open_encoder()).best("返品は何日まで？", "ja-JP")`.

Three signals a passage, each about 0 to 1: how near the question is to the whole passage and to its nearest sentence
by the sentence encoder, and BM25. Vectors are centred: pages on the mean of the locale's pages, questions on the mean
of what its customers write (the pack's examples), because a question differs from a policy in manner before it differs
in matter: recall@3 of e5 on whole passages .64 on the pages' mean for both, .74 so (413 questions).
Does not answer across locales, and keeps nothing of what customers ask.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.knowledge.page import Passage
from bot.knowledge.shelf import Shelf, make_shelf, near
from bot.knowledge.tokens import terms
from bot.understanding.intents import centred, examples_of
from locales import load_pack
from locales.pack import find_tag
from politeness_eval.encoders import Encoder, Vectors

# Chosen on half of tests/data/knowledge.yaml (`bot/knowledge/bench.py` says which half).
PASSAGE, SENTENCE, BM25, HALFWAY = 1.0, 0.75, 0.3, 10.0
# A passage's chance to be right, from its score and its lead over the next one (logistic, fitted on the same half).
SLOPE, LEAD, OFFSET = 6.09, 14.68, -2.085
# What `best` needs. At .7, on the other half: 8 of 100 questions get a passage that does not answer them.
SURE = 0.7
EXAMPLES = 400  # lines of a pack that tell how its customers write


@dataclass(frozen=True)
class Found:
    """A passage and the chance, 0 to 1, that it answers."""

    passage: Passage
    score: float


@dataclass(frozen=True)
class Signals:
    """One figure a passage of the locale, in the shelf's order."""

    whole: Vectors
    sentence: Vectors
    words: Vectors

    @property
    def meaning(self) -> Vectors:
        """The encoder's share alone."""
        return np.asarray((PASSAGE * self.whole + SENTENCE * self.sentence) / (PASSAGE + SENTENCE))

    @property
    def together(self) -> Vectors:
        """All three, weighted."""
        both = (PASSAGE + SENTENCE) * self.meaning + BM25 * self.words
        return np.asarray(both / (PASSAGE + SENTENCE + BM25))


@dataclass(frozen=True)
class Index:
    """The shelves of a shop's locales; `encoder` reads the questions."""

    encoder: Encoder
    shelves: Mapping[str, Shelf]

    def search(self, question: str, tag: str, k: int = 3) -> tuple[Found, ...]:
        """The k likeliest passages, best first; none for a locale without pages or a question without words."""
        shelf, signals = self.shelf(tag), self.signals(question, tag)
        if shelf is None or signals is None or k < 1:
            return ()
        scores = signals.together
        order = np.argsort(-scores, kind="stable")
        second = float(scores[order[1]]) if len(order) > 1 else 0.0
        first = float(scores[order[0]])
        leads = [first - second, *(float(scores[place]) - first for place in order[1:])]
        found = zip(order[:k], leads, strict=False)
        return tuple(Found(shelf.passages[place], _chance(float(scores[place]), lead)) for place, lead in found)

    def best(self, question: str, tag: str) -> Found | None:
        """The passage that is sure enough to be quoted, or None: no passage, no claim."""
        found = self.search(question, tag, 1)
        return found[0] if found and found[0].score >= SURE else None

    def signals(self, question: str, tag: str) -> Signals | None:
        """What each passage of the locale has in common with the question."""
        shelf = self.shelf(tag)
        if shelf is None or not re.search(r"\w", question):
            return None
        vector = centred(self.encoder.encode([question]) - shelf.question_mean, self.encoder)
        sentences = near(vector, shelf.sentences, self.encoder)
        nearest = np.maximum.reduceat(sentences, shelf.starts)
        counts = shelf.count(terms(question))
        return Signals(near(vector, shelf.wholes, self.encoder), nearest, counts / (counts + HALFWAY))

    def shelf(self, tag: str) -> Shelf | None:
        """The locale's passages: `ja` and `ja_JP` are those of ja-JP; None where there are none."""
        known = find_tag(self.shelves, tag)
        return self.shelves[known] if known else None


def build_index(passages: Sequence[Passage], encoder: Encoder, reader: Encoder | None = None) -> Index:
    """Encodes the passages, about 50 a second; `reader`, where given, encodes them instead, such as `Remembered`."""
    writer = reader or encoder
    shelves = {}
    for tag in sorted({passage.locale for passage in passages}):
        of_locale = tuple(passage for passage in passages if passage.locale == tag)
        shelves[tag] = make_shelf(of_locale, writer, encoder, question_mean(tag, writer))
    return Index(encoder, shelves)


def question_mean(tag: str, encoder: Encoder) -> Vectors:
    """The mean vector of what the locale's customers write: lines of its pack, evenly drawn."""
    lines = [text for text, _, _ in examples_of(load_pack(tag))]
    step = max(1, len(lines) // EXAMPLES)
    return np.asarray(encoder.encode(lines[::step]).mean(axis=0), dtype=np.float32)


def _chance(score: float, lead: float) -> float:
    return 1 / (1 + math.exp(-(SLOPE * score + LEAD * lead + OFFSET)))
