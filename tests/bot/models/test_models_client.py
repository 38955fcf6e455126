"""The clients never raise: every trouble of a server is a problem of the draft, within the time allowed."""

import json
import time

import pytest

from bot.models.chat import ChatModel
from bot.models.llama import LlamaModel
from bot.models.openai import OpenAIModel
from bot.models.scripted import ScriptedModel
from bot.turn import Draft

ASKED = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "返品したい"}]
USAGE = {"prompt_tokens": 44, "completion_tokens": 12, "total_tokens": 56}


def chunk(content=None, finish=None):
    return {"choices": [{"index": 0, "delta": {"content": content} if content else {}, "finish_reason": finish}]}


def says(*events, status=200, pause=0.0, whole=True):
    """A route that streams these events; a str is sent as it is."""

    def serve(handler):
        handler.send_response(status)
        handler.send_header("Content-Type", "text/event-stream" if status == 200 else "application/json")
        handler.send_header("Connection", "close")
        handler.end_headers()
        for event in events:
            line = event if isinstance(event, str) else f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
            handler.wfile.write(line.encode())
            handler.wfile.flush()
            time.sleep(pause)
        if whole and status == 200:
            handler.wfile.write(b"data: [DONE]\n\n")
        handler.close_connection = True

    return serve


REPLY = (chunk("かしこ"), chunk("まりました。"), chunk(finish="stop"), {"choices": [], "usage": USAGE})


@pytest.fixture
async def openai(server, cache):
    model = OpenAIModel(f"{server.url}/v1", "base-name", key="k-1", seconds=1.0)
    yield model
    await model.close()


async def complete(model: ChatModel, adapter=None):
    return await model.complete(ASKED, adapter=adapter, max_tokens=50, temperature=0.1)


async def test_a_reply_comes_with_its_usage_and_times(server, openai):
    server.routes["/v1/chat/completions"] = says(*REPLY, pause=0.03)
    draft = await complete(openai)
    assert (draft.text, draft.problem) == ("かしこまりました。", None)
    assert (draft.prompt_tokens, draft.tokens) == (44, 12)
    assert 0 < draft.first_token_ms / 1000 < draft.seconds - 0.05


@pytest.mark.parametrize(("adapter", "model"), [(None, "base-name"), ("ja-JP-retail-v3", "ja-JP-retail-v3")])
async def test_the_adapter_is_addressed_as_a_model_with_the_bearer_key(adapter, model, server, openai):
    server.routes["/v1/chat/completions"] = says(*REPLY)
    assert (await complete(openai, adapter)).adapter == adapter
    _, _, headers, body = server.requests[0]
    sent = json.loads(body)
    assert headers["Authorization"] == "Bearer k-1" and sent["messages"] == ASKED
    assert (sent["model"], sent["max_tokens"], sent["temperature"], sent["stream"]) == (model, 50, 0.1, True)


ERROR = '{"error": {"message": "too long"}}'
TROUBLE = [
    ("busy", says(status=503), "model_busy: HTTP 503"),
    ("rate limit", says(status=429), "model_busy: HTTP 429"),
    ("bad request, with the server's reason", says(ERROR, status=400), "model_error: HTTP 400 too long"),
    ("5xx bodies may hold the customer's words", says('{"error": "返品したい"}', status=500), "model_error: HTTP 500"),
    ("an error in the stream", says({"error": {"message": "no memory"}}), "model_error: {'message': 'no memory'}"),
    ("not the format", says("data: hello\n\n"), "model_error: the stream is not in the OpenAI format"),
    ("not the format, but JSON", says({"choices": 3}), "model_error: the stream is not in the OpenAI format"),
    ("ended in the middle", says(chunk("かし"), whole=False), "model_unreachable: the stream ended in the middle"),
    ("cut off by max_tokens", says(chunk("かし"), chunk(finish="length")), "cut_off: the reply did not end"),
    ("nothing said", says(chunk(finish="stop")), "empty"),
    ("only thoughts", says(chunk("<think>hm</think>\n"), chunk(finish="stop")), "empty"),
    ("too slow", says(chunk("a"), chunk("b"), chunk("c"), pause=0.6), "model_timeout: no whole reply within 1 s"),
]


