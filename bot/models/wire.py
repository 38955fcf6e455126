"""One streamed chat completion over the OpenAI wire format, as a Draft: `stream_draft(client, body, …)`.

Streamed, so that the first token's time is known and a silent server is given up at the deadline. Every
trouble becomes `Draft.problem`; nothing is raised. Does not: know adapters or slots (`llama.py`, `openai.py`).
"""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import httpx

from bot.turn import Draft

CONNECT = 3.0  # seconds; a server on this network answers in milliseconds or not at all
_THOUGHTS = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)


@dataclass
class _Heard:
    parts: list[str] = field(default_factory=list)
    first: float | None = None
    finish: str | None = None
    usage: dict[str, int] = field(default_factory=dict)
    problem: str | None = None


def open_client(url: str, key: str | None) -> httpx.AsyncClient:
    """A client for the server at `url`. Connections are not kept: llama.cpp closes idle ones without notice."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.AsyncClient(base_url=url, headers=headers, timeout=httpx.Timeout(None, connect=CONNECT), limits=limits)


async def stream_draft(client: httpx.AsyncClient, body: dict[str, Any], adapter: str | None, seconds: float) -> Draft:
    """The reply to `body`, or a draft that says what went wrong within `seconds`."""
    begun, heard = perf_counter(), _Heard()
    body = {**body, "stream": True, "stream_options": {"include_usage": True}}
    try:
        async with asyncio.timeout(seconds):
            await _listen(client, body, heard, begun)
    except TimeoutError:
        heard.problem = f"model_timeout: no whole reply within {seconds:g} s"
    except httpx.ConnectError:
        heard.problem = "model_unreachable"
    except httpx.HTTPError as error:
        heard.problem = f"model_unreachable: {type(error).__name__}"
    return _draft(heard, adapter, perf_counter() - begun)


async def _listen(client: httpx.AsyncClient, body: dict[str, Any], heard: _Heard, begun: float) -> None:
    async with client.stream("POST", "chat/completions", json=body) as answer:
        if answer.status_code != 200:
            heard.problem = _refusal(answer.status_code, await answer.aread())
            return
        async for line in answer.aiter_lines():
            if line.startswith("data:") and (data := line[5:].strip()) != "[DONE]":
                _take(data, heard, begun)


def _refusal(status: int, body: bytes) -> str:
    """The server's own words, shortened; a 5xx body may hold the whole request and is not repeated."""
    if status in (429, 503):
        return f"model_busy: HTTP {status}"
    said = ""
    if 400 <= status < 500:
        try:
            error = json.loads(body)["error"]
            said = str(error.get("message", error) if isinstance(error, dict) else error)[:200]
        except (ValueError, KeyError, TypeError):
            said = ""
    return f"model_error: HTTP {status} {said}".strip()


def _take(data: str, heard: _Heard, begun: float) -> None:
    try:
        chunk = json.loads(data)
        if "error" in chunk:
            heard.problem = f"model_error: {str(chunk['error'])[:200]}"
            return
        heard.usage = chunk.get("usage") or heard.usage
        for choice in chunk["choices"][:1]:
            if text := choice.get("delta", {}).get("content"):
                heard.first = heard.first or perf_counter() - begun
                heard.parts.append(text)
            heard.finish = choice.get("finish_reason") or heard.finish
    except (ValueError, KeyError, TypeError, AttributeError):
        heard.problem = "model_error: the stream is not in the OpenAI format"


def _draft(heard: _Heard, adapter: str | None, seconds: float) -> Draft:
    text: str | None = _THOUGHTS.sub("", "".join(heard.parts)).strip()
    problem = heard.problem
    if problem is None and heard.finish == "length":
        problem = "cut_off: the reply did not end within max_tokens"
    elif problem is None and heard.finish is None:
        problem = "model_unreachable: the stream ended in the middle"
    elif problem is None and not text:
        problem = "empty"
    return Draft(
        text=None if problem else text,
        adapter=adapter,
        problem=problem,
        prompt_tokens=int(heard.usage.get("prompt_tokens", 0)),
        tokens=int(heard.usage.get("completion_tokens", 0)),
        first_token_ms=(heard.first or 0.0) * 1000,
        seconds=seconds,
    )
