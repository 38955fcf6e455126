"""Means of languages that a head was not trained on, from the packs' own lines.

The encoder puts each language in a place of its own; a head trained on English alone reads Japanese as well as English
only when Japanese is moved to where English was. How far is known from our packs, which say the same in both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from bot.settings import Settings
from bot.understanding.intents import Head, examples_of
from locales import list_locales, load_pack
from politeness_eval.encoders import Remembered, Vectors

LINES = 400  # a language; its mean moves by less than .01 beyond them
KIN = {
    "gsw": "de",
    "nds": "de",
    "bar": "de",
    "lij": "it",
    "nap": "it",
    "lld": "it",
    "yue": "zh",
}  # ISO 639-3 → a pack's


def means_of_unseen(head: Head, wanted: Iterable[str]) -> Head:
    """The head with a mean for each language that a pack is written in; others keep the mean of all."""
    texts = _texts()
    encoder = Remembered(head.encoder, Settings().cache)
    found = {language: encoder.encode(lines).mean(axis=0) for language, lines in texts.items()}
    seen = [language for language in head.languages if language in found]
    if not seen:
        return head
    shift = np.mean([head.means[head.languages.index(one)] - found[one] for one in seen], axis=0)
    others: dict[str, Vectors] = {}
    for language in wanted:
        place = language if language in found else KIN.get(language)
        if place in found:
            others[language] = np.asarray(found[place] + shift, dtype=np.float32)
    return replace(head, others=others)


def _texts() -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for tag in list_locales():
        pack = load_pack(tag)
        texts.setdefault(pack.language, []).extend(text for text, _, source in examples_of(pack) if source == tag)
    draw = np.random.default_rng(0)
    return {
        language: [lines[place] for place in draw.permutation(len(lines))[:LINES]] for language, lines in texts.items()
    }