@pytest.mark.parametrize(("route", "problem"), [row[1:] for row in TROUBLE], ids=[row[0] for row in TROUBLE])
async def test_trouble_is_a_problem_and_never_a_text(route, problem, server, openai):
    server.routes["/v1/chat/completions"] = route
    draft = await complete(openai)
    assert draft.text is None and draft.problem.startswith(problem) and draft.seconds < 1.5


async def test_nobody_there_is_told_at_once(cache):
    model = OpenAIModel("http://127.0.0.1:9/v1", "base-name")
    assert (await complete(model)).problem == "model_unreachable" and not await model.ready()
    await model.close()


async def test_an_adapter_that_the_server_lacks_is_named(server, openai):
    server.routes["/v1/chat/completions"] = says('{"error": {"message": "no such model"}}', status=404)
    assert (await complete(openai, "ja-v9")).problem == "adapter_unknown: the server has no model 'ja-v9'"


async def test_thoughts_of_a_reasoning_model_are_not_the_reply(server, openai):
    server.routes["/v1/chat/completions"] = says(chunk("<think>\n丁寧に\n</think>\n\n"), *REPLY)
    assert (await complete(openai)).text == "かしこまりました。"


async def test_ready_asks_for_the_models(server, openai):
    assert not await openai.ready()
    server.json("/v1/models", {"data": []})
    assert await openai.ready()


@pytest.fixture
async def llama(server, cache, tmp_path):
    listed = [{"id": 0, "path": str(tmp_path / "de.gguf")}, {"id": 1, "path": str(tmp_path / "ja.gguf")}]
    server.json("/lora-adapters", listed)
    server.routes["/chat/completions"] = says(*REPLY)
    adapters = {"ja-v1": tmp_path / "ja.gguf", "de-v1": tmp_path / "de.gguf"}
    model = LlamaModel(server.url, "secret", adapters, slots=4, seconds=1.0)
    await model.learn_adapters()
    yield model
    await model.close()


def bodies(server):
    return [json.loads(body) for _, path, _, body in server.requests if path == "/chat/completions"]


async def test_an_adapter_is_asked_for_by_the_id_of_its_path(server, llama):
    await complete(llama, "ja-v1")
    await complete(llama, "de-v1")
    await complete(llama)
    assert [body["lora"] for body in bodies(server)] == [[{"id": 1, "scale": 1.0}], [{"id": 0, "scale": 1.0}], []]


async def test_each_adapter_keeps_a_slot_of_its_own(server, llama):
    for adapter in ("ja-v1", "de-v1", "ja-v1", None, "ja-v1"):
        await complete(llama, adapter)
    slots = [body["id_slot"] for body in bodies(server)]
    assert slots[0] == slots[2] == slots[4] and len({slots[0], slots[1], slots[3]}) == 3
    assert all(body["cache_prompt"] for body in bodies(server))


async def test_an_unknown_adapter_is_refused_because_llama_cpp_would_answer_without_it(server, llama):
    assert (await complete(llama, "fr-v1")).problem == "adapter_unknown: 'fr-v1' is not loaded"
    assert bodies(server) == []


async def test_an_adapter_that_the_server_was_not_given_is_found_out_at_the_start(server, llama):
    server.json("/lora-adapters", [])
    with pytest.raises(KeyError, match=r"ja-v1"):
        await llama.learn_adapters()


async def test_a_slot_is_given_back_when_the_caller_gives_up(server, llama):
    import asyncio

    server.routes["/chat/completions"] = says(*REPLY, pause=0.3)
    task = asyncio.create_task(complete(llama))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert all(slot.busy == 0 for slot in llama.slots._slots)


async def test_a_scripted_model_keeps_the_same_promise():
    def fail(_):
        raise ValueError("script")

    assert (await complete(ScriptedModel(fail))).problem == "model_error: script"
    assert (await complete(ScriptedModel(lambda _: "はい"), "ja-v1")).adapter == "ja-v1"
    assert (await complete(ScriptedModel(lambda _: Draft(None, problem="model_timeout")))).problem == "model_timeout"
    assert (await complete(ScriptedModel(lambda _: "はい", up=False))).problem == "model_restarting"
