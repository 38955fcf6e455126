import asyncio
import json

import httpx
import pytest
from web_scripted import DELAYED, ScriptedBot, settings

from bot.web.app import create_app

ASK = {"conversation": "c1", "message": "荷物がまだ届かへんねんけど", "message_id": "m1"}
SSE = {"Accept": "text/event-stream"}


@pytest.fixture
def bot():
    return ScriptedBot()


@pytest.fixture
async def client(bot):
    transport = httpx.ASGITransport(create_app(bot, settings()))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        yield client


def events_of(text):
    blocks = [block for block in text.replace("\r\n", "\n").split("\n\n") if block and not block.startswith(":")]
    pairs = [dict(line.split(": ", 1) for line in block.split("\n")) for block in blocks]
    return [(pair["event"], json.loads(pair["data"])) for pair in pairs]


async def test_chat_answers_json_with_the_turns_record(client):
    response = await client.post("/chat", json=ASK)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert response.json() == {
        "conversation": "c1",
        "message_id": "m1",
        "reply_id": "m1-reply",
        "text": DELAYED,
        "locale": "ja-JP",
        "dialect": "ja-JP-x-kansai",
        "intent": "track_order",
        "outcome": "delayed",
        "settled": "draft",
        "sources": [],
    }


async def test_chat_streams_typing_then_each_sentence_then_done(client):
    response = await client.post("/chat", json=ASK, headers=SSE)
    assert response.headers["content-type"].startswith("text/event-stream")
    events = events_of(response.text)
    assert [name for name, _ in events] == ["typing", "sentence", "sentence", "sentence", "done"]
    assert "".join(data["text"] for name, data in events if name == "sentence") == DELAYED
    assert events[-1][1]["text"] == DELAYED
    assert events[-1][1]["reply_id"] == "m1-reply"


async def test_a_failed_turn_ends_the_stream_with_an_error_that_shows_no_internals(client, bot):
    bot.replies[ASK["message"]] = RuntimeError("password=hunter2")
    response = await client.post("/chat", json=ASK, headers=SSE)
    events = events_of(response.text)
    assert [name for name, _ in events] == ["typing", "error"]
    assert events[-1][1]["status"] == 500
    assert "hunter2" not in response.text


async def test_a_failed_turn_is_a_500_problem_that_shows_no_internals(client, bot):
    bot.replies[ASK["message"]] = RuntimeError("password=hunter2")
    response = await client.post("/chat", json=ASK)
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "hunter2" not in response.text and "Traceback" not in response.text
    assert response.json()["reference"]


async def test_a_message_id_is_made_where_the_client_sent_none(client, bot):
    response = await client.post("/chat", json={"conversation": "c1", "message": "はい"})
    assert len(response.json()["message_id"]) == 32
    assert bot.calls[0][3] == response.json()["message_id"]


async def test_a_retry_that_meets_the_running_turn_joins_it(client, bot):
    bot.delay = 0.1
    first, second = await asyncio.gather(client.post("/chat", json=ASK), client.post("/chat", json=ASK))
    assert first.json() == second.json()
    assert len(bot.calls) == 1


async def test_a_message_id_in_use_for_another_text_is_refused(client, bot):
    bot.delay = 0.1
    first, second = await asyncio.gather(
        client.post("/chat", json=ASK), client.post("/chat", json={**ASK, "message": "キャンセルして"})
    )
    assert first.status_code == 200
    assert (second.status_code, second.json()["field"]) == (422, "message_id")


async def test_a_customer_who_leaves_does_not_cancel_the_turn(client, bot):
    bot.delay = 0.1
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.03):
            await client.post("/chat", json=ASK)
    await asyncio.sleep(0.15)
    lines = (await client.get("/chat/c1")).json()["messages"]
    assert [line["by"] for line in lines] == ["customer", "bot"]


async def test_a_reload_gets_the_conversation_in_order(client):
    await client.post("/chat", json=ASK)
    response = await client.get("/chat/c1")
    assert response.json() == {
        "conversation": "c1",
        "messages": [{"by": "customer", "text": ASK["message"]}, {"by": "bot", "text": DELAYED}],
    }
    assert response.headers["cache-control"] == "no-store"


async def test_an_unknown_conversation_is_empty_so_that_nobody_learns_which_exist(client):
    response = await client.get("/chat/nobody")
    assert (response.status_code, response.json()["messages"]) == (200, [])


async def test_another_channels_sender_is_not_readable_as_a_web_conversation(client):
    await client.post("/webhooks/rest/webhook", json={"sender": "test_user", "message": "hi"})
    assert (await client.get("/chat/test_user")).json()["messages"] == []


@pytest.mark.parametrize("said", ["ja-JP", "ja-jp", "ja_JP", "ja"])
async def test_a_locale_is_understood_in_the_ways_it_is_written(client, bot, said):
    await client.post("/chat", json={**ASK, "locale": said})
    assert bot.calls[0][2] == "ja-JP"


@pytest.mark.parametrize(
    "sent, read",
    [
        ("荷物\x07が\x1b届かない\x85", "荷物が届かない"),
        ("一行目\r\n二行目\r三行目\u2028四行目", "一行目\n二行目\n三行目\n四行目"),
        ("a\tb", "a\tb"),
        ("👨‍👩‍👧 مرحبا", "👨‍👩‍👧 مرحبا"),
    ],
)
async def test_control_characters_are_taken_out_and_text_is_kept(client, bot, sent, read):
    await client.post("/chat", json={**ASK, "message": sent})
    assert bot.calls[0][1] == read
