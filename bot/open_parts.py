"""Opens what a turn works with: packs, detectors, intent heads, the model, the actions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.actions.client import ActionClient
from bot.knowledge.file import load_index
from bot.knowledge.index import Index
from bot.knowledge.pages import read_pages
from bot.models.chat import ChatModel
from bot.models.open_model import open_model
from bot.parts import Parts
from bot.settings import Settings
from bot.shop.demo import find_product
from bot.understanding.intents import load_head
from bot.understanding.languages import Languages
from locales import Pack, PackError, load_pack
from politeness_eval.encoders import Encoder, open_encoder


def load_packs(settings: Settings) -> dict[str, Pack]:
    """The shop's packs by tag. Raises PackError when the default locale is not among them."""
    if settings.default_locale not in settings.locales:
        wanted = ", ".join(settings.locales)
        raise PackError([f"default_locale {settings.default_locale!r} is not among the shop's locales: {wanted}"])
    return {tag: load_pack(tag) for tag in settings.locales}


def open_knowledge(settings: Settings, tags: tuple[str, ...], encoder: Encoder) -> Index | None:
    """The index of the pages of the shop's locales; None where there are none. Raises PackError for a bad page."""
    if settings.pages is None:
        return None
    passages = [one for one in read_pages(settings.pages).passages if one.locale in tags]
    return load_index(passages, encoder, settings.cache) if passages else None


@asynccontextmanager
async def open_parts(settings: Settings, model: ChatModel | None = None) -> AsyncIterator[Parts]:
    """Everything open and warm, closed again at the end; `model` instead of the one of the settings."""
    packs = load_packs(settings)
    encoder = open_encoder(settings.encoder, settings.encoder_key)
    head = load_head(tuple(packs.values()), encoder, settings.cache)
    head.read(".", next(iter(packs.values())).language)  # what loads late loads now, not with the first customer
    knowledge = open_knowledge(settings, tuple(packs), encoder)
    languages = Languages(tuple(pack.language for pack in packs.values()))
    actions = ActionClient(settings.action_url or f"http://127.0.0.1:{settings.action_port}", settings.action_timeout)
    try:
        async with _model(settings, packs, model) as (opened, adapters):
            yield Parts(settings, packs, languages, head, opened, actions, find_product, adapters, knowledge)
    finally:
        await actions.close()


@asynccontextmanager
async def _model(
    settings: Settings, packs: dict[str, Pack], given: ChatModel | None
) -> AsyncIterator[tuple[ChatModel, dict[str, str | None]]]:
    if given is not None:
        yield given, {}
        return
    async with open_model(settings, packs) as opened:
        yield opened
