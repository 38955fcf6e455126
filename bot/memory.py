"""What a conversation remembers after a turn: `remember(turn)` → the next Conversation."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Conversation, Message, Pending, Wish
from bot.turn import Facts, Recognised, Turn
from bot.understanding.wishes import SMALL_TALK

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
        intent=before.intent if turn.facts.last.intent in SMALL_TALK else turn.facts.last.intent,
        slots=_slots(turn.intent, before),
        pending=_pending(turn.intent, turn.facts.last, before.pending),
        waiting=_waiting(turn.intent, turn.facts),
        parked=_parked(turn.intent, turn.facts, before),
        anger=before.anger + (turn.intent.alarm == "anger"),
        failures=before.failures + 1 if _led_nowhere(turn.intent, turn.facts) else 0,
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
    if facts.outcome == "offer_again":
        return Pending("offer", facts.intent)
    if facts.outcome == "not_known":
        return Pending("offer", "contact_human_agent")
    return None


def _waiting(intent: Recognised, facts: Facts) -> tuple[Wish, ...]:
    """The message's other wishes that were not reached, because one before them asks something first."""
    if intent.act in ("crisis", "dropped") or facts.intent in ("contact_human_agent", "complaint"):
        return ()
    done = len(facts.parts) or 1
    return intent.others[done - 1 :]


def _parked(intent: Recognised, facts: Facts, before: Conversation) -> Wish | None:
    """What the customer left for another subject, until it was offered again, or taken up by themselves."""
    if facts.last.outcome == "not_known":  # it offers a person
        return Wish("contact_human_agent")
    if facts.last.outcome == "offer_again":
        return before.parked or Wish(facts.last.intent, before.slots)
    if intent.parks:
        return Wish(intent.parks, before.slots)
    if before.pending and before.pending.kind == "offer":
        return None
    return None if before.parked and before.parked.intent == intent.intent else before.parked


def _led_nowhere(intent: Recognised, facts: Facts) -> bool:
    if intent.act in ("clarify", "not_understood"):
        return True
    return (intent.intent, intent.act) == ("out_of_scope", "want") and facts.outcome != "from_knowledge"
