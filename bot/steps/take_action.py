"""intent → facts: asks for a missing slot, asks before what cannot be undone, else runs the shop's action."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from bot.parts import Parts
from bot.turn import Act, Facts, Recognised, Turn
from locales import Pack
from locales.schema import FactValue

SYSTEM_TEXT: dict[Act, str] = {
    "dropped": "slot_dropped",
    "declined": "confirm_declined",
    "not_understood": "slot_not_understood",
    "too_long": "too_long",
    "empty": "empty",
}


async def take_action(turn: Turn, parts: Parts) -> Turn:
    """The turn with facts and the approved text that says them."""
    assert turn.locale and turn.intent
    pack = parts.packs[turn.locale.tag]
    return replace(turn, facts=await _facts(turn, turn.intent, pack, parts))


async def _facts(turn: Turn, wanted: Recognised, pack: Pack, parts: Parts) -> Facts:
    if wanted.act == "clarify":
        numbered = (f"{place}. {pack.replies.labels[name]}" for place, name in enumerate(wanted.choices, start=1))
        return system_facts(pack, wanted.intent, "clarify", choices="\n".join(numbered))
    if wanted.act in SYSTEM_TEXT:
        return system_facts(pack, wanted.intent, SYSTEM_TEXT[wanted.act])
    intent = pack.contract.intents[wanted.intent]
    slots = {name: value for name, value in known_slots(turn, wanted).items() if name in intent.slots}
    missing = [name for name in intent.slots if name not in slots]
    if missing:
        return Facts("ask", wanted.intent, f"ask_{missing[0]}", pack.reply(wanted.intent, f"ask_{missing[0]}", {}))
    if intent.action is None:
        outcome = next(iter(intent.outcomes))
        return Facts("outcome", wanted.intent, outcome, pack.reply(wanted.intent, outcome, {}))
    return await _run(turn, wanted, intent.action, slots, pack, parts)


def known_slots(turn: Turn, wanted: Recognised) -> dict[str, str]:
    """The conversation's slots and the message's, which win; the subject may have changed, the order not."""
    return {**turn.conversation.slots, **wanted.slots}


async def _run(turn: Turn, wanted: Recognised, action: str, slots: dict[str, str], pack: Pack, parts: Parts) -> Facts:
    intent = pack.contract.intents[wanted.intent]
    confirmed = not intent.confirm or wanted.act == "confirmed"
    metadata: dict[str, object] = {
        "locale": pack.tag,
        "currency": pack.locale.currency or "",
        "intent": wanted.intent,
        "confirmed": confirmed,
        "idempotency_key": idempotency_key(turn, wanted.intent, slots),
    }
    answer = await parts.actions.run(
        action, slots, metadata, turn.conversation.id, turn.message, wanted.intent, wanted.confidence
    )
    if answer.problem == "rejected":
        return replace(system_facts(pack, wanted.intent, "slot_not_understood"), problem=answer.problem)
    if answer.problem or answer.outcome is None:
        return replace(system_facts(pack, wanted.intent, "service_down"), problem=answer.problem or "no outcome")
    if answer.would and not confirmed:
        values = {**slots, **answer.facts}
        named = pack.contract.system_replies[f"confirm_{wanted.intent}"]
        shown = {name: values[name] for name in named}
        return system_facts(pack, wanted.intent, f"confirm_{wanted.intent}", **shown)
    approved = pack.reply(wanted.intent, answer.outcome, answer.facts)
    return Facts("outcome", wanted.intent, answer.outcome, approved, answer.facts, pack.show(answer.facts))


def system_facts(pack: Pack, intent: str, name: str, **values: FactValue) -> Facts:
    """A text of the conversation itself, sent as approved."""
    return Facts("system", intent, name, pack.system_reply(name, **values), values, pack.show(values))


def idempotency_key(turn: Turn, intent: str, slots: dict[str, str]) -> str:
    """The same for a retry of the same turn: the shop must not cancel twice."""
    parts = (turn.conversation.id, str(len(turn.conversation.messages)), intent, *sorted(slots.values()))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
