"""Which unlabelled messages are worth a label most: `suggest(messages, head, packs, top=20)`.

A message teaches much where the head wavers between two intents (margin), where many customers write alike (density),
and where nothing like it is chosen yet (greedy k-center over the encoder's vectors: ten copies are one suggestion).
Sources: margin sampling, Scheffer et al. 2001; density, Settles and Craven 2008; k-center, Sener and Savarese 2018.
Does not: keep the vectors of what customers wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.understanding.intents import Head, Ranked, examples_of, plain
from bot.understanding.logs import Message
from locales import Pack
from locales.interchange.quoted import quoted
from politeness_eval.encoders import Vectors

ALIKE = 0.75  # cosine of centred vectors from which two messages say the same in other words
NEIGHBOURS = 10
DENSITY = 0.1  # a tie-breaker: with its whole weight, labels on ko-KR taught less than random ones (.495, .505)
SAMPLE = 4000  # messages that density is measured on: enough for a ranking, and never the square of a year's log
CHUNK = 1000


@dataclass(frozen=True)
class Suggestion:
    """A message to label, the head's two best guesses, and how many messages of the logs are like it."""

    text: str
    locale: str | None
    guesses: tuple[Ranked, ...]
    similar: int

    @property
    def shown(self) -> str:
        """For a terminal."""
        return f"{self.text}\n    {self.why}"

    @property
    def why(self) -> str:
        """`track_order .41 or track_refund .38; 12 like it`."""
        guesses = " or ".join(f"{one.intent} {one.confidence:.2f}" for one in self.guesses)
        return f"{guesses}; {self.similar} like it"


def suggest(messages: Sequence[Message], head: Head, packs: Sequence[Pack], top: int) -> list[Suggestion]:
    """At most `top` messages, the most worth first; none that stands in a pack already."""
    known = {text for pack in packs for text, *_ in examples_of(pack)}
    languages = {source.tag: pack.language for pack in packs for source in (pack, *pack.dialects)}
    asked = [one for one in messages if plain(one.text) not in known]
    if not asked:
        return []
    spoken = [languages.get(one.locale or "") for one in asked]
    vectors = vectors_of(head, [plain(one.text) for one in asked], spoken)
    rankings = [head.rank(one.text, language)[:2] for one, language in zip(asked, spoken, strict=True)]
    margins = np.array([margin_of(ranking) for ranking in rankings], dtype=np.float32)
    times = np.array([one.times for one in asked])
    found = []
    for place in choose(vectors, margins, times, top):
        similar = int(times[vectors @ vectors[place] >= ALIKE].sum())
        found.append(Suggestion(asked[place].text, asked[place].locale, tuple(rankings[place]), similar))
    return found


def margin_of(ranking: Sequence[Ranked]) -> float:
    """How far the best intent is before the second, 0..1."""
    return ranking[0].confidence - (ranking[1].confidence if len(ranking) > 1 else 0.0)


def vectors_of(head: Head, texts: Sequence[str], languages: Sequence[str | None]) -> Vectors:
    """Centred vectors at length 1."""
    vectors = np.zeros((len(texts), head.encoder.dimensions), dtype=np.float32)
    for language in set(languages):
        rows = [row for row, one in enumerate(languages) if one == language]
        vectors[rows] = head.vectors([texts[row] for row in rows], language)
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def choose(vectors: Vectors, margins: Vectors, times: npt.NDArray[np.int64], top: int, seed: int = 0) -> list[int]:
    """The places of the messages to label: worth (uncertainty times density) times distance to those chosen so far."""
    worth = (1 - margins) * (1 - DENSITY + DENSITY * density(vectors, times, seed))
    far = np.ones(len(vectors), dtype=np.float32)
    chosen: list[int] = []
    while len(chosen) < min(top, len(vectors)):
        gain = worth * far
        gain[chosen] = -1
        best = int(gain.argmax())
        if gain[best] <= 0:
            break
        chosen.append(best)
        like = vectors @ vectors[best]
        far = np.minimum(far, np.where(like >= ALIKE, 0, 1 - np.maximum(like, 0)))
    return chosen


def density(vectors: Vectors, times: npt.NDArray[np.int64], seed: int = 0) -> Vectors:
    """How much is said near each message, 0..1: the mean likeness of its nearest, copies counted."""
    rows = np.random.default_rng(seed).permutation(len(vectors))[:SAMPLE]
    near: list[Vectors] = []
    for first in range(0, len(vectors), CHUNK):
        like = vectors[first : first + CHUNK] @ vectors[rows].T
        weighted = np.maximum(like, 0) * np.minimum(1 + np.log(times[rows]), 3)
        count = min(NEIGHBOURS, weighted.shape[1])
        near.append(np.partition(weighted, -count, axis=1)[:, -count:].mean(axis=1))
    found = np.concatenate(near)
    return np.asarray(found / max(float(found.max()), 1e-9), dtype=np.float32)


def as_yaml(found: Sequence[Suggestion]) -> str:
    """The suggestions under their first guess, as `intents.yaml` has them: move each line to its intent, or drop it."""
    groups: dict[str, list[Suggestion]] = {}
    for one in found:
        groups.setdefault(one.guesses[0].intent, []).append(one)
    out = ["# Messages worth a label, under the head's first guess. Move each to the intent that it means, or drop it;"]
    out += ["# then copy them into intents.yaml. Digits and mail addresses are masked; take out names and streets."]
    for intent, ours in groups.items():
        out.append(f"{intent}:")
        out += [f"  - {quoted(one.text)}  # {one.locale or 'no locale'}: {one.why}" for one in ours]
    return "\n".join(out) + "\n" if found else "{}\n"


Fit = Callable[[Sequence[int]], tuple[Head, float]]


def simulate(
    texts: Sequence[str], start: Sequence[int], fit: Fit, language: str, budget: int, rounds: int, seed: int = 0
) -> dict[str, list[float]]:
    """Accuracy at the start and after each round, by suggestion and at random.

    `fit` trains on the places of `texts` that are labelled and says the head's accuracy on messages never labelled.
    """
    draw = np.random.default_rng(seed)
    found: dict[str, list[float]] = {}
    for way in ("suggested", "random"):
        labelled = list(start)
        head, right = fit(labelled)
        found[way] = [right]
        for _ in range(rounds):
            pool = np.array([place for place in range(len(texts)) if place not in set(labelled)])
            if way == "random":
                more = draw.permutation(pool)[: budget // rounds]
            else:
                vectors = vectors_of(head, [texts[place] for place in pool], [language] * len(pool))
                margins = [margin_of(head.rank(texts[place], language)) for place in pool]
                ones = np.ones(len(pool), dtype=np.int64)
                more = pool[choose(vectors, np.array(margins, dtype=np.float32), ones, budget // rounds)]
            labelled += [int(place) for place in more]
            head, right = fit(labelled)
            found[way].append(right)
    return found
