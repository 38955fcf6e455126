"""intent → facts: asks for a missing slot, asks before what cannot be undone, else runs the shop's action."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from bot.handoff import summarise
from bot.knowledge.consult import consult, knows_nothing
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
    """The turn with facts and the approved text that says them; several wishes are answered in their order."""
    assert turn.locale and turn.intent
    pack, wanted = parts.packs[turn.locale.tag], turn.intent
    found = [await _facts(turn, wanted, pack, parts)]
    for other in wanted.others:
        if found[-1].kind != "outcome":
            break  # it asks the customer something; the rest waits (`bot/memory.py`)
        more = Recognised(other.intent, wanted.confidence, slots={**wanted.slots, **other.slots})
        found.append(await _facts(turn, more, pack, parts))
    left = _left(turn)
    if left and found[-1].kind == "outcome" and found[-1].outcome != "handoff":
        found.append(system_facts(pack, left, "offer_again", wish=pack.replies.labels[left]))
    return replace(turn, facts=join_facts(found))


def _left(turn: Turn) -> str | None:
    """The intent that the customer left for this one, unless this is where they take it up again."""
    assert turn.intent
    if turn.intent.parks:
        return turn.intent.parks
    parked, pending = turn.conversation.parked, turn.conversation.pending
    if parked is None or parked.intent == turn.intent.intent or (pending and pending.kind == "offer"):
        return None
    return parked.intent


def join_facts(found: list[Facts]) -> Facts:
    """Several answers as one reply, sent as approved: the model is asked about one thing at a time."""
    if len(found) == 1:
        return found[0]
    return Facts(
        "system",
        found[0].intent,
        found[0].outcome,
        "\n\n".join(one.approved for one in found),
        {name: value for one in found for name, value in one.values.items()},
        {name: value for one in found for name, value in one.shown.items()},
        next((one.problem for one in found if one.problem), None),
        tuple(source for one in found for source in one.sources),
        tuple(found),
    )


async def _facts(turn: Turn, wanted: Recognised, pack: Pack, parts: Parts) -> Facts:
    if page := consult(turn, wanted, pack, parts):
        return page
    if knows_nothing(wanted, parts):
        return system_facts(pack, wanted.intent, "not_known")
    if wanted.act == "clarify":
        numbered = (f"{place}. {pack.replies.labels[name]}" for place, name in enumerate(wanted.choices, start=1))
        return system_facts(pack, wanted.intent, "clarify", choices="\n".join(numbered))
    if wanted.act == "crisis":
        await _run(turn, wanted, "action_handoff", {}, pack, parts)  # told at once; the text does not depend on it
        return system_facts(pack, wanted.intent, "crisis")
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
    if action == "action_handoff":
        metadata["summary"] = summarise(turn, wanted)
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
