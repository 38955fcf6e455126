"""What a conversation remembers after a turn: `remember(turn)` → the next Conversation."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Conversation, Message, Pending
from bot.steps.recognise_intent import SMALL_TALK
from bot.turn import Facts, Recognised, Turn

MESSAGES = 12  # lines kept in the state; the store keeps all of them


def remember(turn: Turn) -> Conversation:
    """The conversation with this turn's message and reply, its slots, and what the bot now waits for."""
    assert turn.locale and turn.intent and turn.facts and turn.reply
    before = turn.conversation
    lines = (*before.messages, Message(True, turn.message), Message(False, turn.reply.text))
    return replace(
        before,
        locale=turn.locale.tag,
        dialect=turn.locale.dialect,
        intent=before.intent if turn.intent.intent in SMALL_TALK else turn.intent.intent,
        slots=_slots(turn.intent, before),
        pending=_pending(turn.intent, turn.facts, before.pending),
        messages=lines[-MESSAGES:],
    )


def _slots(intent: Recognised, before: Conversation) -> dict[str, str]:
    if intent.act in ("dropped", "declined"):
        return {}
    return {**before.slots, **intent.slots}


def _pending(intent: Recognised, facts: Facts, before: Pending | None) -> Pending | None:
    if facts.outcome == "slot_not_understood" and before:
        return replace(before, tries=before.tries + 1)
    if facts.kind == "ask":
        slot = facts.outcome.removeprefix("ask_")
        again = before is not None and (before.intent, before.slot) == (intent.intent, slot)
        return Pending("slot", intent.intent, slot, tries=before.tries + 1 if again and before else 1)
    if facts.outcome.startswith("confirm_") and facts.outcome != "confirm_declined":
        return Pending("confirm", intent.intent)
    if facts.outcome == "clarify":
        return Pending("clarify", intent.intent, choices=intent.choices)
    return None
