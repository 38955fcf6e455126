"""verdict → reply: send, rewrite once, the approved text, or a human. No draft that failed is ever shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.parts import Parts
from bot.turn import Draft, Facts, Reply, Settled, Turn
from locales import ChatMessage
from politeness_eval import Verdict

TO_PEOPLE = ("human", "handoff", "crisis")
Judge = Callable[[Turn, Parts], Awaitable[Turn]]
Prompt = Callable[[Turn, Parts], list[ChatMessage]]


async def settle_reply(turn: Turn, parts: Parts, judge: Judge, prompt: Prompt) -> Turn:
    """The turn with its reply. `judge` and `prompt` are those of the steps before, given by the pipeline."""
    facts, first = turn.facts, turn.draft
    assert facts and first and turn.draft
    if turn.verdict and turn.verdict.passed and turn.draft.text:
        return replace(turn, reply=Reply(turn.draft.text, "draft", "passed"))
    if turn.verdict and turn.draft.text:
        turn = await _rewrite(turn, parts, judge, prompt)
        if turn.rewrite_verdict and turn.rewrite_verdict.passed and turn.rewrite and turn.rewrite.text:
            return replace(turn, reply=Reply(turn.rewrite.text, "rewrite", _rules(turn.verdict)))
    return replace(turn, reply=_approved(facts, first, turn.verdict))


def _approved(facts: Facts, draft: Draft, verdict: Verdict | None) -> Reply:
    to_people = any(one.outcome in TO_PEOPLE for one in facts.parts or (facts,))
    settled: Settled = "human" if to_people else "approved"
    return Reply(facts.approved, settled, facts.problem or draft.problem or _rules(verdict))


async def _rewrite(turn: Turn, parts: Parts, judge: Judge, prompt: Prompt) -> Turn:
    """One more draft that is told what was wrong with the first, and its verdict."""
    assert turn.locale and turn.draft and turn.verdict
    words = parts.packs[turn.locale.tag].locale.prompt
    assert words
    reasons = "; ".join(dict.fromkeys(finding.suggestion or finding.why for finding in turn.verdict.faults))
    asked = words.rewrite.format(draft=turn.draft.text, findings=reasons)
    draft: Draft = await parts.model.complete(
        [
            *prompt(turn, parts),
            {"role": "assistant", "content": turn.draft.text or ""},
            {"role": "user", "content": asked},
        ],
        adapter=parts.adapters.get(turn.locale.tag),
        max_tokens=parts.settings.max_tokens,
        temperature=parts.settings.temperature,
    )
    if draft.text is None:
        return replace(turn, rewrite=draft)
    judged = await judge(replace(turn, draft=draft, verdict=None), parts)
    return replace(turn, rewrite=draft, rewrite_verdict=judged.verdict)


def _rules(verdict: Verdict | None) -> str:
    return "no draft" if verdict is None else "failed " + ", ".join(f.rule for f in verdict.faults)
