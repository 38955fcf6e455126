"""Checks `conversations.yaml`: expectations that name what exists."""

from __future__ import annotations

from collections.abc import Iterator

from locales.pack import Pack
from locales.rows import ConversationTurn
from politeness_eval.problems import Keys, Problem


def check_conversations(pack: Pack, tags: tuple[str, ...]) -> Iterator[Problem]:
    """Problems of the end-to-end expectations; `tags` are all packs there are."""
    path, seen = pack.folder / "conversations.yaml", set()
    for place, conversation in enumerate(pack.conversations()):
        if conversation.id in seen:
            yield Problem(path, (place, "id"), f"{conversation.id}: this id is taken by an earlier conversation")
        seen.add(conversation.id)
        for number, turn in enumerate(conversation.turns):
            for keys, message in _turn(pack, turn, tags):
                yield Problem(path, (place, "turns", number, *keys), f"{conversation.id}: {message}")


def _turn(pack: Pack, turn: ConversationTurn, tags: tuple[str, ...]) -> Iterator[tuple[Keys, str]]:
    contract = pack.contract
    intent = contract.intents.get(turn.intent or "")
    if turn.intent and intent is None:
        yield ("intent",), f"{turn.intent!r} is not an intent of locales/intents.yaml"
    outcomes = set(contract.system_replies) | (set(intent.outcomes) if intent else _all_outcomes(pack))
    if turn.outcome and turn.outcome not in outcomes:
        yield ("outcome",), f"{turn.outcome!r} is neither an outcome of {turn.intent or 'any intent'} nor a system text"
    if turn.asks and turn.asks not in contract.slot_types:
        yield ("asks",), f"{turn.asks!r} is no slot; there are {', '.join(contract.slot_types)}"
    for key, tag in (("locale", turn.locale), ("dialect", turn.dialect)):
        if tag and tag not in tags:
            yield (key,), f"{tag!r} is no locale pack; there are {', '.join(tags)}"


def _all_outcomes(pack: Pack) -> set[str]:
    return {outcome for intent in pack.contract.intents.values() for outcome in intent.outcomes}
