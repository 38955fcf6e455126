"""READ FIRST. One turn, left to right; the only place that knows the order of the steps.

message → locale → intent → facts → draft → verdict → reply
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from time import perf_counter

from bot.parts import Parts
from bot.steps.detect_locale import detect_locale
from bot.steps.judge_tone import judge_tone
from bot.steps.recognise_intent import recognise_intent
from bot.steps.settle_reply import settle_reply
from bot.steps.take_action import take_action
from bot.steps.write_draft import prompt_for, write_draft
from bot.turn import Turn


async def run_turn(turn: Turn, parts: Parts) -> Turn:
    """The turn with every field filled; `turn.reply` is what the customer reads."""
    turn = await _timed("locale", turn, detect_locale(turn, parts))
    turn = await _timed("intent", turn, recognise_intent(turn, parts))
    turn = await _timed("facts", turn, take_action(turn, parts))
    turn = await _timed("draft", turn, write_draft(turn, parts))
    turn = await _timed("verdict", turn, judge_tone(turn, parts))
    return await _timed("reply", turn, settle_reply(turn, parts, judge_tone, prompt_for))


async def _timed(name: str, before: Turn, step: Awaitable[Turn]) -> Turn:
    start = perf_counter()
    after = await step
    return replace(after, times={**before.times, name: (perf_counter() - start) * 1000})
