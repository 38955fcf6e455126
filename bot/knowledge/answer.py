"""The words of a passage that a reply may quote: `answer_text(found, "返品は何日まで？")`.

Whole sentences as they stand on the page, in their order, at most 320 characters; the heading is not among them.
"""

from __future__ import annotations

import math
from collections import Counter

from bot.knowledge.index import Found
from bot.knowledge.sentences import join_sentences, split_sentences
from bot.knowledge.tokens import terms

LIMIT = 320


def answer_text(found: Found, question: str, limit: int = LIMIT) -> str:
    """All of the passage where it fits: a condition left out makes a promise. Else the sentences nearest to the
    question, most telling first until the limit; "" where no sentence is short enough.
    """
    passage = found.passage
    if len(passage.text) <= limit:
        return passage.text
    lines = [split_sentences(line, passage.locale) for line in passage.text.split("\n")]
    places = [(row, column) for row, line in enumerate(lines) for column in range(len(line))]
    weights = _weights([lines[row][column] for row, column in places], question)
    ranked = sorted(range(len(places)), key=lambda place: (-weights[place], place))
    kept: set[tuple[int, int]] = set()
    for place in ranked:
        wider = {*kept, places[place]}
        if len(_shown(lines, wider)) <= limit:
            kept = wider
    return _shown(lines, kept)


def _shown(lines: list[tuple[str, ...]], kept: set[tuple[int, int]]) -> str:
    paragraphs = (
        join_sentences([text for column, text in enumerate(line) if (row, column) in kept])
        for row, line in enumerate(lines)
    )
    return "\n".join(paragraph for paragraph in paragraphs if paragraph)


def _weights(sentences: list[str], question: str) -> list[float]:
    """The share of the question's rarer terms in each sentence."""
    sets = [set(terms(sentence)) for sentence in sentences]
    often = Counter(term for one in sets for term in one)
    asked = set(terms(question))
    rarity = {term: math.log(1 + len(sets) / often[term]) for term in asked if often[term]}
    return [sum(rarity.get(term, 0.0) for term in one) / math.sqrt(len(one) or 1) for one in sets]
