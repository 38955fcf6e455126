"""Rasa's REST channel: a client of a Rasa bot changes the address and nothing else.

As there: no `sender` is "default", the answer is a list (empty when handling failed, with the reason in the
log), a blank line splits a reply, keys without a value are left out, and `?stream=true` writes bare lines of
JSON under an event stream's content type. `metadata.locale` chooses the locale when it is an enabled one.
Stricter: what Rasa answers with a 500 (not JSON, wrong types) is a 4xx problem that says what was wrong.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from bot.web.answerer import Answerer
from bot.web.body import clean_text, json_body, read_body
from bot.web.problems import documented
from bot.web.schema import RasaMessage, RasaRequest
from locales import find_tag

log = logging.getLogger(__name__)


def rasa_routes(bot: Answerer) -> APIRouter:
    """The channel's two routes."""
    routes = APIRouter(prefix="/webhooks/rest", tags=["rasa"])

    @routes.get("/", responses={200: {"content": {"application/json": {"example": {"status": "ok"}}}}})
    async def health() -> dict[str, str]:
        """As Rasa answers it."""
        return {"status": "ok"}

    @routes.post(
        "/webhook",
        response_model=list[RasaMessage],
        openapi_extra=json_body(RasaRequest),
        responses=documented(400, 413, 422),
    )
    async def webhook(request: Request, stream: str = "false") -> Response:
        """Answers one message as Rasa's REST channel does."""
        asked = await read_body(request, RasaRequest, any_content_type=True)
        sender = clean_text("default" if asked.sender is None else str(asked.sender), "sender")
        text = clean_text(asked.message or "", "message")
        locale = _locale(bot, asked)
        if stream.lower() == "true":
            return StreamingResponse(_lines(bot, sender, text, locale), media_type="text/event-stream")
        return JSONResponse([message.model_dump() for message in await _answer(bot, sender, text, locale)])

    return routes


def _locale(bot: Answerer, asked: RasaRequest) -> str | None:
    """Metadata is free-form in Rasa, so a locale that is not enabled is no error: the language decides."""
    wanted = (asked.metadata or {}).get("locale")
    return find_tag(bot.packs, wanted) if isinstance(wanted, str) else None


async def _answer(bot: Answerer, sender: str, text: str, locale: str | None) -> list[RasaMessage]:
    try:
        turn = await bot.answer(sender, text, locale)
    except Exception:
        log.exception("Rasa channel: the turn failed, an empty list was sent")
        return []
    reply = turn.reply.text if turn.reply else ""
    return [RasaMessage(recipient_id=sender, text=part) for part in reply.strip().split("\n\n") if part]


async def _lines(bot: Answerer, sender: str, text: str, locale: str | None) -> AsyncIterator[str]:
    for message in await _answer(bot, sender, text, locale):
        yield json.dumps(message.model_dump()) + "\n"
