"""`teinei bench turn`: what a turn costs, step by step, and what the model gives through the bot and raw.

S1: every step but the model, with a scripted model that answers with the approved text at once.
S2: the same prompts through the bot's model client (slots pinned, n-gram drafting) and through a default
llama.cpp server started beside it in the same run.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

import numpy as np

from bot.conversation import Conversation
from bot.models.chat import ChatModel
from bot.models.scripted import ScriptedModel
from bot.parts import Parts
from bot.pipeline import run_turn
from bot.steps.write_draft import prompt_for
from bot.turn import Draft, Turn
from locales import ChatMessage, Pack
from politeness_eval.bench.table import Row

STEPS = ("locale", "intent", "facts", "draft", "verdict", "reply")


def sample_messages(packs: Sequence[Pack], n: int, seed: int = 0) -> list[tuple[str, str]]:
    """(tag, customer's words) of held-out rows, drawn evenly over the packs."""
    draw = np.random.default_rng(seed)
    rows = {pack.tag: [row.messages[-1] for row in pack.dialogues(heldout=True)] for pack in packs}
    tags = [tag for tag in rows if rows[tag]]
    picked = (tags[place % len(tags)] for place in range(n))
    return [(tag, str(draw.choice(rows[tag]))) for tag in picked]


def approved_of(pack: Pack) -> ScriptedModel:
    """A model that answers with the approved text of its prompt: no time, and the judge has work to do."""
    label = pack.locale.prompt.approved if pack.locale.prompt else ""

    def answer(messages: list[ChatMessage]) -> str:
        first = messages[-1]["content"].splitlines()[0]
        return first.removeprefix(f"{label}: ")

    return ScriptedModel(answer)


async def bench_steps(parts: Parts, messages: list[tuple[str, str]]) -> list[Row]:
    """p50, p95 and p99 of each step in milliseconds, the model scripted, and of their sum."""
    times: dict[str, list[float]] = {step: [] for step in (*STEPS, "all but the model")}
    for place, (tag, text) in enumerate(messages):
        scripted = replace(parts, model=approved_of(parts.packs[tag]))
        begun = perf_counter()
        turn = await run_turn(Turn(text, Conversation(f"bench-{place}"), tag), scripted)
        times["all but the model"].append((perf_counter() - begun) * 1000)
        for step in STEPS:
            times[step].append(turn.times[step])
    return [
        Row(step, f"p{percent}_ms", float(np.percentile(values, percent)), n=len(values))
        for step, values in times.items()
        for percent in (50, 95, 99)
    ]


async def collect_prompts(parts: Parts, messages: list[tuple[str, str]]) -> list[tuple[str, list[ChatMessage]]]:
    """The prompts that these messages lead to, in order, with their locale; texts that need no model are left out."""
    prompts = []
    for place, (tag, text) in enumerate(messages):
        scripted = replace(parts, model=approved_of(parts.packs[tag]))
        turn = await run_turn(Turn(text, Conversation(f"bench-{place}"), tag), scripted)
        if turn.facts and turn.facts.kind != "system":
            prompts.append((tag, prompt_for(turn, parts)))
    return prompts


async def bench_model(
    parts: Parts, prompts: list[tuple[str, list[ChatMessage]]], model: ChatModel, group: str, adapters: bool
) -> list[Row]:
    """Tokens a second, first token and whole draft (milliseconds, p50 and p95) over the prompts."""
    drafts: list[Draft] = []
    for tag, prompt in prompts:
        adapter = parts.adapters.get(tag) if adapters else None
        drafts.append(
            await model.complete(prompt, adapter=adapter, max_tokens=parts.settings.max_tokens, temperature=0.0)
        )
    done = [draft for draft in drafts if draft.text is not None]
    if not done:
        raise RuntimeError(f"{group}: no draft came back; the first problem is {drafts[0].problem!r}")
    speeds = [draft.tokens / max(1e-6, draft.seconds - draft.first_token_ms / 1000) for draft in done]
    first = [draft.first_token_ms for draft in done]
    whole = [draft.seconds * 1000 for draft in done]
    total = sum(draft.tokens for draft in done) / sum(draft.seconds for draft in done)
    return [
        Row(group, "tokens_per_second", total, n=len(done)),
        Row(group, "decoded_per_second", statistics.median(speeds), n=len(done)),
        Row(group, "first_token_ms", float(np.percentile(first, 50)), n=len(done)),
        Row(group, "first_token_p95_ms", float(np.percentile(first, 95)), n=len(done)),
        Row(group, "draft_p50_ms", float(np.percentile(whole, 50)), n=len(done)),
        Row(group, "draft_p95_ms", float(np.percentile(whole, 95)), n=len(done)),
    ]


def ratio(ours: Sequence[Row], raw: Sequence[Row]) -> Row:
    """Tokens a second through the bot over those of the raw server; both counts start when the prompt is sent."""
    values = {row.group: row.value for row in (*ours, *raw) if row.metric == "tokens_per_second"}
    return Row("bot / raw", "ratio", values["bot"] / values["raw"], n=ours[0].n)
