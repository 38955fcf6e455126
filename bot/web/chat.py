"""`POST /chat`: one message in, one judged reply out, as JSON or as server-sent events; `GET /chat/{id}`: reload.

The events of one answer: `typing` at once, a `sentence` for each sentence once the judge has passed the whole
reply, then `done` with everything; or `error` with a problem. A retry with the same message_id is safe.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse
from sse_starlette import EventSourceResponse, ServerSentEvent

from bot.settings import Settings
from bot.turn import Turn
from bot.web.answerer import Answerer
from bot.web.body import clean_text, json_body, read_body
from bot.web.guard import failure
from bot.web.ongoing import Ongoing
from bot.web.problems import Problem, documented, shorten
from bot.web.schema import ID, ChatReply, ChatRequest, Line, PageSource, Transcript
from bot.web.sentences import split_sentences
from locales import find_tag

_NO_STORE = {"Cache-Control": "no-store"}
# Below uvicorn's own limit (server.py): a reply under way when the server stops is still sent.
_FAREWELL_SECONDS = 8.0
_SSE_EXAMPLE = 'event: typing\ndata: {}\n\nevent: sentence\ndata: {"text": "…"}\n\nevent: done\ndata: {"text": "…"}\n\n'
_SSE_DOC: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string", "examples": [_SSE_EXAMPLE]}}}}
}


def sender_of(conversation: str) -> str:
    """The bot's name of a web conversation. The prefix keeps other channels' senders out of `GET /chat/{id}`."""
    return f"web:{conversation}"


def chat_routes(bot: Answerer, settings: Settings) -> APIRouter:
    """The two routes."""
    routes = APIRouter(tags=["chat"])
    ongoing = Ongoing(bot)

    @routes.post(
        "/chat",
        response_model=ChatReply,
        openapi_extra=json_body(ChatRequest),
        responses={**_SSE_DOC, **documented(400, 413, 415, 422, 500)},
    )
    async def chat(request: Request) -> Response:
        """Answers one message; with `Accept: text/event-stream` as events `typing`, `sentence`…, `done`."""
        asked = checked(await read_body(request, ChatRequest), bot, settings)
        if "text/event-stream" in request.headers.get("accept", ""):
            return EventSourceResponse(
                stream(asked, ongoing),
                sep="\n",
                ping=10,
                shutdown_event=anyio.Event(),
                shutdown_grace_period=_FAREWELL_SECONDS,
            )
        reply = await answer(asked, ongoing)
        return JSONResponse(reply.model_dump(), headers=_NO_STORE)

    @routes.get("/chat/{conversation}", response_model=Transcript, responses=documented(422, 500))
    async def transcript(conversation: Annotated[str, Path(pattern=ID)]) -> Response:
        """The conversation so far, so that a reload keeps it."""
        lines = await bot.transcript(sender_of(conversation))
        messages = [Line(by="customer" if line.customer else "bot", text=line.text) for line in lines]
        return JSONResponse(Transcript(conversation=conversation, messages=messages).model_dump(), headers=_NO_STORE)

    return routes


def checked(asked: ChatRequest, bot: Answerer, settings: Settings) -> ChatRequest:
    """The request with clean text, an enabled locale's tag and a message id. Raises Problem."""
    message = clean_text(asked.message, "message")
    if not message.strip():
        raise Problem(
            422,
            "message-empty",
            "The message is empty",
            "message has nothing to read. Write something.",
            field="message",
            value=shorten(asked.message),
            expected="at least one visible character",
        )
    if len(message) > settings.max_message:
        raise Problem(
            413,
            "message-too-long",
            "The message is too long",
            f"message has {len(message)} characters; this shop reads up to {settings.max_message}. Shorten it.",
            field="message",
            value=shorten(message),
            expected=f"at most {settings.max_message} characters",
        )
    tag = find_tag(bot.packs, asked.locale) if asked.locale is not None else None
    if asked.locale is not None and tag is None:
        raise Problem(
            422,
            "locale-unknown",
            "The locale is not enabled",
            f"locale {shorten(asked.locale)!r} is not one of {', '.join(bot.packs)}. "
            "Leave it out to let the message's language decide.",
            field="locale",
            value=shorten(asked.locale),
            expected=f"one of {', '.join(bot.packs)}",
        )
    message_id = asked.message_id or uuid.uuid4().hex
    return asked.model_copy(update={"message": message, "locale": tag, "message_id": message_id})


async def answer(asked: ChatRequest, ongoing: Ongoing) -> ChatReply:
    """The reply to a checked request."""
    message_id = asked.message_id or uuid.uuid4().hex
    turn = await ongoing.answer(sender_of(asked.conversation), asked.message, asked.locale, message_id)
    return to_reply(turn, asked.conversation, message_id)


async def stream(asked: ChatRequest, ongoing: Ongoing) -> AsyncIterator[ServerSentEvent]:
    """The events of one answer. Nothing of a reply is sent before all of it has passed the judge."""
    yield _event("typing", {})
    try:
        reply = await answer(asked, ongoing)
    except Problem as problem:
        yield _event("error", problem.body)
        return
    except Exception:
        yield _event("error", failure().body)
        return
    for sentence in split_sentences(reply.text, reply.locale or "und"):
        yield _event("sentence", {"text": sentence})
    yield _event("done", reply.model_dump())


def to_reply(turn: Turn, conversation: str, message_id: str) -> ChatReply:
    """What the customer's side may know of a turn."""
    if turn.reply is None:
        raise RuntimeError("the turn ended without a reply; settle_reply is the step that gives one")
    return ChatReply(
        conversation=conversation,
        message_id=message_id,
        reply_id=f"{message_id}-reply",
        text=turn.reply.text,
        locale=turn.locale.tag if turn.locale else None,
        dialect=turn.locale.dialect if turn.locale else None,
        intent=turn.intent.intent if turn.intent else None,
        outcome=turn.facts.outcome if turn.facts else None,
        settled=turn.reply.settled,
        sources=[PageSource(title=one.title, url=one.url) for one in turn.facts.sources] if turn.facts else [],
    )


def _event(name: str, data: dict[str, Any]) -> ServerSentEvent:
    return ServerSentEvent(data=json.dumps(data, ensure_ascii=False), event=name)
