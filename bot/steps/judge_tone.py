"""draft → verdict: whether the draft may be shown, and if not, why."""

from __future__ import annotations

from dataclasses import replace

from bot.parts import Parts
from bot.turn import Turn
from politeness_eval import Situation, judge


def situation_of(turn: Turn, parts: Parts) -> Situation:
    """What the judge must know: what the reply owes, what it may state, what was said before."""
    assert turn.locale and turn.facts
    pack, lines = parts.packs[turn.locale.tag], turn.conversation.messages
    return Situation(
        needs=pack.needs(turn.facts.intent, turn.facts.outcome),
        facts=turn.facts.shown,
        approved=turn.facts.approved,
        customer=(*(line.text for line in lines if line.customer), turn.message),
        earlier=tuple(line.text for line in lines if not line.customer),
    )


async def judge_tone(turn: Turn, parts: Parts) -> Turn:
    """The turn with the draft's verdict; without a draft there is none."""
    assert turn.locale and turn.draft
    if turn.draft.text is None:
        return turn
    pack = parts.packs[turn.locale.tag]
    return replace(turn, verdict=judge(turn.draft.text, pack, situation_of(turn, parts)))
