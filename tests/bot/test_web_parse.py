"""`POST /model/parse` as Rasa's own interpreter calls it, over the shop's real head."""

import dataclasses
import json

import httpx
import pytest
from web_scripted import ScriptedBot, settings

from bot.parts import Parts
from bot.web.app import create_app
from bot.web.parse import span
from tests.conftest import scripted_parts

PARSE = "/model/parse"


@dataclasses.dataclass
class ReadingBot(ScriptedBot):
    """A scripted bot with the parts of a real one."""


@pytest.fixture(scope="module")
def parts(tmp_path_factory, packs, head) -> Parts:
    return scripted_parts(tmp_path_factory.mktemp("parse"), packs, head)


@pytest.fixture
def bot(parts):
    return ReadingBot(packs=parts.packs, parts=parts)


@pytest.fixture
async def client(bot):
    transport = httpx.ASGITransport(create_app(bot, settings()))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        yield client


async def test_the_answer_has_rasas_shape(client, packs):
    response = await client.post(PARSE, json={"text": "Where is my order A-1003?", "message_id": "m1", "lang": "x"})
    body = response.json()
    assert response.status_code == 200
    assert set(body) == {"text", "intent", "entities", "intent_ranking", "metadata"}
    assert body["text"] == "Where is my order A-1003?"
    assert body["intent"]["name"] == "track_order"
    assert body["intent_ranking"][0] == body["intent"]
    assert {one["name"] for one in body["intent_ranking"]} == set(packs["en-US"].contract.intents)
    assert sum(one["confidence"] for one in body["intent_ranking"]) == pytest.approx(1, abs=1e-3)
    assert body["metadata"] == {"locale": "en-US", "dialect": None}
    order = [one for one in body["entities"] if one["entity"] == "order_id"]
    assert [(one["value"], one["start"], one["end"]) for one in order] == [("A-1003", 18, 24)]
    assert all({"entity", "value", "extractor"} <= set(one) for one in body["entities"])
    json.dumps(body)


async def test_the_variety_that_the_customer_writes_is_told(client):
    body = (await client.post(PARSE, json={"text": "荷物まだ届かへんねんけど"})).json()
    assert body["metadata"] == {"locale": "ja-JP", "dialect": "ja-JP-x-kansai"}


@pytest.mark.parametrize(
    ("metadata", "locale"),
    [
        ({"locale": "de-DE"}, "de-DE"),
        ({"locale": "de"}, "de-DE"),
        ({"locale": "tlh"}, "ja-JP"),  # free-form in Rasa: not an error, the shop's default
        ({"locale": 3}, "ja-JP"),
        ({}, "ja-JP"),
        (None, "ja-JP"),
    ],
)
async def test_metadata_decides_the_locale_where_the_words_do_not(client, metadata, locale):
    body = (await client.post(PARSE, json={"text": "A-1003", "metadata": metadata})).json()
    assert body["metadata"]["locale"] == locale


@pytest.mark.parametrize("text", ["", "  \n"])
async def test_an_empty_text_has_no_intent_as_in_rasa(client, text):
    body = (await client.post(PARSE, json={"text": text})).json()
    assert body["intent"] == {"name": None, "confidence": 0.0}
    assert (body["entities"], body["intent_ranking"]) == ([], [])


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b'{"message": "hi"}', 422),
        (b'{"text": 3}', 422),
        (b'{"text": "a\\u0000b"}', 422),
        (b'{"text": "\\ud800"}', 422),
        (b"text=hi", 400),
        (b"", 400),
        (json.dumps({"text": "a" * 4001}).encode(), 413),
        (b'{"text": "' + b"a" * 70_000 + b'"}', 413),
    ],
)
async def test_what_cannot_be_read_is_a_problem_that_says_why(client, content, status):
    response = await client.post(PARSE, content=content)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("text", ["😥", "\u202e\u0301", "a\tb", "１" * 4000, "A-1003 A-1004 yesterday 10:30, 12,50 €"])
async def test_no_text_breaks_it_and_spans_lie_inside(client, text):
    response = await client.post(PARSE, json={"text": text})
    assert response.status_code == 200
    for one in response.json()["entities"]:
        assert 0 <= one.get("start", 0) <= one.get("end", 0) <= len(text)


async def test_a_bot_without_understanding_says_so():
    transport = httpx.ASGITransport(create_app(ScriptedBot(), settings()))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        assert (await client.post(PARSE, json={"text": "hi"})).status_code == 503


async def test_parsing_opens_no_conversation(client, bot):
    await client.post(PARSE, json={"text": "hello"})
    assert (bot.calls, bot.lines) == ([], {})


@pytest.mark.parametrize(
    ("text", "value", "found"),
    [
        ("Ａ－１００３です", "A-1003", (0, 6)),
        ("その a1003", "A-1003", (3, 8)),
        ("Aー1003", "A-1003", (0, 6)),
        ("the backpack", "Rucksack", None),
        ("x", "-", None),
    ],
)
def test_a_value_is_found_as_the_customer_wrote_it(text, value, found):
    where = span(text, value)
    assert (tuple(where.values()) or None) == found
