"""Several wishes in a message, a wish left and offered again, people who are brought in, pages that answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversation import Conversation
from bot.knowledge.file import load_index
from bot.knowledge.pages import read_pages
from bot.memory import remember
from bot.parts import Parts
from bot.pipeline import run_turn
from bot.settings import Settings
from bot.turn import Turn
from bot.understanding.varieties import find_dialect, find_national
from locales import load_pack
from tests.conftest import scripted_parts


@pytest.fixture
def parts(packs, head, tmp_path: Path) -> Parts:
    return scripted_parts(tmp_path, packs, head)


async def talk(parts: Parts, *said: str, page: str = "en-US") -> Turn:
    """The last turn of a conversation that the customer's lines make."""
    state, turn = Conversation("c"), None
    for line in said:
        turn = await run_turn(Turn(line, state, page), parts)
        state = remember(turn)
    assert turn and turn.reply and turn.facts
    assert Conversation.from_json(state.to_json(), state.messages) == state
    return turn


# ---- several wishes


async def test_two_wishes_are_answered_in_their_order(parts: Parts) -> None:
    turn = await talk(parts, "Where is my order A-1003? Also, what are your store hours?")
    assert [one.intent for one in turn.facts.parts] == ["track_order", "store_hours"]
    assert turn.reply.text.index("A-1003") < turn.reply.text.index("10:00")


async def test_two_orders_are_looked_up_one_after_the_other(parts: Parts) -> None:
    turn = await talk(parts, "A-1003とA-1006の荷物はいまどこですか", page="ja-JP")
    assert [one.values["order_id"] for one in turn.facts.parts] == ["A-1003", "A-1006"]


async def test_the_second_wish_waits_while_the_first_one_asks(parts: Parts) -> None:
    first = await talk(parts, "Where is my order? Also, what are your store hours?")
    assert first.facts.outcome == "ask_order_id"
    second = await talk(parts, "Where is my order? Also, what are your store hours?", "A-1003")
    assert [one.intent for one in second.facts.parts] == ["track_order", "store_hours"]


async def test_what_cannot_be_undone_is_asked_before_the_next_wish(parts: Parts) -> None:
    said = ("Please cancel order A-1001. Also, what are your store hours?",)
    first = await talk(parts, *said)
    assert first.facts.outcome == "confirm_cancel_order" and not first.facts.parts
    second = await talk(parts, *said, "yes please")
    assert [one.outcome for one in second.facts.parts] == ["cancelled", "hours"]


@pytest.mark.parametrize(
    "message",
    [
        "I ordered a lamp last week. It arrived with a broken foot. That is annoying.",
        "Where is my order A-1003? I have been waiting for it since Monday.",
        "Hello! Where is A-1003? Thanks.",
    ],
)
async def test_one_wish_in_several_sentences_stays_one(parts: Parts, message: str) -> None:
    assert (await talk(parts, message)).facts.parts == ()


# ---- left and offered again


async def test_a_wish_that_was_left_is_offered_again_and_taken_up(parts: Parts) -> None:
    said = ["I want to return something", "By the way, what are your store hours?"]
    offered = await talk(parts, *said)
    assert [one.outcome for one in offered.facts.parts] == ["hours", "offer_again"]
    assert (await talk(parts, *said, "yes")).facts.outcome == "ask_order_id"
    assert (await talk(parts, *said, "no thanks")).facts.outcome == "slot_dropped"
    assert (await talk(parts, *said, "yes", "A-1006")).facts.outcome == "accepted"


async def test_an_offer_that_is_passed_over_is_not_made_again(parts: Parts) -> None:
    turn = await talk(
        parts, "I want to return something", "what are your store hours?", "Where is A-1003?", "where is your store?"
    )
    assert turn.facts.outcome == "location" and not turn.facts.parts


