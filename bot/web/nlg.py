"""Rasa's NLG endpoint: a Rasa bot keeps its stories and gets approved, judged texts (`nlg: {url: …/nlg}`).

`utter_track_order_delayed` is the pack's approved text of intent `track_order`, outcome `delayed`; `utter_ask_order_id`
its question for a slot; `utter_service_down` a text of the conversation. Slots and arguments fill the facts in.
Any other text (a `response` that is no `utter_*`, or `arguments.text`) goes through the tone judge: it comes back
as it is when it passes, else the pack's approved hand-over to a person, with the findings under `custom`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from difflib import get_close_matches
from functools import cache
from typing import Any

from fastapi import APIRouter, Request

from bot.settings import Settings
from bot.understanding.languages import Languages
from bot.web.answerer import Answerer
from bot.web.body import clean_text, json_body, read_body
from bot.web.problems import Problem, documented, shorten
from bot.web.schema import NlgRequest, NlgResponse
from locales import Pack, find_tag, list_judged, load_pack
from locales.schema import FactValue
from politeness_eval import Situation, judge


def nlg_routes(bot: Answerer, settings: Settings) -> APIRouter:
    """The one route."""
    routes = APIRouter(tags=["rasa"])

    @routes.post("/nlg", openapi_extra=json_body(NlgRequest), responses=documented(400, 404, 413, 422))
    async def nlg(request: Request) -> NlgResponse:
        """One text for a Rasa bot: approved where it is an `utter_*`, judged where it is not."""
        asked = await read_body(request, NlgRequest, any_content_type=True)
        pack = _pack(asked, bot, settings)
        free = asked.arguments.get("text")
        if not asked.response.startswith("utter_") or isinstance(free, str):
            return _judged(clean_text(free if isinstance(free, str) else asked.response, "text"), asked, pack)
        return NlgResponse(text=_approved(asked, pack), id=asked.id)

    return routes


def _pack(asked: NlgRequest, bot: Answerer, settings: Settings) -> Pack:
    """The locale that a slot or the message's metadata names, else that of the customer's words, else the default."""
    slots, latest = asked.tracker.get("slots") or {}, asked.tracker.get("latest_message") or {}
    tags = tuple(dict.fromkeys([*bot.packs, *list_judged()]))
    metadata = latest.get("metadata") or {}
    for place, name in ((asked.arguments, "locale"), (metadata, "locale"), (slots, "locale"), (slots, "language")):
        if isinstance(wanted := place.get(name), str) and (tag := find_tag(tags, wanted)):
            return bot.packs.get(tag) or load_pack(tag)
    words = latest.get("text")
    if isinstance(words, str) and words.strip():
        language = _languages(tuple(dict.fromkeys(pack.language for pack in bot.packs.values()))).detect(words).language
        if language and (tag := find_tag(tuple(bot.packs), language)):
            return bot.packs[tag]
    return bot.packs.get(settings.default_locale) or load_pack(settings.default_locale)


@cache
def _languages(names: tuple[str, ...]) -> Languages:
    return Languages(names)


def _approved(asked: NlgRequest, pack: Pack) -> str:
    texts = dict(_texts(pack))
    text = texts.get(asked.response)
    if text is None:
        near = get_close_matches(asked.response, texts, n=3, cutoff=0.5)
        raise Problem(
            404,
            "unknown-response",
            "No approved text has this name",
            f"{pack.tag} has no {shorten(asked.response)!r}. Names are utter_<intent>_<outcome>, utter_ask_<slot> or "
            f"utter_<system reply>, as in locales/{pack.tag}/replies.yaml"
            + (f"; near: {', '.join(near)}." if near else "."),
            field="response",
            value=shorten(asked.response),
            expected="a name of an approved text",
        )
    given = {**(asked.tracker.get("slots") or {}), **asked.arguments}
    values: dict[str, FactValue] = {
        name: value for name, value in given.items() if isinstance(value, str | int | float)
    }
    try:
        intent, outcome = text
        if intent == "system":
            return pack.system_reply(outcome, **values)
        return pack.reply(intent, outcome, values)
    except (KeyError, ValueError) as error:
        raise Problem(
            422,
            "facts-missing",
            "The text cannot be filled in",
            f"{asked.response}: {str(error.args[0])[:300]}. Give the facts as slots or arguments.",
            field="arguments",
            value=shorten(sorted(values)),
            expected="every fact that the text shows, dates as 2026-11-25, times as 18:30",
        ) from None


def _texts(pack: Pack) -> Iterator[tuple[str, tuple[str, str]]]:
    """Every name that Rasa may ask for, with its place in replies.yaml; an intent's only outcome needs no name."""
    for intent, outcomes in pack.replies.outcomes.items():
        for outcome in outcomes:
            yield f"utter_{intent}_{outcome}", (intent, outcome)
        if len(outcomes) == 1:
            yield f"utter_{intent}", (intent, next(iter(outcomes)))
    for slot in pack.replies.ask:
        yield f"utter_ask_{slot}", ("", f"ask_{slot}")
    for name in pack.replies.system:
        yield f"utter_{name}", ("system", name)


def _judged(text: str, asked: NlgRequest, pack: Pack) -> NlgResponse:
    latest: dict[str, Any] = asked.tracker.get("latest_message") or {}
    said = latest.get("text")
    facts = {name: str(value) for name, value in (asked.tracker.get("slots") or {}).items() if value is not None}
    situation = Situation(customer=(said,) if isinstance(said, str) else (), facts=facts)
    verdict = judge(text, pack, situation)
    if verdict.passed:
        return NlgResponse(text=text, id=asked.id)
    return NlgResponse(
        text=pack.system_reply("human"),
        id=asked.id,
        custom={"rejected": text, "locale": pack.tag, "findings": [asdict(one) for one in verdict.errors]},
    )
