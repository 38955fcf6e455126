"""locale → intent: what the customer wants, read in the light of what the bot asked last.

Below the threshold it is a clarifying question, never a guess. Distress, threats, lasting anger and three failures in a
row lead to a person, whatever else was said.
"""

from __future__ import annotations

from dataclasses import replace

from bot.parts import Parts
from bot.turn import Recognised, Turn
from bot.understanding.alarms import find_alarm
from bot.understanding.answers import find_answer
from bot.understanding.wishes import SMALL_TALK, find_wishes
from locales import Pack

FAILURES = 2  # turns in a row that led nowhere; the third one is for a person
TO_PEOPLE = ("contact_human_agent", "complaint")


async def recognise_intent(turn: Turn, parts: Parts) -> Turn:
    """The turn with intent, slots and the reason."""
    assert turn.locale
    pack = parts.packs[turn.locale.tag]
    if not turn.message.strip():
        return replace(turn, intent=Recognised("out_of_scope", 1.0, "empty", reason="empty message"))
    if len(turn.message) > parts.settings.max_message:
        return replace(turn, intent=Recognised("out_of_scope", 1.0, "too_long", reason="message too long"))
    reading = parts.head.read(turn.message, pack.language)
    answered = find_answer(turn, pack, parts, reading.ranking)
    if answered:
        found = replace(answered, others=turn.conversation.waiting)
    else:
        found = _park(turn, find_wishes(turn, pack, parts, reading))
    found = _to_a_person(turn, pack, found)
    ranking = tuple((rank.intent, rank.confidence) for rank in reading.ranking[:5])
    return replace(turn, intent=replace(found, ranking=ranking, familiarity=reading.familiarity))


def _park(turn: Turn, found: Recognised) -> Recognised:
    """The wish, remembering the one that the customer has left unanswered for it."""
    pending = turn.conversation.pending
    left = pending is not None and pending.kind in ("slot", "confirm") and pending.intent != found.intent
    aside = found.act == "want" and found.intent not in (*SMALL_TALK, *TO_PEOPLE)
    return replace(found, parks=pending.intent) if left and aside and pending else found


def _to_a_person(turn: Turn, pack: Pack, found: Recognised) -> Recognised:
    alarm = find_alarm(turn.message, pack)
    if alarm == "self_harm":
        return Recognised("contact_human_agent", 1.0, "crisis", reason="alarm: self_harm", alarm=alarm)
    if alarm == "threat" or (alarm == "anger" and turn.conversation.anger):
        return Recognised("complaint", 1.0, reason=f"alarm: {alarm}", alarm=alarm)
    nowhere = found.act in ("clarify", "not_understood") or (found.intent, found.act) == ("out_of_scope", "want")
    if nowhere and turn.conversation.failures >= FAILURES:
        return Recognised("contact_human_agent", 1.0, reason="not understood three times", alarm=alarm)
    return replace(found, alarm=alarm)
