"""What a message says to the bot's own question: a value, yes, no, one of the choices; None when it is no answer."""

from __future__ import annotations

import re

from bot.conversation import Pending
from bot.parts import Parts
from bot.turn import Recognised, Turn
from bot.understanding.intents import Ranked
from bot.understanding.slots import clean, matches
from bot.understanding.wishes import SMALL_TALK, SURE, slots_of
from locales import Pack

TRIES = 3
BARE = 5  # characters beside the value: です, it's; 「を返品したい」 is a wish of its own
# After "which order number?", "I can't find the number anywhere" is about that number, not about our telephone's.
_STILL_ANSWERS = ("affirm", "deny", "out_of_scope", "contact_customer_service")
_PLACES = ("first", "second", "third")


def find_answer(turn: Turn, pack: Pack, parts: Parts, ranked: list[Ranked]) -> Recognised | None:
    """The answer to what the conversation waits for."""
    pending = turn.conversation.pending
    if pending is None:
        return None
    by_kind = {"slot": _slot, "confirm": _confirm, "clarify": _choice, "offer": _offer}
    return by_kind[pending.kind](turn, pack, parts, ranked, pending)


def is_bare(message: str, value: str) -> bool:
    """Whether a message is little more than the value that was asked for: then it answers the question."""
    letters = re.sub(r"[\W_]", "", clean(message))
    return len(letters) - len(re.sub(r"[\W_]", "", value)) <= BARE


def _slot(turn: Turn, pack: Pack, parts: Parts, ranked: list[Ranked], pending: Pending) -> Recognised | None:
    found = slots_of(turn.message, pack, parts, pending.intent)
    best = ranked[0]
    if pending.slot in found:
        other = best.intent not in (pending.intent, *SMALL_TALK) and best.confidence >= SURE
        if (
            not other
            or is_bare(turn.message, found[pending.slot])
            or pending.slot not in slots_of(turn.message, pack, parts, best.intent)
        ):
            return Recognised(pending.intent, 1.0, slots=found, reason=f"answers {pending.slot}")
        return None
    if matches(turn.message, pack.locale.cancel):
        return Recognised(pending.intent, 1.0, "dropped", reason="took the wish back")
    if best.confidence >= SURE and best.intent not in (pending.intent, *_STILL_ANSWERS):
        return None
    assert pending.slot
    if pack.contract.slot_types[pending.slot].kind == "free_text":
        value = {pending.slot: clean(turn.message).strip()}
        return Recognised(pending.intent, 1.0, slots={**found, **value}, reason=f"answers {pending.slot}")
    if pending.tries >= TRIES:
        return Recognised("contact_human_agent", 1.0, reason=f"{pending.slot} asked {TRIES} times")
    return Recognised(pending.intent, best.confidence, "not_understood", reason=f"no {pending.slot} in the answer")


def _confirm(turn: Turn, pack: Pack, parts: Parts, ranked: list[Ranked], pending: Pending) -> Recognised | None:
    found = slots_of(turn.message, pack, parts, pending.intent)
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


def _choice(turn: Turn, pack: Pack, parts: Parts, ranked: list[Ranked], pending: Pending) -> Recognised | None:
    message = clean(turn.message).casefold()
    for place, intent in enumerate(pending.choices, start=1):
        label = clean(pack.replies.labels[intent]).casefold()
        if message.strip(" .。)") == str(place) or label in message or _names_place(turn, pack, pending, place):
            slots = slots_of(turn.message, pack, parts, intent)
            return Recognised(intent, 1.0, slots=slots, reason=f"chose {place}")
    among = [rank for rank in ranked if rank.intent in pending.choices]
    if among and ranked[0].intent in (*pending.choices, "affirm"):
        intent = among[0].intent
        slots = slots_of(turn.message, pack, parts, intent)
        return Recognised(intent, among[0].confidence, slots=slots, reason="chose by words")
    if ranked[0].intent in ("deny", "out_of_scope") or ranked[0].confidence < SURE:
        if matches(turn.message, pack.locale.choose.get("neither", ())):
            return Recognised("contact_human_agent", 1.0, reason="none of the choices")
    return None


def _names_place(turn: Turn, pack: Pack, pending: Pending, place: int) -> bool:
    """Whether the message says "the second one" or "the last"."""
    said = pack.locale.choose
    named = _PLACES[place - 1] if place <= len(_PLACES) else None
    if named and matches(turn.message, said.get(named, ())):  # type: ignore[call-overload]
        return True
    return place == len(pending.choices) and matches(turn.message, said.get("last", ()))


def _offer(turn: Turn, pack: Pack, parts: Parts, ranked: list[Ranked], pending: Pending) -> Recognised | None:
    """Whether the customer goes on with what they had left for another subject."""
    best, parked = ranked[0], turn.conversation.parked
    if parked is None or (best.confidence >= SURE and best.intent not in (pending.intent, *SMALL_TALK)):
        return None
    if matches(turn.message, pack.locale.no) or matches(turn.message, pack.locale.cancel) or best.intent == "deny":
        return Recognised(parked.intent, 1.0, "dropped", reason="does not go on with it")
    if matches(turn.message, pack.locale.yes) or best.intent in ("affirm", parked.intent):
        found = {**parked.slots, **slots_of(turn.message, pack, parts, parked.intent)}
        return Recognised(parked.intent, 1.0, slots=found, reason="goes on with it")
    return None
