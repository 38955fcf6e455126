import json

import httpx
import pytest
from web_scripted import DELAYED, ScriptedBot, settings

from bot.web.app import create_app

HOOK = "/webhooks/rest/webhook"


@pytest.fixture
def bot():
    return ScriptedBot({"two": "First.\n\nSecond.\n\n", "boom": RuntimeError("no")})


@pytest.fixture
async def client(bot):
    transport = httpx.ASGITransport(create_app(bot, settings()))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        yield client


async def test_the_answer_is_a_list_of_messages_without_empty_keys(client):
    response = await client.post(HOOK, json={"sender": "test_user", "message": "届きません"})
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    assert response.json() == [{"recipient_id": "test_user", "text": DELAYED}]


@pytest.mark.parametrize(
    "body, sender",
    [
        ({"message": "hi"}, "default"),
        ({"message": "hi", "sender": None}, "default"),
        ({"message": "hi", "sender": 17}, "17"),
        ({"message": "hi", "sender": "+49 30 1234"}, "+49 30 1234"),
    ],
)
async def test_the_sender_is_as_in_rasa(client, bot, body, sender):
    assert (await client.post(HOOK, json=body)).json()[0]["recipient_id"] == sender
    assert bot.calls[0][0] == sender


@pytest.mark.parametrize(
    "metadata, locale",
    [
        ({"locale": "ja-JP"}, "ja-JP"),
        ({"locale": "ja"}, "ja-JP"),
        ({"locale": "tlh"}, None),
        ({"locale": 3}, None),
        ({"other": True}, None),
        (None, None),
    ],
)
async def test_metadata_may_choose_the_locale_and_never_fails(client, bot, metadata, locale):
    response = await client.post(HOOK, json={"message": "hi", "metadata": metadata, "input_channel": "app", "x": 1})
    assert response.status_code == 200
    assert bot.calls[0][2] == locale


async def test_a_blank_line_splits_a_reply(client):
    answer = (await client.post(HOOK, json={"sender": "u", "message": "two"})).json()
    assert answer == [{"recipient_id": "u", "text": "First."}, {"recipient_id": "u", "text": "Second."}]


async def test_a_failed_turn_is_an_empty_list_as_in_rasa(client):
    response = await client.post(HOOK, json={"message": "boom"})
    assert (response.status_code, response.json()) == (200, [])


async def test_stream_writes_bare_lines_of_json_under_an_event_streams_type(client):
    response = await client.post(f"{HOOK}?stream=true", json={"sender": "u", "message": "two"})
    assert response.headers["content-type"].startswith("text/event-stream")
    assert [json.loads(line) for line in response.text.splitlines()] == [
        {"recipient_id": "u", "text": "First."},
        {"recipient_id": "u", "text": "Second."},
    ]
    assert response.text.endswith("\n") and "data:" not in response.text


async def test_stream_escapes_text_as_rasa_does(client):
    response = await client.post(f"{HOOK}?stream=TRUE", json={"message": "届きません"})
    assert response.content.isascii()


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "application/x-www-form-urlencoded"}])
async def test_the_content_type_does_not_matter_as_in_rasa(client, headers):
    assert (await client.post(HOOK, content=b'{"message": "hi"}', headers=headers)).status_code == 200


@pytest.mark.parametrize("body", [{}, {"message": None}, {"message": ""}])
async def test_an_empty_message_goes_to_the_bot_which_has_words_for_it(client, bot, body):
    assert (await client.post(HOOK, json=body)).status_code == 200
    assert bot.calls[0][1] == ""


async def test_a_message_too_long_goes_to_the_bot_which_has_words_for_it(client, bot):
    assert (await client.post(HOOK, json={"message": "a" * 20_000})).status_code == 200
    assert len(bot.calls[0][1]) == 20_000


async def test_health_is_as_in_rasa(client):
    assert (await client.get("/webhooks/rest/")).json() == {"status": "ok"}
