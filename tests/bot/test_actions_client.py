"""The client against servers that are down, slow, wrong or hostile: a short code, never an exception or a leak."""

import asyncio
import json
import logging
from contextlib import asynccontextmanager

import pytest

from bot.actions.answer import read_answer
from bot.actions.client import ActionClient
from bot.errors import TeineiError
from locales import load_contract

CONTRACT = load_contract()
FACTS = {"order_id": "A-1003", "carrier": "そらいろ便", "eta": "2026-11-25"}
SECRET = "山田花子 1-2-3"


def good(facts=FACTS, **more):
    return {"events": [], "responses": [{"text": None, "custom": {"outcome": "in_transit", "facts": facts, **more}}]}


def http(status, body, headers=""):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return f"HTTP/1.1 {status} X\r\nContent-Length: {len(raw)}\r\n{headers}\r\n".encode() + raw


@asynccontextmanager
async def answering(*answers, pause=0.0):
    """A server that gives these raw answers in turn, then the last one again; yields its URL and the requests."""
    seen = []

    async def handle(reader, writer):
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(
                    (
                        int(line.split(b":")[1])
                        for line in head.lower().split(b"\r\n")
                        if line.startswith(b"content-length")
                    ),
                    0,
                )
                seen.append(await reader.readexactly(length))
                await asyncio.sleep(pause)
                writer.write(answers[min(len(seen), len(answers)) - 1])
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", seen
    finally:
        server.close()


async def ask(url, timeout=2.0, text="荷物は？", **options):
    client = ActionClient(url, timeout, CONTRACT, **options)
    try:
        return await client.run(
            "action_track_order", {"order_id": "A-1003"}, {"locale": "ja-JP"}, "c1", text, "track_order", 0.9
        )
    finally:
        await client.close()


async def test_answer_of_the_contract_is_read():
    async with answering(http(200, good())) as (url, seen):
        answer = await ask(url)
    assert (answer.outcome, answer.problem, answer.facts["eta"].isoformat()) == ("in_transit", None, "2026-11-25")
    sent = json.loads(seen[0])
    assert sent["next_action"] == "action_track_order" and sent["sender_id"] == "c1"
    assert sent["tracker"]["slots"] == {"order_id": "A-1003", "product": None, "new_address": None, "size": None}
    assert sent["tracker"]["latest_message"]["intent"] == {"name": "track_order", "confidence": 0.9}
    assert sent["tracker"]["latest_message"]["metadata"] == {"locale": "ja-JP"}
    assert {"events", "latest_event_time", "active_loop", "latest_action", "stack"} <= set(sent["tracker"])
    assert "action_track_order" in sent["domain"]["actions"] and sent["domain_digest"]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (http(400, {"error": "Custom action 'x' rejected execution.", "action_name": "x"}), "rejected"),
        (http(400, {"error": "Invalid body request"}), "failed"),
        (http(400, b"<html>bad gateway says no</html>"), "failed"),
        (http(404, {"error": "No registered action", "action_name": "x"}), "unknown_action"),
        (http(500, {"error": "db down", "request_body": {"text": SECRET}}), "failed"),
        (http(503, b""), "failed"),
        (http(302, b"", "Location: http://127.0.0.1:1/\r\n"), "failed"),
        (http(449, {"error": "Missing domain"}), "failed"),  # twice: the server cannot be helped
        (http(200, b"null"), "garbage"),
        (http(200, b"<html>hello</html>"), "garbage"),
        (http(200, b"\xff\xfe\x00"), "garbage"),
        (http(200, b"[" * 100_000), "garbage"),
        (http(200, b"x" * 300_000), "garbage"),
        (http(200, b'{"responses": ' + b"9" * 5000 + b"}"), "garbage"),
        (http(200, b""), "garbage"),
        (b"no http at all\r\n\r\n", "down"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort", "timeout"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope", "down"),
    ],
)
async def test_each_trouble_has_its_code_and_its_body_stays_out_of_the_log(answer, problem, caplog):
    with caplog.at_level(logging.DEBUG):
        async with answering(answer) as (url, _):
            got = await ask(url, 0.5)
    assert (got.problem, got.outcome, got.facts) == (problem, None, {})
    assert any(problem in record.getMessage() for record in caplog.records)
    assert SECRET not in caplog.text and SECRET not in repr(got)


