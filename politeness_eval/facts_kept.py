"""Holds a reply to its facts: what it states must be known, and what the approved text shows must be stated.

>>> stated = find_items(text, grammar)                             # doctest: +SKIP
>>> [finding.span for finding in find_fact_errors(text, stated, situation, grammar)]     # doctest: +SKIP
['11月26日']

Known is what the facts, the approved text and the customer's own words say. Does not: tell whether a
number that the customer named is promised to them; the tone rules forbid promises by their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from politeness_eval.fact_grammar import Grammar
from politeness_eval.fact_items import Item, find_items, fold_width
from politeness_eval.verdict import Finding, Situation

SOURCE = "locales/intents.yaml: `facts` are the only values that a reply may state"
_LOOSE = re.compile(r"[\s,、]")  # what may differ when a value is repeated: "4,980" and "4980"
_STEM = 4  # letters of a word that an inflected form keeps: Laufschuhe, Laufschuhen


@dataclass(frozen=True)
class Known:
    """What a reply may state."""

    items: tuple[Item, ...]
    approved: str
    facts: dict[str, str]
    grammar: Grammar


def known_facts(situation: Situation, grammar: Grammar) -> Known:
    """Everything that the situation allows a reply to state."""
    unseen = (value for value in situation.facts.values() if value not in situation.approved)
    sources = [situation.approved, *unseen, *situation.customer]
    items = tuple(item for source in sources for item in find_items(source, grammar))
    return Known(items, situation.approved, dict(situation.facts), grammar)


def find_fact_errors(text: str, stated: list[Item], situation: Situation, grammar: Grammar) -> Iterator[Finding]:
    """What the reply invents, then what it leaves out; `stated` are its items."""
    known = known_facts(situation, grammar)
    yield from _invented(text, stated, known)
    yield from _missing(text, stated, known)


def _invented(text: str, stated: Iterable[Item], known: Known) -> Iterator[Finding]:
    for item in stated:
        if not any(_agrees(item, other) for other in known.items) and not _harmless(item):
            span = text[item.start : item.end]
            why = f"{span!r} is neither in the facts nor in the approved text nor in the customer's words."
            yield Finding("fact-invented", "hard", "error", item.start, item.end, span, why, SOURCE, _listed(known))


def _missing(text: str, stated: list[Item], known: Known) -> Iterator[Finding]:
    folded, approved = _squeezed(text), _squeezed(known.approved)
    for name, value in known.facts.items():
        if not value.strip() or _squeezed(value) not in approved:
            continue
        if _squeezed(value) in folded or _states(value, stated, known.grammar) or _inflected(value, folded):
            continue
        why = f"The approved text says {value!r} ({name}); the reply leaves it out."
        yield Finding("fact-missing", "hard", "error", len(text), len(text), "", why, SOURCE, value)


def _states(value: str, stated: list[Item], grammar: Grammar) -> bool:
    """Whether the reply states every fact of the value in its own way: 11/25 for 11月25日(水)."""
    wanted = [item for item in find_items(value, grammar) if item.kind != "weekday"]
    bare = re.sub(r"[\W_]", "", _without(value, find_items(value, grammar)))
    return bool(wanted) and not bare and all(any(_agrees(one, item) for item in stated) for one in wanted)


def _without(value: str, items: Iterable[Item]) -> str:
    for item in sorted(items, key=lambda one: -one.start):
        value = value[: item.start] + value[item.end :]
    return value


def _inflected(value: str, folded: str) -> bool:
    """Whether the reply has the value with another ending; only for a plain word or two."""
    if not value.isascii() and not any(letter.islower() for letter in value):
        return False
    words = [word for word in re.split(r"\W+", value.casefold()) if word]
    if not words or any(character.isdigit() for character in value):
        return False
    return all(word[: max(_STEM, len(word) - 2)] in folded for word in words)


def _squeezed(text: str) -> str:
    return _LOOSE.sub("", fold_width(text)).casefold()


def _agrees(item: Item, other: Item) -> bool:
    """Whether two items say the same, one perhaps less of it: the 25th of November 25."""
    if item.kind == other.kind == "number":
        return item.value == other.value and (item.unit == other.unit or not (item.unit and other.unit))
    if item.kind == other.kind == "time":
        return _same_time(item, other)
    if item.kind == other.kind:
        return item.value == other.value
    if item.kind == "number" and other.kind == "date":
        return item.unit in ("day", "") and item.value == _part(other, 1)
    if item.kind == "month" and other.kind == "date":
        return item.value == _part(other, 0)
    if item.kind == "number" and other.kind == "code":
        return re.sub(r"\D", "", str(other.value)) == str(item.value)
    if item.kind == "code" and other.kind == "number":
        return re.sub(r"\D", "", str(item.value)) == str(other.value)
    if item.kind == "number" and other.kind == "time":
        return not item.unit and item.value == _part(other, 0)
    return False


def _part(item: Item, place: int) -> int:
    return item.value[place] if isinstance(item.value, tuple) else -1


def _same_time(item: Item, other: Item) -> bool:
    """10:00 is 10時; 7時 may be 19:00 where neither says which half of the day it means."""
    if item.value == other.value:
        return True
    if item.unit and other.unit:
        return False
    apart = abs(_part(item, 0) - _part(other, 0))
    return _part(item, 1) == _part(other, 1) and apart == 12 and min(_part(item, 0), _part(other, 0)) < 12


def _harmless(item: Item) -> bool:
    """A bare 1 is rarely a fact: "one moment", もう1度."""
    return item.kind == "number" and item.value == Decimal(1) and not item.unit


def _listed(known: Known) -> str | None:
    values = ", ".join(dict.fromkeys(known.facts.values()))
    return f"state only {values}" if values else "leave it out"
