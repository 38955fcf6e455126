"""Checks `replies.yaml`: a text for everything the contract asks, with exactly its facts, that passes the judge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from locales.pack import Pack
from locales.render import render
from locales.schema import FactValue
from politeness_eval.judge import judge
from politeness_eval.problems import Keys, Problem
from politeness_eval.verdict import Situation

# One value a kind of fact, to fill a text for the judge.
_SAMPLES: dict[str, FactValue] = {
    "date": date(2027, 3, 10),
    "time": "10:00",
    "money": 49.0,
    "number": 30,
    "text": "A-4711",
}


def check_replies(pack: Pack) -> Iterator[Problem]:
    """Problems of the approved texts."""
    path = pack.folder / "replies.yaml"
    replies, contract = pack.replies, pack.contract
    slots = {slot for intent in contract.intents.values() for slot in intent.slots}
    for keys, message in [
        *_names("labels", replies.labels, contract.intents),
        *_names("ask", replies.ask, slots, allowed=contract.slot_types),
        *_names("system", replies.system, contract.system_replies),
        *_names("outcomes", replies.outcomes, contract.intents),
        *_outcomes(pack),
        *_arguments(("ask",), replies.ask, dict.fromkeys(slots, ())),
        *_arguments(("system",), replies.system, contract.system_replies),
        *_texts(pack),
    ]:
        yield Problem(path, keys, message)


Found = Iterator[tuple[Keys, str]]


def _names(part: str, written: Iterable[str], wanted: Iterable[str], allowed: Iterable[str] = ()) -> Found:
    for name in sorted(set(wanted) - set(written)):
        yield (part,), f"{part}: {name} has no text"
    for name in sorted(set(written) - set(wanted) - set(allowed)):
        yield (part, name), f"{part}: {name} is not in locales/intents.yaml"


def _outcomes(pack: Pack) -> Found:
    for intent, texts in pack.replies.outcomes.items():
        known = pack.contract.intents.get(intent)
        if known is None:
            continue
        for name, message in _names(f"outcomes.{intent}", texts, known.outcomes):
            yield ("outcomes", intent, *name[1:]), message
        facts = {outcome: known.outcomes[outcome].facts for outcome in texts if outcome in known.outcomes}
        yield from _arguments(("outcomes", intent), texts, facts)


def _arguments(keys: Keys, texts: dict[str, str], wanted: dict[str, tuple[str, ...]]) -> Found:
    for name, text in texts.items():
        if name not in wanted:
            continue
        used = arguments(text)
        for fact in sorted(set(wanted[name]) - used):
            yield (*keys, name), f"{name}: the text does not say {{{fact}}}"
        for fact in sorted(used - set(wanted[name])):
            yield (*keys, name), f"{name}: {{{fact}}} is not known there; known are {list(wanted[name]) or 'no facts'}"


def arguments(text: str) -> set[str]:
    """The arguments of an ICU text: `{n, plural, one{# day} other{# days}}` → {"n"}."""
    found, depth = set(), 0
    for place, letter in enumerate(text):
        if letter == "{":
            if depth % 2 == 0:  # in a message a brace opens an argument, in an argument a message
                found.add(text[place + 1 :].split("}")[0].split(",")[0].strip())
            depth += 1
        elif letter == "}":
            depth -= 1
    return found


def _texts(pack: Pack) -> Found:
    """What the judge says of each outcome's text, filled with sample facts."""
    for intent, texts in pack.replies.outcomes.items():
        for outcome, text in texts.items():
            try:
                facts = {name: _sample(pack, name) for name in arguments(text)}
                shown, filled = pack.show(facts), render(text, facts, pack)
            except Exception as error:  # noqa: BLE001 - ICU raises its own kinds; a linguist needs the words
                yield ("outcomes", intent, outcome), f"{intent}.{outcome}: cannot be filled in: {error}"
                continue
            needs = pack.needs(intent, outcome) if intent in pack.contract.intents else frozenset()
            yield from _judged(pack, (intent, outcome), filled, Situation(needs=needs, facts=shown, approved=filled))


def _sample(pack: Pack, fact: str) -> Any:
    return _SAMPLES[pack.contract.fact_types.get(fact, "text")]


def _judged(pack: Pack, name: tuple[str, str], text: str, situation: Situation) -> Found:
    for finding in judge(text, pack, situation).errors:
        yield ("outcomes", *name), f"{'.'.join(name)}: the judge's {finding.objection}: {finding.why}"