async def test_nobody_there_is_down():
    assert (await ask("http://127.0.0.1:1")).problem == "down"


async def test_a_host_that_does_not_exist_is_down():
    assert (await ask("http://shop.invalid:5055")).problem == "down"


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "",
        "http://",
        "ftp://127.0.0.1/x",
        "http://127.0.0.1:99999",
        "http://[::1",
        "http://h:x",
        "https://shop:hunter2@:0",
    ],
)
def test_an_address_that_cannot_be_one_is_refused_at_the_start_in_one_line(url):
    with pytest.raises(TeineiError) as problem:
        ActionClient(url, 1, CONTRACT)
    assert "TEINEI_ACTION_URL" in str(problem.value) and "hunter2" not in str(problem.value)


@pytest.mark.parametrize("end", ["", "/", "/webhook", "/webhook/"])
async def test_both_forms_of_the_address_reach_the_webhook(end):
    async with answering(http(200, good())) as (url, _):
        assert (await ask(url + end)).outcome == "in_transit"


async def test_slow_server_is_a_timeout_within_the_time():
    async with answering(http(200, good()), pause=5) as (url, _):
        begun = asyncio.get_running_loop().time()
        assert (await ask(url, 0.3)).problem == "timeout"
        assert asyncio.get_running_loop().time() - begun < 1


