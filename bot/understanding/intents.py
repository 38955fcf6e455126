"""Recognises the intent of a message with one head trained on all of the shop's packs, cached by their hashes.

>>> head = load_head(packs, open_encoder(), cache)                 # doctest: +SKIP
>>> head.rank("荷物まだ来えへんねんけど", "ja")[0].intent             # doctest: +SKIP
'track_order'

Two heads share the work: one over the sentence encoder (`meaning.py`: what one language's lines teach serves the
others, each language centred on its own mean), then one a language over letters and subwords (`spelling.py`: dialect
endings, typos, the shop's own words). One temperature and the threshold for asking back are chosen on scores that
each training line gets from a fit without it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bot.understanding.calibrate import (
    Calibration,
    Labels,
    ask_below,
    best_temperature,
    best_weight,
    softmax,
    strange_below,
)
from bot.understanding.meaning import Meaning, fit_meaning, unit
from bot.understanding.spelling import Spelling, fit_spelling
from locales import Pack
from politeness_eval.encoders import Encoder, Remembered, Vectors

VERSION = "8"  # part of the cache's key: raise it when the features or the fit change


@dataclass(frozen=True)
class Ranked:
    """An intent with its calibrated probability, 0..1."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Reading:
    """All intents, most probable first, and how near the message is to anything that the head knows (about 0 to 1)."""

    ranking: list[Ranked]
    familiarity: float


_CODE = re.compile(r"(?<![a-z0-9])a-?\d{4,}(?!\d)")


def plain(text: str) -> str:
    """The form that is encoded: NFKC, lower case, single spaces, every order number the same one.

    Numbers carry no wish, yet the head learned from them: "A-1016です" was payment_issue at .96.
    """
    return _CODE.sub("a-0000", " ".join(unicodedata.normalize("NFKC", text).casefold().split()))


@dataclass(frozen=True)
class Head:
    """Trained packs. `means` are the languages' mean vectors, shape (languages, dimensions)."""

    encoder: Encoder
    names: tuple[str, ...]
    languages: tuple[str, ...]
    means: Vectors
    meaning: Meaning
    spelling: Mapping[str, Spelling]
    calibration: Calibration
    others: Mapping[str, Vectors] = field(default_factory=dict)
    """Means of languages that it was not trained on."""

    @property
    def ask_below(self) -> float:
        """The confidence under which the bot asks back instead of acting."""
        return self.calibration.ask_below

    def read(self, text: str, language: str | None = None) -> Reading:
        """How the head reads a message; an unknown language is centred on the mean of all."""
        line = plain(text)
        vectors = self.vectors([line], language)
        scores = self.meaning.scores(vectors)[0]
        familiarity = float(scores.max())
        if language and language in self.spelling:
            scores = scores + self.spelling[language].scores(line)
        row = softmax(scores, self.calibration.temperature)
        return Reading([Ranked(self.names[place], float(row[place])) for place in np.argsort(-row)], familiarity)

    def vectors(self, lines: Sequence[str], language: str | None) -> Vectors:
        """Normalised lines as the head compares them: on their language's mean, each encoder's part at length 1."""
        return centred(self.encoder.encode(lines) - self._mean(language), self.encoder, language)

    def rank(self, text: str, language: str | None = None) -> list[Ranked]:
        """All intents, most probable first."""
        return self.read(text, language).ranking

    def _mean(self, language: str | None) -> Vectors:
        if language in self.languages:
            return np.asarray(self.means[self.languages.index(language)])
        if language and language in self.others:
            return self.others[language]
        return np.asarray(self.means.mean(axis=0))


def centred(vectors: Vectors, encoder: Encoder, language: str | None = None) -> Vectors:
    """Vectors less their language's mean: each encoder's part at length 1 again, or zero where it does not know it.

    The other parts grow instead, so that the whole keeps its length.
    """
    parts = getattr(encoder, "parts", (encoder,))
    ends = np.cumsum([part.dimensions for part in parts])[:-1]
    known = [language not in getattr(part, "unread", ()) for part in parts]
    scale = np.sqrt(len(parts) / sum(known)) if any(known) else 1.0
    blocks = np.split(vectors, ends, axis=1)
    return np.hstack(
        [unit(block) * scale if knows else np.zeros_like(block) for block, knows in zip(blocks, known, strict=True)]
    ).astype(np.float32)


