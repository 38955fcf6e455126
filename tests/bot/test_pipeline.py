"""What a turn promises: fails closed, rewrites once, says so when something is down."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.actions.answer import ActionAnswer
from bot.conversation import Conversation, Message
from bot.memory import remember
from bot.models.scripted import ScriptedModel
from bot.parts import Parts
from bot.pipeline import run_turn
from bot.turn import Turn
from tests.conftest import scripted_parts

RUDE = "知らんがな。A-1003は自分で調べろ。"


@pytest.fixture
def parts(packs, head, tmp_path: Path) -> Parts:
    return scripted_parts(tmp_path, packs, head)


async def say(text: str, parts: Parts, conversation: Conversation | None = None, page: str | None = "ja-JP") -> Turn:
    return await run_turn(Turn(text, conversation or Conversation("c"), page), parts)


def drafts(*texts: str) -> ScriptedModel:
    left = list(texts)
    return ScriptedModel(lambda _: left.pop(0))


ORDER = "A-1003の荷物はいまどこですか"


async def test_every_field_is_filled_in_the_order_of_the_flow(parts: Parts) -> None:
    turn = await say(ORDER, parts)
    assert turn.locale and turn.intent and turn.facts and turn.draft and turn.verdict and turn.reply
    assert list(turn.times) == ["locale", "intent", "facts", "draft", "verdict", "reply"]
    assert (turn.intent.intent, turn.facts.outcome, turn.reply.settled) == ("track_order", "in_transit", "draft")


async def test_a_draft_below_the_bar_is_rewritten_once(parts: Parts) -> None:
    good = (await say(ORDER, parts)).reply
    assert good
    model = drafts(RUDE, good.text, "never asked")
    turn = await say(ORDER, replace(parts, model=model))
    assert turn.reply and turn.reply.settled == "rewrite" and turn.reply.text == good.text
    assert len(model.asked) == 2
    assert RUDE in model.asked[1][0][-1]["content"]


async def test_a_draft_that_fails_twice_is_never_shown(parts: Parts) -> None:
    turn = await say(ORDER, replace(parts, model=drafts(RUDE, RUDE)))
    assert turn.reply and turn.facts
    assert (turn.reply.settled, turn.reply.text) == ("approved", turn.facts.approved)


@pytest.mark.parametrize(
    "draft",
    [
        "ご注文A-1003は、12月31日にお届けいたします。",  # a date that nobody gave
        "ご注文A-1004は、そらいろ便でお届けに向かっております。",  # another customer's order
        "您的订单A-1003正在配送中。",  # the base's other language
        "Your order A-1003 is on its way.",
        "",
    ],
)
async def test_an_invented_fact_or_another_language_does_not_pass(draft: str, parts: Parts) -> None:
    turn = await say(ORDER, replace(parts, model=drafts(draft, draft)))
    assert turn.reply and turn.facts and turn.reply.text == turn.facts.approved


async def test_with_the_model_down_the_approved_text_is_sent_and_the_turn_says_so(parts: Parts) -> None:
    down = ScriptedModel(lambda _: "", up=False)
    turn = await say(ORDER, replace(parts, model=down))
    assert turn.reply and turn.facts and turn.reply.text == turn.facts.approved
    assert "model_restarting" in turn.reply.why


@pytest.mark.parametrize("problem", ["timeout", "down", "failed", "garbage", "unknown_action"])
async def test_with_the_shop_down_the_customer_is_told_honestly(problem: str, parts: Parts) -> None:
    class Down:
        async def run(self, *_: object) -> ActionAnswer:
            return ActionAnswer(problem=problem)

        async def ready(self) -> bool:
            return False

    turn = await say(ORDER, replace(parts, actions=Down()))
    assert turn.reply and turn.reply.text == parts.packs["ja-JP"].system_reply("service_down")
    assert turn.reply.why == problem


async def test_what_cannot_be_undone_is_asked_first_and_done_once(parts: Parts) -> None:
    first = await say("A-1001をキャンセルしてください", parts)
    assert first.facts and first.facts.outcome == "confirm_cancel_order"
    state = remember(first)
    second = await say("はい、お願いします", parts, state)
    assert second.facts and second.facts.outcome == "cancelled"
    again = await say("A-1001の配送状況を教えてください", parts)
    assert again.facts and again.facts.outcome == "cancelled"


async def test_a_no_leaves_the_order_alone(parts: Parts) -> None:
    state = remember(await say("A-1001をキャンセルしてください", parts))
    turn = await say("いいえ、やめておきます", parts, state)
    assert turn.facts and turn.facts.outcome == "confirm_declined"
    later = await say("A-1001の配送状況を教えてください", parts)
    assert later.facts and later.facts.outcome == "preparing"


async def test_a_slot_is_asked_for_and_filled_in_the_next_turn(parts: Parts) -> None:
    first = await say("荷物がまだ届かへんねんけど", parts)
    assert first.facts and first.facts.outcome == "ask_order_id"
    assert first.locale and first.locale.dialect == "ja-JP-x-kansai"
    second = await say("A-1004です", parts, remember(first))
    assert second.facts and (second.facts.intent, second.facts.outcome) == ("track_order", "delayed")


async def test_after_three_answers_without_the_value_a_person_takes_over(parts: Parts) -> None:
    turn = await say("荷物がまだ届きません", parts)
    for _ in range(3):
        turn = await say("うーん、わからへんわ", parts, remember(turn))
    assert turn.facts and turn.facts.outcome == "handoff"


@pytest.mark.parametrize(
    ("text", "page", "before", "locale"),
    [
        ("Where is my parcel A-1002?", "ja-JP", None, "en-US"),  # clear words beat the page
        ("Wo bleibt denn meine Bestellung?", "ja-JP", "ja-JP", "de-DE"),  # and the conversation
        ("A-1002", "de-DE", None, "de-DE"),  # no words: the page
        ("A-1002", "ja-JP", "en-US", "en-US"),  # no words: the conversation
        ("😡", None, None, "ja-JP"),  # nothing at all: the default
        ("ok", "ja-JP", "ja-JP", "ja-JP"),  # one short word changes nothing
        ("hello there", "xx-XX", None, "en-US"),  # a page's locale that the shop lacks
    ],
)
async def test_the_locale_is_that_of_the_customers_words(text, page, before, locale, parts: Parts) -> None:
    conversation = Conversation(
        "c", locale=before, messages=(Message(True, "…"), Message(False, "…")) if before else ()
    )
    turn = await say(text, parts, conversation, page)
    assert turn.locale and turn.locale.tag == locale, turn.locale


async def test_empty_and_overlong_messages_have_their_texts(parts: Parts) -> None:
    pack = parts.packs["ja-JP"]
    empty, long = await say("  ", parts), await say("長い" * 10_000, parts)
    assert empty.reply and empty.reply.text == pack.system_reply("empty")
    assert long.reply and long.reply.text == pack.system_reply("too_long")


async def test_the_prompt_of_a_turn_is_the_prompt_of_training(parts: Parts) -> None:
    from locales import build_prompt

    model = drafts("x", "x")
    turn = await say(ORDER, replace(parts, model=model))
    assert turn.facts
    asked = model.asked[0][0]
    assert asked == build_prompt(parts.packs["ja-JP"], [ORDER], turn.facts.approved, turn.facts.shown)
