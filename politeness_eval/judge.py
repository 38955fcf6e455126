"""The verdict on one reply: `judge("お待ちください。", load_pack("ja-JP")).passed`.

Four things are judged, in this order: whether the text is whole, which language it is in, whether it keeps
to the facts, and the pack's tone rules. Imports nothing heavy: a command line that only lists its commands
must not wait for a dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from politeness_eval.composed import Composed
from politeness_eval.damage import find_damage
from politeness_eval.reading import Reading
from politeness_eval.script import find_foreign
from politeness_eval.verdict import Finding, Situation, Verdict

if TYPE_CHECKING:
    from locales.pack import Pack
    from politeness_eval.prepared import Prepared

MAX_LENGTH = 8000  # characters that are read; the longest approved text has 150


def judge(text: str, pack: Pack, situation: Situation | None = None) -> Verdict:
    """The verdict on `text` as a reply in the pack's locale; it passes when no finding is an error.

    Without a situation nothing is said about facts and courtesy acts (`abstained`). Takes any string.
    Raises PackError when the pack's own rules are broken.
    """
    from politeness_eval.prepared import prepare

    prepared = prepare(pack)
    if not text.strip():
        why = "The reply is empty."
        return Verdict.of([Finding("empty", "hard", "error", 0, len(text), text, why)], prepared.abstained)
    given = text[:MAX_LENGTH]
    composed = Composed.of(given)
    reading = Reading(composed.text, prepared.analyser)
    found = (composed.back(one, given) for one in _find(reading, prepared, situation))
    findings = dict.fromkeys([*_too_long(text), *found])
    return Verdict.of(findings, (*prepared.abstained, *_abstained(prepared, situation)))


def judge_all(texts: Iterable[str], pack: Pack, situations: Iterable[Situation | None] | None = None) -> list[Verdict]:
    """The verdict on each of many replies, each with its situation where they are given.

    Raises ValueError when there are not as many situations as texts.
    """
    if situations is None:
        return [judge(text, pack) for text in texts]
    return [judge(text, pack, situation) for text, situation in zip(texts, situations, strict=True)]


def judge_conversation(turns: Iterable[tuple[str, str]], pack: Pack) -> list[Verdict]:
    """The verdict on each reply of a conversation, given as (customer's message, our reply) from the oldest on.

    Each is judged knowing what was said before it, so that a change of register is found at the reply that changes
    it. Of facts nothing is said: a transcript does not know them.
    """
    customer: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    verdicts = []
    for message, reply in turns:
        customer = (*customer, message)
        verdicts.append(judge(reply, pack, Situation(customer=customer, earlier=earlier, facts_known=False)))
        earlier = (*earlier, reply)
    return verdicts


def _too_long(text: str) -> Iterator[Finding]:
    if len(text) > MAX_LENGTH:
        why = f"The reply has {len(text)} characters; only the first {MAX_LENGTH} were read."
        yield Finding("too-long", "hard", "error", MAX_LENGTH, len(text), text[MAX_LENGTH : MAX_LENGTH + 20], why)


def _find(reading: Reading, prepared: Prepared, situation: Situation | None) -> Iterator[Finding]:
    given = situation or Situation()
    known = situation is not None and given.facts_known
    said = "\n".join([*given.facts.values(), given.approved, *given.customer]) if known else None
    script = prepared.purity.scripts[:1]
    wide, marked = script != ("Latin",), script != ("Thai",)
    yield from find_damage(reading, prepared.labels, wide, marked, prepared.endings)
    yield from find_foreign(reading, prepared.purity, said)
    if known:
        yield from _find_facts(reading, prepared, given)
    for rule in prepared.rules:
        yield from rule.find(reading, given)


def _find_facts(reading: Reading, prepared: Prepared, situation: Situation) -> Iterator[Finding]:
    from politeness_eval.fact_items import find_items
    from politeness_eval.facts_kept import find_fact_errors
    from politeness_eval.names_kept import find_unknown_names

    items = find_items(reading.text, prepared.grammar)
    yield from find_fact_errors(reading.text, items, situation, prepared.grammar)
    spans = [(item.start, item.end) for item in items]
    yield from find_unknown_names(reading, situation, prepared.titles, prepared.purity.own_texts, spans)


def _abstained(prepared: Prepared, situation: Situation | None) -> tuple[str, ...]:
    if situation is None:
        return ("facts",)
    unknown = () if situation.facts_known else ("facts",)
    return (*unknown, *sorted(situation.needs - prepared.needs))
