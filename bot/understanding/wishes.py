"""What a message asks for, when it answers no question of ours: one wish, several, or none that we know.

>>> split("返品したいです。それと、店は何時までですか？", pack)                 # doctest: +SKIP
['返品したいです', '店は何時までですか']
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.conversation import Wish
from bot.parts import Parts
from bot.turn import Recognised, Turn
from bot.understanding.intents import Ranked, Reading
from bot.understanding.slots import clean, find_orders, find_slots, takes_back
from locales import Pack

SURE = 0.6  # a new wish instead of an answer to our question must be this clear
CERTAIN = 0.9  # a message that is this clear as a whole is one wish, in however many sentences
DOUBT = 0.5  # a strange message with a likelier reading gets a question back: Hindi lies further from all it learned
CHOICES = 3
CHOICE_FLOOR = 0.08  # a choice less likely than this only confuses
SHORT = 4  # letters; a clause under them carries no wish of its own
MOST = 3  # wishes of one message that are handled; the others are asked for again by the customer
SMALL_TALK = ("affirm", "deny", "greet", "thank", "goodbye", "out_of_scope")
_SENTENCE = re.compile(r"[。！？!?؟।\n;；…]+|(?<=\w{2})\.(?=\s|$)")


@dataclass(frozen=True)
class _Clause:
    text: str
    joined: bool  # by a word such as "also", which announces another wish


def slots_of(text: str, pack: Pack, parts: Parts, intent: str) -> dict[str, str]:
    """The slots of the intent that the text fills."""
    return find_slots(text, pack, pack.contract.intents[intent].slots, parts.product)


def find_wishes(turn: Turn, pack: Pack, parts: Parts, reading: Reading) -> Recognised:
    """The first wish, with the others of the message in `others`."""
    several = _several(turn, pack, parts, reading)
    if several:
        first, *others = several
        return replace(first, others=tuple(Wish(one.intent, one.slots) for one in others))
    found = _one(turn, pack, parts, reading)
    return replace(found, others=_more_values(turn, pack, found))


def _one(turn: Turn, pack: Pack, parts: Parts, reading: Reading) -> Recognised:
    best, before, threshold = reading.ranking[0], turn.conversation.intent, parts.head.ask_below
    corrects = takes_back(turn.message, turn.conversation.slots.values(), pack)
    same = slots_of(turn.message, pack, parts, before) if before else {}
    if before and same and (corrects or best.confidence < max(SURE, threshold)):
        return Recognised(before, 1.0, slots=same, reason="the same wish for another value")
    if best.confidence >= threshold:
        slots = slots_of(turn.message, pack, parts, best.intent)
        return Recognised(best.intent, best.confidence, slots=slots, reason="words")
    strange = reading.familiarity < parts.head.calibration.strange_below and best.confidence < DOUBT
    near = [rank for rank in reading.ranking if rank.intent not in SMALL_TALK and rank.confidence >= CHOICE_FLOOR]
    if len(near) < 2 or strange:
        why = f"unlike anything known: {reading.familiarity:.2f}" if strange else f"nothing reached {threshold:.2f}"
        return Recognised("out_of_scope", best.confidence, reason=why)
    choices = tuple(rank.intent for rank in near[:CHOICES])
    why = f"under {threshold:.2f}: asks back"
    return Recognised(best.intent, best.confidence, "clarify", choices=choices, reason=why)


def _several(turn: Turn, pack: Pack, parts: Parts, reading: Reading) -> list[Recognised]:
    """Two wishes or more that stand in clauses of their own, each one clear; else nothing."""
    clauses = _clauses(turn.message, pack)
    if len(clauses) < 2 or (reading.ranking[0].confidence >= CERTAIN and not any(one.joined for one in clauses)):
        return []
    found: list[Recognised] = []
    for clause in clauses:
        best = parts.head.rank(clause.text, pack.language)[0]
        if best.confidence < max(SURE, parts.head.ask_below) or best.intent in SMALL_TALK:
            continue
        slots = slots_of(clause.text, pack, parts, best.intent)
        if any(_same_wish(one, best, slots, clause, pack) for one in found):
            continue
        found.append(Recognised(best.intent, best.confidence, slots=slots, reason="words, one wish of several"))
    return found[:MOST] if len(found) > 1 else []


def _same_wish(one: Recognised, best: Ranked, slots: dict[str, str], clause: _Clause, pack: Pack) -> bool:
    """Whether a clause only goes on about a wish: "It came broken. I want my money back" is one case."""
    if one.intent == best.intent:
        return not slots or slots == one.slots
    groups = pack.contract.intents
    return groups[one.intent].group == groups[best.intent].group and not clause.joined


def _clauses(message: str, pack: Pack) -> list[_Clause]:
    joins = "|".join(f"(?:{join})" for join in pack.locale.joins)
    clauses = []
    for sentence in _SENTENCE.split(clean(message)):
        pieces = re.split(joins, sentence, flags=re.IGNORECASE) if joins else [sentence]
        clauses += [_Clause(piece.strip(" ,、،-"), place > 0) for place, piece in enumerate(pieces)]
    return [one for one in clauses if len(re.findall(r"\w", one.text)) >= SHORT]


def _more_values(turn: Turn, pack: Pack, found: Recognised) -> tuple[Wish, ...]:
    """The same wish for a second order: "A-1003 and A-1004, where are they?"."""
    if found.act != "want" or "order_id" not in found.slots:
        return ()
    others = [value for value in find_orders(turn.message, pack) if value != found.slots["order_id"]]
    return tuple(Wish(found.intent, {**found.slots, "order_id": value}) for value in others[: MOST - 1])
