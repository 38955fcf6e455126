"""Which intents are taken for each other, and which lines do it: `find_confusions("ja-JP", shop, encoder, cache)`.

Each line of a pack is read by a head that has not seen it: five folds, each trained on the others and on the shop's
other packs. With `heldout` the second readers' messages are read by the head of all lines.
Does not: read what customers write; only the packs' own lines, whose vectors are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from bot.understanding.intents import Head, examples_of, plain, train_head
from locales import Pack, load_pack
from locales.pack import parent_of
from politeness_eval.encoders import Encoder, Remembered, Vectors

FOLDS = 5
NEAREST = 3
TWIN = 0.9  # as near as "where is my parcel" and "where's my parcel": only the label differs


@dataclass(frozen=True)
class Near:
    """A training line of the wrong intent, and how like the message it is (cosine, 1 for the same)."""

    text: str
    tag: str
    similarity: float


@dataclass(frozen=True)
class Mistake:
    """A line that is read as another intent; `sure` when the bot would act on it instead of asking back."""

    text: str
    tag: str
    kind: str
    meant: str
    read: str
    confidence: float
    sure: bool
    near: tuple[Near, ...] = ()


@dataclass(frozen=True)
class Confused:
    """All lines of one intent that are read as one other; `lines` is how many the intent has in all."""

    meant: str
    read: str
    lines: int
    back: int
    mistakes: tuple[Mistake, ...]

    @property
    def wrong(self) -> int:
        """How many of them the bot answers wrongly; at the others it asks back."""
        return sum(one.sure for one in self.mistakes)

    @property
    def hint(self) -> str:
        """What a linguist can do, in one line."""
        twins = [one for one in self.mistakes if one.near and one.near[0].similarity >= TWIN]
        hints = [one for one in self.mistakes if one.kind == "hint"]
        if twins:
            return (
                f"Nearly the same words stand under {self.read}: decide which intent they mean, and move one of them."
            )
        if self.back >= 2 and len(self.mistakes) >= 2:
            return (
                f"Confused both ways: give {self.meant} and {self.read} lines that say what parts them, or join them."
            )
        if len(self.mistakes) > 1 and len(hints) * 2 > len(self.mistakes):
            return f"Mostly hints: add hints of this kind to {self.meant}, and none that fit {self.read} as well."
        return f"Add lines like these to {self.meant}, in other words; check that none of them means {self.read}."


@dataclass(frozen=True)
class Confusions:
    """The whole report: pairs of intents, worst first."""

    tag: str
    heldout: bool
    lines: int
    pairs: tuple[Confused, ...]

    @cached_property
    def mistakes(self) -> int:
        """How many lines are read as another intent."""
        return sum(len(pair.mistakes) for pair in self.pairs)

    @property
    def accuracy(self) -> float:
        """The share of lines read as they are meant."""
        return 1 - self.mistakes / self.lines if self.lines else 1.0

    @property
    def wrong(self) -> int:
        """How many of them the bot would answer wrongly."""
        return sum(pair.wrong for pair in self.pairs)


@dataclass(frozen=True)
class Labelled:
    """A line of a pack as it stands there."""

    text: str
    intent: str
    kind: str
    tag: str


def find_confusions(
    tag: str, shop: Sequence[str], encoder: Encoder, cache: Path, heldout: bool = False, seed: int = 0
) -> Confusions:
    """The confusions of a pack with its varieties, or of one variety. Raises PackError for an unknown tag."""
    own = load_pack(parent_of(load_pack(tag).tag) or tag)  # first the tag itself: an unknown one is refused by name
    packs = [own, *(load_pack(other) for other in shop if other != own.tag)]
    return confusions_of(tag, packs, encoder, cache, heldout, seed)


def confusions_of(
    tag: str, packs: Sequence[Pack], encoder: Encoder, cache: Path, heldout: bool = False, seed: int = 0
) -> Confusions:
    """The same for packs that are loaded; the first is the one asked about."""
    own = packs[0]
    rows = _rows(own, tag, heldout)
    train = [(text, intent, pack.language, source) for pack in packs for text, intent, source in examples_of(pack)]
    written = {plain(row.text): row.text for row in _rows(own, own.tag, heldout=False)}
    shelf = _Shelf.fill(encoder, cache, [*(plain(row.text) for row in rows), *(line[0] for line in train)])
    mistakes: list[Mistake] = []
    fold_of = np.random.default_rng(seed).permutation(len(rows)) % FOLDS
    for fold in range(1 if heldout else FOLDS):
        test = rows if heldout else [row for row, place in zip(rows, fold_of, strict=True) if place == fold]
        if not test:
            continue
        unseen = {plain(row.text) for row in test}
        known = [line for line in train if line[0] not in unseen]
        head = train_head([line[:3] for line in known], shelf)
        near = [
            _Known(line[0], line[1], line[3], written.get(line[0], line[0]))
            for line in known
            if line[2] == own.language
        ]
        mistakes += _mistakes(test, head, near, own.language)
    return Confusions(tag, heldout, len(rows), _pairs(rows, mistakes))


def _rows(own: Pack, tag: str, heldout: bool) -> list[Labelled]:
    """The lines that are read: of the pack and its varieties, or of the one variety."""
    sources = [source for source in (own, *own.dialects) if tag in (own.tag, source.tag)]
    return [
        Labelled(example.text, intent, example.kind, source.tag)
        for source in sources
        for intent, examples in (source.heldout() if heldout else source.intents).items()
        for example in examples
    ]


@dataclass
class _Shelf:
    """The encoder with the vectors of these lines at hand, for five fits over the same lines."""

    name: str
    dimensions: int
    parts: tuple[Encoder, ...]
    vectors: Mapping[str, Vectors]

    @classmethod
    def fill(cls, encoder: Encoder, cache: Path, texts: Iterable[str]) -> _Shelf:
        """The vectors from the cache where they are there."""
        each = list(dict.fromkeys(texts))
        vectors = Remembered(encoder, cache).encode(each)
        parts = getattr(encoder, "parts", (encoder,))
        return cls(encoder.name, encoder.dimensions, parts, dict(zip(each, vectors, strict=True)))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors, which are all there."""
        return np.vstack([self.vectors[text] for text in texts])


