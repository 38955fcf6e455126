"""The packs' end-to-end expectations, over the real actions with a model that says the approved text."""

from __future__ import annotations

import pytest

from bot.conversation import Conversation
from bot.memory import remember
from bot.parts import Parts
from bot.pipeline import run_turn
from bot.turn import Turn
from locales import list_locales, load_pack
from locales.rows import ConversationTurn
from tests.conftest import scripted_parts

CASES = [(tag, conversation) for tag in list_locales() for conversation in load_pack(tag).conversations()]


def test_there_are_enough_expectations() -> None:
    counts = {tag: sum(1 for other, _ in CASES if other == tag) for tag in list_locales()}
    assert counts["ja-JP"] >= 40
    assert all(count >= 10 for count in counts.values()), counts


def problems(turn: Turn, wanted: ConversationTurn) -> list[str]:
    assert turn.locale and turn.intent and turn.facts and turn.reply
    got = {
        "locale": turn.locale.tag,
        "dialect": turn.locale.dialect,
        "intent": turn.intent.intent,
        "outcome": turn.facts.outcome if turn.facts.kind != "ask" else None,
        "asks": turn.facts.outcome.removeprefix("ask_") if turn.facts.kind == "ask" else None,
    }
    found = [
        f"{wanted.customer!r}: {name} is {got[name]!r}, wanted {value!r}"
        for name in got
        if (value := getattr(wanted, name)) is not None and value != got[name]
    ]
    found += [
        f"{wanted.customer!r}: {part!r} not in {turn.reply.text!r}"
        for part in wanted.reply_has
        if part not in turn.reply.text
    ]
    found += [
        f"{wanted.customer!r}: {part!r} in {turn.reply.text!r}"
        for part in wanted.reply_lacks
        if part in turn.reply.text
    ]
    return found


async def play(tag: str, turns: tuple[ConversationTurn, ...], name: str, parts: Parts) -> list[str]:
    state, found = Conversation(name), []
    for wanted in turns:
        turn = await run_turn(Turn(wanted.customer, state, tag), parts)
        found += problems(turn, wanted)
        state = remember(turn)
    return found


@pytest.mark.parametrize(("tag_", "conversation"), CASES, ids=[f"{tag}-{c.id}" for tag, c in CASES])
async def test_conversation_goes_as_its_linguist_expects(tag_, conversation, packs, all_packs, head, tmp_path) -> None:
    # a shop of the conversation's own locale and the three of the demo: a page in Korean does not hear Vietnamese
    shop = {**packs, tag_: all_packs[tag_]}
    parts = scripted_parts(tmp_path, shop, head)
    assert await play(tag_, conversation.turns, conversation.id, parts) == []
