"""Finds names in a reply that nobody gave it: `山田様`, "Ms. Doe", "our partner Acme".

A name is what the analyser calls one, or what follows a title of `words.yaml`. Known are the names in the
facts, in the approved text, in the customer's words and in the pack's own texts (the shop's name).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from politeness_eval.facts_kept import SOURCE
from politeness_eval.reading import Reading
from politeness_eval.verdict import Finding, Situation


def find_unknown_names(
    reading: Reading, situation: Situation, titles: tuple[str, ...], own_texts: str, facts: list[tuple[int, int]]
) -> Iterator[Finding]:
    """Every unknown name. `own_texts` are the pack's, in lower case; `facts` are spans that are judged already."""
    said = "\n".join([*situation.facts.values(), situation.approved, *situation.customer]).casefold()
    for start, end in sorted({*_titled(reading.text, titles), *_tagged(reading)}):
        name = reading.text[start:end]
        if name in titles:
            continue
        if name.casefold() in said or name.casefold() in own_texts:
            continue
        if any(start < other_end and other_start < end for other_start, other_end in facts):
            continue
        why = f"The name {name!r} is neither in the facts nor in the customer's words."
        yield Finding("name-invented", "hard", "error", start, end, name, why, SOURCE, "leave the name out")


def _tagged(reading: Reading) -> Iterator[tuple[int, int]]:
    if reading.analyser is None or not reading.analyser.may_name(reading.text):
        return
    for token in reading.tokens:
        if token.kind == "name" and len(token.surface) > 1:
            yield token.start, token.end


@lru_cache(maxsize=32)
def _title_pattern(titles: tuple[str, ...]) -> re.Pattern[str]:
    listed = "|".join(re.escape(title) for title in titles)
    return re.compile(rf"\b(?:{listed})\.?\s([A-ZÄÖÜ][^\W\d_]{{1,30}}(?:-[A-ZÄÖÜ][^\W\d_]{{1,30}})?)")


def _titled(text: str, titles: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    if titles:
        for match in _title_pattern(titles).finditer(text):
            yield match.span(1)
