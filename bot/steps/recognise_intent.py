"""locale → intent: what the customer wants, read in the light of what the bot asked last.

Below the pack's threshold it is a clarifying question, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation import Pending
from bot.parts import Parts
from bot.turn import Recognised, Turn
from bot.understanding.intents import Ranked
from bot.understanding.slots import clean, find_slots, matches, takes_back
from locales import Pack

SURE = 0.6  # a new wish instead of an answer to our question must be this clear
CHOICES = 3
CHOICE_FLOOR = 0.08  # a choice less likely than this only confuses
TRIES = 3
SMALL_TALK = ("affirm", "deny", "greet", "thank", "goodbye", "out_of_scope")


async def recognise_intent(turn: Turn, parts: Parts) -> Turn:
    """The turn with intent, slots and the reason."""
    assert turn.locale
    pack = parts.packs[turn.locale.tag]
    if not turn.message.strip():
        return replace(turn, intent=Recognised("out_of_scope", 1.0, "empty", reason="empty message"))
    if len(turn.message) > parts.settings.max_message:
        return replace(turn, intent=Recognised("out_of_scope", 1.0, "too_long", reason="message too long"))
    ranked = parts.head.rank(turn.message, pack.language)
    found = _answer(turn, pack, parts, ranked) or _wish(turn, pack, parts, ranked)
    return replace(turn, intent=replace(found, ranking=tuple((r.intent, r.confidence) for r in ranked[:5])))


BARE = 5  # characters beside the value: です, it's; 「を返品したい」 is a wish of its own


def is_bare(message: str, value: str) -> bool:
    """Whether a message is little more than the value that was asked for: then it answers the question."""
    letters = re.sub(r"[\W_]", "", clean(message))
    return len(letters) - len(re.sub(r"[\W_]", "", value)) <= BARE


def _slots(turn: Turn, pack: Pack, parts: Parts, intent: str) -> dict[str, str]:
    return find_slots(turn.message, pack, pack.contract.intents[intent].slots, parts.product)


# ---- answers to the bot's own question


def _answer(turn: Turn, pack: Pack, parts: Parts, ranked: list[Ranked]) -> Recognised | None:
    pending = turn.conversation.pending
    if pending is None:
        return None
    by_kind = {"slot": _slot_answer, "confirm": _confirm_answer, "clarify": _clarify_answer}
    return by_kind[pending.kind](turn, pack, parts, ranked, pending)


def _slot_answer(turn: Turn, pack: Pack, parts: Parts, ranked: list[Ranked], pending: Pending) -> Recognised | None:
    found = _slots(turn, pack, parts, pending.intent)
    best = ranked[0]
    if pending.slot in found:
        other = best.intent not in (pending.intent, *SMALL_TALK) and best.confidence >= SURE
        if (
            not other
            or is_bare(turn.message, found[pending.slot])
            or pending.slot not in _slots(turn, pack, parts, best.intent)
        ):
            return Recognised(pending.intent, 1.0, slots=found, reason=f"answers {pending.slot}")
        return None
    if matches(turn.message, pack.locale.cancel):
        return Recognised(pending.intent, 1.0, "dropped", reason="took the wish back")
    if best.confidence >= SURE and best.intent not in (pending.intent, "affirm", "deny", "out_of_scope"):
        return None
    assert pending.slot
    if pack.contract.slot_types[pending.slot].kind == "free_text":
        value = {pending.slot: clean(turn.message).strip()}
        return Recognised(pending.intent, 1.0, slots={**found, **value}, reason=f"answers {pending.slot}")
    if pending.tries >= TRIES:
        return Recognised("contact_human_agent", 1.0, reason=f"{pending.slot} asked {TRIES} times")
    return Recognised(pending.intent, best.confidence, "not_understood", reason=f"no {pending.slot} in the answer")


def _confirm_answer(turn: Turn, pack: Pack, parts: Parts, ranked: list[Ranked], pending: Pending) -> Recognised | None:
    found = _slots(turn, pack, parts, pending.intent)
    if any(turn.conversation.slots.get(name) != value for name, value in found.items()):
        return Recognised(pending.intent, 1.0, slots=found, reason="corrects before confirming")
    best = ranked[0]
    if best.confidence >= SURE and best.intent not in (pending.intent, *SMALL_TALK):
        return None
    if matches(turn.message, pack.locale.no) or matches(turn.message, pack.locale.cancel) or best.intent == "deny":
        return Recognised(pending.intent, 1.0, "declined", reason="no")
    if matches(turn.message, pack.locale.yes) or best.intent == "affirm":
        return Recognised(pending.intent, 1.0, "confirmed", slots=found, reason="yes")
    if pending.tries >= TRIES:
        return Recognised("contact_human_agent", 1.0, reason=f"confirmation asked {TRIES} times")
    return Recognised(pending.intent, best.confidence, "not_understood", reason="neither yes nor no")


def _clarify_answer(turn: Turn, pack: Pack, parts: Parts, ranked: list[Ranked], pending: Pending) -> Recognised | None:
    message = clean(turn.message).casefold()
    for place, intent in enumerate(pending.choices, start=1):
        if message.strip(" .。)") == str(place) or clean(pack.replies.labels[intent]).casefold() in message:
            return Recognised(intent, 1.0, slots=_slots(turn, pack, parts, intent), reason=f"chose {place}")
    among = [rank for rank in ranked if rank.intent in pending.choices]
    if among and ranked[0].intent in (*pending.choices, "affirm"):
        intent = among[0].intent
        return Recognised(intent, among[0].confidence, slots=_slots(turn, pack, parts, intent), reason="chose by words")
    return None


# ---- a new wish


def _wish(turn: Turn, pack: Pack, parts: Parts, ranked: list[Ranked]) -> Recognised:
    best, before, threshold = ranked[0], turn.conversation.intent, parts.head.ask_below
    corrects = takes_back(turn.message, turn.conversation.slots.values(), pack)
    if before and (corrects or best.confidence < max(SURE, threshold)) and (same := _slots(turn, pack, parts, before)):
        return Recognised(before, 1.0, slots=same, reason="the same wish for another value")
    if best.confidence >= threshold:
        slots = _slots(turn, pack, parts, best.intent)
        return Recognised(best.intent, best.confidence, slots=slots, reason="words")
    near = [rank for rank in ranked if rank.intent not in SMALL_TALK and rank.confidence >= CHOICE_FLOOR]
    if len(near) < 2:
        return Recognised("out_of_scope", best.confidence, reason=f"nothing reached {threshold:.2f}")
    choices = tuple(rank.intent for rank in near[:CHOICES])
    why = f"under {threshold:.2f}: asks back"
    return Recognised(best.intent, best.confidence, "clarify", choices=choices, reason=why)