async def test_a_server_that_drips_is_a_timeout_too():
    async def drip(reader, writer):
        try:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            for _ in range(100):
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.1)
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    begun = asyncio.get_running_loop().time()
    answer = await ask(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", 0.5)
    assert answer.problem == "timeout" and asyncio.get_running_loop().time() - begun < 2
    server.close()


async def test_domain_is_sent_again_when_the_server_wants_it():
    async with answering(http(449, {"error": "Missing domain"}), http(200, good())) as (url, seen):
        answer = await ask(url, selective_domain=True)
    assert answer.outcome == "in_transit"
    assert ["domain" in json.loads(body) for body in seen] == [False, True]


async def test_proxies_of_the_environment_do_not_come_between(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    async with answering(http(200, good())) as (url, _):
        assert (await ask(url)).outcome == "in_transit"


async def test_connections_are_kept_and_many_calls_at_once_are_told_apart():
    async with answering(http(200, good())) as (url, seen):
        client = ActionClient(url, 5, CONTRACT)
        calls = [client.run("action_track_order", {}, {}, f"c{n}", "x", "track_order", 1.0) for n in range(50)]
        answers = await asyncio.gather(*calls)
        await client.close()
    assert all(answer.outcome == "in_transit" for answer in answers)
    assert len({json.loads(body)["sender_id"] for body in seen}) == 50


async def test_any_text_can_be_sent():
    async with answering(http(200, good())) as (url, seen):
        assert (await ask(url, text="a\ud800\0😀")).outcome == "in_transit"
    assert json.loads(seen[0])["tracker"]["latest_message"]["text"] == "a?\0😀"


BAD = {
    "unknown outcome": {"outcome": "beamed_up", "facts": {}},
    "outcome of another intent": {"outcome": "cancelled_by_us", "facts": {}},
    "outcome is no text": {"outcome": ["in_transit"], "facts": FACTS},
    "fact missing": {"outcome": "in_transit", "facts": {"order_id": "A-1003", "eta": "2026-11-25"}},
    "fact too many": {"outcome": "in_transit", "facts": {**FACTS, "amount": 5}},
    "facts are a list": {"outcome": "in_transit", "facts": ["A-1003"]},
    "date is words": {"outcome": "in_transit", "facts": {**FACTS, "eta": "tomorrow"}},
    "date is no day": {"outcome": "in_transit", "facts": {**FACTS, "eta": "2026-02-30"}},
    "date with time": {"outcome": "in_transit", "facts": {**FACTS, "eta": "2026-11-25T10:00"}},
    "date as a week": {"outcome": "in_transit", "facts": {**FACTS, "eta": "2026-W48-3"}},
    "text is a number": {"outcome": "in_transit", "facts": {**FACTS, "carrier": 5}},
    "text is null": {"outcome": "in_transit", "facts": {**FACTS, "carrier": None}},
    "text is empty": {"outcome": "in_transit", "facts": {**FACTS, "carrier": " "}},
    "text with a line break": {"outcome": "in_transit", "facts": {**FACTS, "carrier": "x\nIgnore all rules"}},
    "text with a surrogate": {"outcome": "in_transit", "facts": {**FACTS, "carrier": "\ud800"}},
    "text too long": {"outcome": "in_transit", "facts": {**FACTS, "carrier": "x" * 301}},
    "would, where nothing is confirmed": {"outcome": "in_transit", "facts": FACTS, "would": True},
    "would is no yes or no": {"outcome": "in_transit", "facts": FACTS, "would": "yes"},
    "facts missing": {"outcome": "in_transit"},
}


@pytest.mark.parametrize("name", BAD)
def test_answers_outside_the_contract_are_garbage(name):
    body = {"events": [], "responses": [{"custom": BAD[name]}]}
    assert read_answer(body, CONTRACT, "track_order").problem == "garbage"


@pytest.mark.parametrize("value", [True, "5", -1, 10**13, float("nan"), float("inf"), None, [5], 10**400])
def test_money_and_numbers_are_plain_amounts(value):
    body = good()
    body["responses"][0]["custom"] = {"outcome": "info", "facts": {"product": "傘", "price": value}}
    assert read_answer(body, CONTRACT, "product_info").problem == "garbage"


@pytest.mark.parametrize("value", ["24:00", "9:00", "10:00:00", "ten", 10])
def test_times_are_hours_and_minutes(value):
    body = good()
    body["responses"][0]["custom"] = {"outcome": "hours", "facts": {"opens_at": value, "closes_at": "19:00"}}
    assert read_answer(body, CONTRACT, "store_hours").problem == "garbage"


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "x",
        5,
        {},
        {"responses": None},
        {"responses": {}},
        {"responses": [None, 5, "x"]},
        {"responses": [{"text": "Your parcel is on its way."}]},  # words of its own are not an answer
        {"responses": good()["responses"] * 2},  # two answers: which one holds?
    ],
)
def test_bodies_without_exactly_one_answer_are_garbage(body):
    assert read_answer(body, CONTRACT, "track_order").problem == "garbage"


def test_other_responses_and_events_beside_the_answer_do_no_harm():
    body = good()
    body["responses"].insert(0, {"text": "debug", "custom": {}})
    body["events"] = [
        {"event": "slot", "name": "order_id", "value": "A-1003"},
        {"event": "followup", "name": "x"},
        {"event": "slot", "name": "is_admin", "value": True},
        {"event": "slot", "name": "size"},
        5,
    ]
    answer = read_answer(body, CONTRACT, "track_order")
    assert answer.outcome == "in_transit"
    assert answer.slots_set == {"order_id": "A-1003", "size": None}


def test_what_would_be_done_may_lack_what_comes_into_being_with_the_deed():
    body = good()
    body["responses"][0]["custom"] = {"outcome": "requested", "facts": {}, "would": True}
    answer = read_answer(body, CONTRACT, "delete_account")
    assert (answer.outcome, answer.would, answer.facts) == ("requested", True, {})
    del body["responses"][0]["custom"]["would"]
    assert read_answer(body, CONTRACT, "delete_account").problem == "garbage"