# ---- people


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("en-US", "I can't go on, I want to kill myself"),
        ("ja-JP", "もう死にたいです"),
        ("de-DE", "Ich will nicht mehr leben"),
    ],
)
async def test_distress_gets_a_person_at_once_and_no_sales_talk(parts: Parts, page: str, message: str) -> None:
    turn = await talk(parts, message, page=page)
    assert turn.facts.outcome == "crisis" and turn.reply.settled == "human"
    assert turn.reply.text == parts.packs[page].system_reply("crisis")


async def test_a_threat_goes_to_a_person_with_a_summary(parts: Parts) -> None:
    seen: list[dict] = []

    class Watched:
        async def run(self, action: str, slots: dict, metadata: dict, *rest: object):
            seen.append({"action": action, **metadata})
            return await parts.actions.run(action, slots, metadata, *rest)

        async def ready(self) -> bool:
            return True

    watched = replace(parts, actions=Watched())
    turn = await talk(watched, "Where is my order A-1005?", "If it is not here tomorrow you will hear from my lawyer")
    assert turn.facts.outcome == "handoff"
    summary = seen[-1]["summary"]
    assert summary["alarm"] == "threat" and summary["slots"]["order_id"] == "A-1005"
    assert summary["lines"][-1] == {"from": "customer", "text": turn.message}


async def test_anger_is_answered_once_and_then_goes_to_a_person(parts: Parts) -> None:
    rage = "This is a scam, you bunch of thieves!! Where is A-1005?"
    assert (await talk(parts, rage)).facts.intent == "track_order"
    assert (await talk(parts, rage, rage)).facts.outcome == "handoff"


async def test_three_turns_that_lead_nowhere_end_with_a_person(parts: Parts) -> None:
    turn = await talk(parts, "qwrt zxcv plmk", "asdf qwer zxcv", "bnmk hjkl uiop")
    assert turn.facts.outcome == "handoff"


# ---- varieties


def test_the_variety_with_most_cues_wins_over_its_neighbours() -> None:
    japanese = load_pack("ja-JP")
    assert find_dialect("荷物がまだ届かへんねんけど", japanese, None) == "ja-JP-x-kansai"
    assert find_dialect("荷物のまだ届いとらんばってん、どげんなっとると?", japanese, None) == "ja-JP-x-hakata"
    assert find_dialect("はい", japanese, "ja-JP-x-tohoku") == "ja-JP-x-tohoku"
    assert find_dialect("荷物がまだ届きません", japanese, None) is None


def test_chinese_shows_its_country_in_its_characters() -> None:
    both = ("zh-CN", "zh-TW")
    assert find_national("请问我的订单发货了吗", both) == "zh-CN"
    assert find_national("請問我的訂單出貨了嗎", both) == "zh-TW"
    assert find_national("退款", both) is None


# ---- pages


@pytest.fixture(scope="module")
def pages(head):
    passages = [one for one in read_pages(Settings().pages).passages if one.locale == "en-US"]
    return load_index(passages, head.encoder, Settings().cache)


async def test_a_page_answers_what_no_action_knows_and_names_its_source(parts: Parts, pages) -> None:
    turn = await talk(replace(parts, knowledge=pages), "Can I put the lunch box in the microwave?")
    assert turn.facts.outcome == "from_knowledge" and turn.facts.sources
    assert "microwave" in turn.reply.text.lower()
    assert turn.draft and turn.draft.text is None  # quoted, never given to the model


async def test_without_a_passage_there_is_no_claim_but_an_offer_of_a_person(parts: Parts, pages) -> None:
    with_pages = replace(parts, knowledge=pages)
    question = "Could my band play an evening gig among your shelves?"
    turn = await talk(with_pages, question)
    assert turn.facts.outcome != "from_knowledge"
    if turn.facts.outcome == "not_known":
        assert (await talk(with_pages, question, "yes")).facts.outcome == "handoff"


async def test_what_the_shop_does_itself_is_not_taken_over_by_a_page(parts: Parts, pages) -> None:
    turn = await talk(replace(parts, knowledge=pages), "I want to return A-1006")
    assert turn.facts.outcome == "accepted"
