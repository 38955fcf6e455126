import json

import httpx
import pytest
from web_scripted import ScriptedBot, settings

from bot.web.app import create_app

JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def client():
    transport = httpx.ASGITransport(create_app(ScriptedBot(), settings(max_message=4000)))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        yield client


def chat(**changes):
    body = {"conversation": "c1", "message": "hello", **changes}
    return json.dumps({key: value for key, value in body.items() if value is not ...}).encode()


# body, status, field, a word of the reason, why this row is here
BAD_CHATS = [
    (b"", 400, "body", "empty", "nothing sent"),
    (b"hello", 400, "body", "line 1, column 1", "not JSON"),
    (b'{"message": "a",}', 400, "body", "column", "a trailing comma, the common slip"),
    (b"\xff\xfe{}", 400, "body", "UTF-8", "another encoding"),
    (b'{"message": NaN}', 400, "body", "nested", "NaN is not JSON"),
    (b"[" * 60_000, 400, "body", "nested", "would exhaust the parser's stack"),
    (b'["hello"]', 422, "body", "object", "a list is not a request"),
    (b"null", 422, "body", "object", "null is not a request"),
    (chat(message=...), 422, "message", "required", "no message"),
    (chat(conversation=...), 422, "conversation", "required", "no conversation"),
    (chat(message=5), 422, "message", "string", "a number is not text"),
    (chat(message=None), 422, "message", "string", "null is not text"),
    (chat(message=["hello"]), 422, "message", "string", "a list is not text"),
    (chat(message={"text": "hello"}), 422, "message", "string", "another API's shape"),
    (chat(message=""), 422, "message", "nothing to read", "empty"),
    (chat(message=" \n\t"), 422, "message", "nothing to read", "blank"),
    (chat(message="\u3000"), 422, "message", "nothing to read", "the ideographic space is blank too"),
    (chat(message="\x07\x1b"), 422, "message", "nothing to read", "empty once cleaned"),
    (chat(message="a\0b"), 422, "message", "U+0000", "no keyboard sends NUL; PostgreSQL cannot keep it"),
    (b'{"conversation": "c1", "message": "\\ud83d"}', 422, "message", "lone surrogate", "half an emoji"),
    (b'{"conversation": "c1", "message": "a\\udc00\\ud800b"}', 422, "message", "lone surrogate", "halves swapped"),
    (b'{"conversation": "c1", "message": "\xed\xa0\xbd"}', 400, "body", "UTF-8", "a surrogate as raw bytes"),
    (chat(message="あ" * 4001), 413, "message", "4001 characters", "one too many"),
    (chat(message="a" * 20_000), 413, "message", "20000 characters", "a pasted document"),
    (chat(message="a" * 70_000), 413, "body", "65536 bytes", "larger than any message may be"),
    (chat(locale="sv-SE"), 422, "locale", "sv-SE", "not enabled"),
    (chat(locale=""), 422, "locale", "not one of", "an empty locale is none"),
    (chat(locale=1), 422, "locale", "string", "a number is no locale"),
    (chat(conversation=""), 422, "conversation", "matches", "no id"),
    (chat(conversation="a b"), 422, "conversation", "matches", "a space"),
    (chat(conversation="../etc"), 422, "conversation", "matches", "a path"),
    (chat(conversation="c1\n"), 422, "conversation", "matches", "a line break at the end"),
    (chat(conversation="会話"), 422, "conversation", "matches", "not ASCII"),
    (chat(conversation="a" * 65), 422, "conversation", "matches", "too long"),
    (chat(message_id="a b"), 422, "message_id", "matches", "a space"),
    (chat(text="hello"), 422, "text", "no such field", "a misspelt field must not be lost silently"),
]


@pytest.mark.parametrize("body, status, field, reason, why", BAD_CHATS, ids=[row[-1] for row in BAD_CHATS])
async def test_a_bad_chat_gets_a_problem_that_says_what_was_wrong(client, body, status, field, reason, why):
    response = await client.post("/chat", content=body, headers=JSON)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert problem["field"] == field
    assert reason in problem["detail"]
    assert problem["type"].startswith("urn:teinei:problem:") and problem["title"] and problem["expected"]
    assert len(problem.get("value") or "") <= 400
    assert "pydantic" not in response.text and "Traceback" not in response.text


@pytest.mark.parametrize("said", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_body_that_is_not_declared_as_json_is_a_415(client, said):
    response = await client.post("/chat", content=chat(), headers={"Content-Type": said})
    assert (response.status_code, response.json()["expected"]) == (415, "application/json")


async def test_all_wrong_fields_are_named_at_once(client):
    response = await client.post("/chat", json={"conversation": "a b", "message": 5})
    assert [error["field"] for error in response.json()["errors"]] == ["conversation", "message"]


async def test_a_long_value_is_shortened(client):
    response = await client.post("/chat", json={"conversation": "c1", "message": "あ" * 5000})
    assert response.json()["value"] == "あ" * 60 + "…"


async def test_a_body_without_a_length_is_limited_while_it_arrives(client):
    sent = []

    async def endless():
        for _ in range(1000):
            sent.append(1)
            yield b" " * 1024

    response = await client.post("/chat", content=endless(), headers=JSON)
    assert (response.status_code, len(sent) < 1000) == (413, True)


@pytest.mark.parametrize("path", ["/chat/a%20b", "/chat/" + "a" * 65, "/chat/%00", "/chat/%ED%A0%80"])
async def test_a_bad_conversation_in_the_address_is_refused(client, path):
    response = await client.get(path)
    assert (response.status_code, response.json()["field"]) == (422, "conversation")


@pytest.mark.parametrize(
    "method, path, status",
    [
        ("GET", "/nothing", 404),
        ("GET", "/chat", 405),
        ("DELETE", "/webhooks/rest/webhook", 405),
        ("GET", "/docs", 404),
        ("GET", "/widget/strings/xx-XX.json", 404),
        ("GET", "/widget/../app.py", 404),
        ("GET", "/pages/..%2Fshop.html", 404),
    ],
)
async def test_what_is_not_there_is_a_problem_too(client, method, path, status):
    response = await client.request(method, path)
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    assert response.json()["status"] == status


# body, status, field, why
BAD_RASA = [
    (b"hello", 400, "body", "not JSON"),
    (b"[]", 422, "body", "Rasa answers 500 here"),
    (b'{"message": 5}', 422, "message", "Rasa answers 500 here"),
    (b'{"message": "hi", "sender": {}}', 422, "sender", "an object is no sender"),
    (b'{"message": "\\ud800"}', 422, "message", "a lone surrogate"),
    (b'{"message": "a\\u0000b"}', 422, "message", "NUL"),
    (b'{"message": "hi", "sender": "\\udfff"}', 422, "sender", "a lone surrogate as sender"),
    (b'{"message": "hi", "metadata": "ja-JP"}', 422, "metadata", "metadata is an object"),
]


@pytest.mark.parametrize("body, status, field, why", BAD_RASA, ids=[row[-1] for row in BAD_RASA])
async def test_what_rasa_itself_cannot_read_is_a_problem(client, body, status, field, why):
    response = await client.post("/webhooks/rest/webhook", content=body)
    assert (response.status_code, response.json()["field"]) == (status, field)