def examples_of(pack: Pack) -> list[tuple[str, str, str]]:
    """(normalised message, intent, tag) of the pack, its dialects, and its training dialogues' first messages."""
    lines = [
        (plain(example.text), intent, source.tag)
        for source in (pack, *pack.dialects)
        for intent, examples in source.intents.items()
        for example in examples
    ]
    for row in pack.dialogues():
        tag = next((dialect.tag for dialect in pack.dialects if row.category == "dialect"), pack.tag)
        if len(row.messages) == 1:
            lines.append((plain(row.messages[0]), row.intent, tag))
    return list({text: (text, intent, tag) for text, intent, tag in lines}.values())


def load_head(packs: Sequence[Pack], encoder: Encoder, cache: Path) -> Head:
    """The packs' head from the cache, or trained now and put there. A broken cache file is trained anew."""
    from bot.understanding.head_file import read_head, write_head

    hashes = " ".join(sorted(pack.hash for pack in packs))
    key = hashlib.sha256(f"{VERSION} {encoder.name} {hashes}".encode()).hexdigest()[:20]
    path = cache / "heads" / f"{key}.npz"
    if head := read_head(path, encoder):
        return head
    lines = [(text, intent, pack.language) for pack in packs for text, intent, _ in examples_of(pack)]
    # The vectors of the packs' lines are kept, never those of what customers write.
    head = train_head(lines, Remembered(encoder, cache), live=encoder)
    write_head(head, path)
    return head


def train_head(lines: Sequence[tuple[str, str, str]], encoder: Encoder, live: Encoder | None = None) -> Head:
    """Trains on (normalised text, intent, language); `live` encodes what customers write later.

    One thread a matrix operation: NumPy's and SciPy's pools wait for each other actively, and two of them on two cores
    took five times as long. Chunks of rows share the cores instead.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        return _train(lines, encoder, live or encoder)


def _train(lines: Sequence[tuple[str, str, str]], encoder: Encoder, live: Encoder) -> Head:
    names = tuple(sorted({intent for _, intent, _ in lines}))
    languages = tuple(sorted({language for _, _, language in lines}))
    texts = [text for text, _, _ in lines]
    labels = np.array([names.index(intent) for _, intent, _ in lines])
    spoken = np.array([languages.index(language) for _, _, language in lines])
    vectors = encoder.encode(texts)
    means = np.vstack([vectors[spoken == place].mean(axis=0) for place in range(len(languages))])
    for place, language in enumerate(languages):
        rows = spoken == place
        vectors[rows] = centred(vectors[rows] - means[place], live, language)
    targets = np.eye(len(names), dtype=np.float32)[labels]
    meaning, scores = fit_meaning(vectors, targets)
    strange = strange_below(*_familiarities(vectors, targets, scores))
    spelling = {}
    for place, language in enumerate(languages):
        rows = np.flatnonzero(spoken == place)
        spelling[language], scores[rows] = _spell(texts, rows, targets, scores, labels)
    temperature = best_temperature(scores, labels)[1]
    calibration = Calibration(temperature, ask_below(scores, labels, temperature), strange)
    return Head(live, names, languages, means, meaning, spelling, calibration)


def _spell(
    texts: Sequence[str], rows: Labels, targets: Vectors, scores: Vectors, labels: Labels
) -> tuple[Spelling, Vectors]:
    """One language's spelling head, as heavy as its lines say, and the rows' scores with it."""
    spelling, more = fit_spelling([texts[row] for row in rows], targets[rows] - targets.mean(axis=0))
    weight = best_weight(scores[rows], more, labels[rows])
    return spelling.scaled(weight), scores[rows] + weight * more


FOLDS, SAMPLE = 4, 2000


def _familiarities(vectors: Vectors, targets: Vectors, scores: Vectors, seed: int = 0) -> tuple[Vectors, Vectors]:
    """Familiarity of rows whose intent is known, and of rows whose intent a fit has never seen.

    Each fold leaves out a quarter of the intents: what customers want that no pack has named must be told apart
    without examples of it. On a sample, because each fold is a fit of its own.
    """
    draw = np.random.default_rng(seed)
    rows = draw.permutation(len(vectors))[:SAMPLE]
    fold_of = draw.permutation(targets.shape[1]) % FOLDS
    strange = []
    for fold in range(FOLDS):
        outside = fold_of[targets[rows].argmax(axis=1)] == fold
        if outside.any() and not outside.all():
            meaning, _ = fit_meaning(vectors[rows[~outside]], targets[rows[~outside]])
            strange.append(meaning.scores(vectors[rows[outside]]).max(axis=1))
    return scores.max(axis=1), np.concatenate(strange) if strange else np.zeros(1, dtype=np.float32)
