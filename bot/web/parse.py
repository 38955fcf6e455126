"""Rasa's `POST /model/parse`: our understanding behind an existing Rasa bot, as its NLU server.

    {"text": "A-1003はまだですか", "metadata": {"locale": "ja-JP"}}
    {"text": …, "intent": {"name": "track_order", "confidence": .97}, "intent_ranking": [{"name", "confidence"}, …],
     "entities": [{"entity": "order_id", "value": "A-1003", "start": 0, "end": 6, …}],
     "metadata": {"locale": "ja-JP", "dialect": null}}

As there: unknown keys are ignored, an empty text has no intent, and an entity that stands nowhere in the message in
these words (a product by another name) has no `start` and `end`. Each message is read on its own: no conversation is
opened, nothing is stored, and the bot's own rules (asking back, answers to its questions) are left to Rasa.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from bot.conversation import Conversation
from bot.parts import Parts
from bot.settings import Settings
from bot.steps.detect_locale import detect_locale
from bot.turn import Turn
from bot.understanding.entities import find_entities
from bot.understanding.slots import find_slots
from bot.web.answerer import Answerer
from bot.web.body import clean_text, json_body, read_body
from bot.web.problems import Problem, documented, shorten
from locales import Pack, find_tag


class ParseRequest(BaseModel):
    """What Rasa sends an NLU server; unknown keys are ignored, as there."""

    model_config = ConfigDict(
        strict=True,
        json_schema_extra={
            "example": {"text": "Where is A-1003?", "message_id": "m1", "metadata": {"locale": "en-US"}}
        },
    )
    text: str
    message_id: str | None = None
    metadata: dict[str, Any] | None = None


class ParsedIntent(BaseModel):
    """An intent with its calibrated probability; `name` is null for an empty text, as in Rasa."""

    name: str | None
    confidence: float


class Parsed(BaseModel):
    """What Rasa expects of an NLU server, with the locale and the variety that the customer writes."""

    text: str
    intent: ParsedIntent
    entities: list[dict[str, Any]] = Field(description="entity, value, extractor; start and end where it stands")
    intent_ranking: list[ParsedIntent]
    metadata: dict[str, str | None]


def parse_routes(bot: Answerer, settings: Settings) -> APIRouter:
    """The one route."""
    routes = APIRouter(tags=["rasa"])

    @routes.post("/model/parse", openapi_extra=json_body(ParseRequest), responses=documented(400, 413, 422, 503))
    async def parse(request: Request) -> Parsed:
        """Intent, entities and locale of one message, in Rasa's shape."""
        asked = await read_body(request, ParseRequest, any_content_type=True)
        text = clean_text(asked.text, "text")
        if len(text) > settings.max_message:
            raise _too_long(text, settings.max_message)
        wanted = (asked.metadata or {}).get("locale")
        return await _parsed(text, find_tag(bot.packs, wanted) if isinstance(wanted, str) else None, _parts(bot))

    return routes


def _parts(bot: Answerer) -> Parts:
    """Those of a bot that works here; an Answerer need not have any."""
    parts = getattr(bot, "parts", None)
    if isinstance(parts, Parts):
        return parts
    raise Problem(
        503, "no-understanding", "A part that the bot needs does not answer", "This server reads no messages."
    )


async def _parsed(text: str, locale: str | None, parts: Parts) -> Parsed:
    guess = (await detect_locale(Turn(text, Conversation(""), locale), parts)).locale
    assert guess
    metadata = {"locale": guess.tag, "dialect": guess.dialect}
    if not text.strip():
        return Parsed(
            text=text, intent=ParsedIntent(name=None, confidence=0.0), entities=[], intent_ranking=[], metadata=metadata
        )
    pack = parts.packs[guess.tag]
    ranking = [ParsedIntent(name=one.intent, confidence=one.confidence) for one in parts.head.rank(text, pack.language)]
    best = ranking[0]
    entities = list(_entities(text, pack))
    known = [(one["entity"], one["value"]) for one in entities]
    slots = find_slots(text, pack, pack.contract.intents[str(best.name)].slots, parts.product)
    for name, value in slots.items():
        if (name, value) not in known:
            entities.append({"entity": name, "value": value, "extractor": "teinei_slots", **span(text, value)})
    return Parsed(text=text, intent=best, entities=entities, intent_ranking=ranking, metadata=metadata)


def _entities(text: str, pack: Pack) -> Iterator[dict[str, Any]]:
    """Dates, amounts, addresses and the like."""
    today = datetime.now(ZoneInfo(pack.locale.timezone or "UTC")).date()
    for one in find_entities(text, pack, today):
        yield {
            "entity": one.kind,
            "value": _plain_value(one.value),
            "start": one.start,
            "end": one.end,
            "extractor": "teinei",
        }


def _plain_value(value: Any) -> Any:
    """The value as JSON has it: `Amount(Decimal("12.50"), "EUR")` → `{"value": 12.5, "currency": "EUR"}`."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain_value(one) for name, one in value._asdict().items()}
    return value


def span(text: str, value: str) -> dict[str, int]:
    """Where a value stands whatever its width, case and hyphens: `Ａ－１００３です`, `A-1003` → start 0, end 6."""
    letters = [
        (char, place)
        for place, written in enumerate(text)
        for char in unicodedata.normalize("NFKC", written).casefold()
        if char.isalnum() and unicodedata.category(char) != "Lm"
    ]
    wanted = "".join(char for char in unicodedata.normalize("NFKC", value).casefold() if char.isalnum())
    at = "".join(char for char, _ in letters).find(wanted) if wanted else -1
    if at < 0:
        return {}
    return {"start": letters[at][1], "end": letters[at + len(wanted) - 1][1] + 1}


def _too_long(text: str, most: int) -> Problem:
    return Problem(
        413,
        "message-too-long",
        "The message is too long",
        f"text has {len(text)} characters; this shop reads up to {most}. Shorten it.",
        field="text",
        value=shorten(text),
        expected=f"at most {most} characters",
    )