@dataclass(frozen=True)
class _Known:
    """A training line: as it is encoded, and as it is written in the pack."""

    plain: str
    intent: str
    tag: str
    text: str


def _mistakes(test: Sequence[Labelled], head: Head, lines: Sequence[_Known], language: str) -> list[Mistake]:
    found = []
    for row in test:
        best = head.rank(row.text, language)[0]
        if best.intent != row.intent:
            near = _nearest(row.text, head, [line for line in lines if line.intent == best.intent], language)
            sure = best.confidence >= head.ask_below
            found.append(Mistake(row.text, row.tag, row.kind, row.intent, best.intent, best.confidence, sure, near))
    return found


def _nearest(text: str, head: Head, lines: Sequence[_Known], language: str) -> tuple[Near, ...]:
    """The lines of the wrong intent that are most like the message, as the head sees them."""
    if not lines:
        return ()
    vectors = head.vectors([plain(text), *(line.plain for line in lines)], language)
    like = vectors[1:] @ vectors[0] / float(vectors[0] @ vectors[0] or 1)  # its parts have length 1 each
    return tuple(Near(lines[place].text, lines[place].tag, float(like[place])) for place in np.argsort(-like)[:NEAREST])


def _pairs(rows: Sequence[Labelled], mistakes: Sequence[Mistake]) -> tuple[Confused, ...]:
    groups: dict[tuple[str, str], list[Mistake]] = {}
    for one in mistakes:
        groups.setdefault((one.meant, one.read), []).append(one)
    total = {intent: sum(row.intent == intent for row in rows) for intent, _ in groups}
    pairs = [
        Confused(
            *pair, total[pair[0]], len(groups.get(pair[::-1], ())), tuple(sorted(ours, key=lambda one: -one.confidence))
        )
        for pair, ours in groups.items()
    ]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair.mistakes), -pair.wrong, pair.meant, pair.read)))
