"""A Rasa bot whose NLG server is ours gets approved texts, and no text of its own that fails the judge."""

import httpx
import pytest
from web_scripted import ScriptedBot, settings

from bot.web.app import create_app
from locales import load_pack


@pytest.fixture
async def client():
    bot = ScriptedBot(packs={tag: load_pack(tag) for tag in ("ja-JP", "en-US", "de-DE")})
    transport = httpx.ASGITransport(create_app(bot, settings()))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        yield client


async def ask(client, response, slots=None, said=None, metadata=None, **arguments):
    latest = {"text": said, "metadata": metadata or {}}
    tracker = {"sender_id": "u1", "slots": slots or {}, "latest_message": latest}
    body = {"response": response, "id": None, "arguments": arguments, "tracker": tracker, "channel": {"name": "rest"}}
    return await client.post("/nlg", json=body)


async def test_an_utter_is_the_approved_text_with_its_facts(client):
    answer = await ask(
        client, "utter_track_order_delayed", {"order_id": "A-1004", "locale": "de"}, eta="2026-11-25", reason="Schnee"
    )
    assert answer.status_code == 200
    assert "A-1004" in answer.json()["text"]
    assert answer.json().keys() == {"text", "id", "buttons", "image", "elements", "attachment", "custom"}


@pytest.mark.parametrize(
    ("name", "facts"),
    [("utter_ask_order_id", {}), ("utter_service_down", {}), ("utter_greet", {}), ("utter_greet_hello", {})],
)
async def test_questions_system_texts_and_only_outcomes_have_names_too(client, name, facts):
    assert (await ask(client, name, **facts)).status_code == 200


@pytest.mark.parametrize(
    ("slots", "said", "metadata", "mark"),
    [
        ({"language": "ja"}, "Where is it?", {}, "注文番号"),  # a slot says so
        ({}, "荷物が届きません", {}, "注文番号"),  # the customer's words
        ({}, "Wo bleibt mein Paket denn nur?", {}, "Bestellnummer"),
        ({}, "Where is my package?", {"locale": "de-DE"}, "Bestellnummer"),  # the page's metadata
    ],
)
async def test_the_locale_is_named_or_heard(client, slots, said, metadata, mark):
    assert mark in (await ask(client, "utter_ask_order_id", slots, said, metadata)).json()["text"]


async def test_a_polite_text_of_its_own_comes_back_as_it_is(client):
    answer = (await ask(client, "かしこまりました。", {"locale": "ja-JP"})).json()
    assert (answer["text"], answer["custom"]) == ("かしこまりました。", {})


async def test_a_rude_text_does_not_and_the_findings_say_why(client):
    answer = (await ask(client, "utter_free", {"locale": "ja-JP"}, text="了解。ちょっと待って。")).json()
    assert answer["text"] == load_pack("ja-JP").system_reply("human")
    assert answer["custom"]["rejected"] == "了解。ちょっと待って。"
    assert {one["severity"] for one in answer["custom"]["findings"]} == {"error"}


async def test_an_unknown_name_is_refused_with_the_nearest(client):
    answer = await ask(client, "utter_track_order_delayd", {"locale": "en-US"})
    assert (answer.status_code, answer.json()["field"]) == (404, "response")
    assert "utter_track_order_delayed" in answer.json()["detail"]


async def test_missing_facts_are_named(client):
    answer = await ask(client, "utter_track_order_delayed", {"locale": "en-US"})
    assert answer.status_code == 422
    assert "eta" in answer.json()["detail"]
