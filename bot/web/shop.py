"""The demo shop's page at `/`: `/?locale=de-DE` is the German one, where that locale is enabled.

Words come from `pages/shop.<language>.yaml`, products and prices from `bot/shop/demo.yaml`, the way a price is
written from the locale pack. Buttons fill the widget's input; the page has no script of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel, ConfigDict, TypeAdapter

from bot.settings import Settings
from bot.shop.catalog import read_catalog
from bot.shop.shop import Product, Terms
from bot.web.answerer import Answerer
from bot.web.problems import Problem, documented
from locales import find_tag
from locales.pack import Pack
from locales.read import read_yaml
from locales.render import render
from locales.schema import FactValue

PAGES = Path(__file__).parent / "pages"
_STATIC = {"shop.css": "text/css", "icon.svg": "image/svg+xml"}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OrderToTry(_Strict):
    """An order of the demo shop, its state, and a message that asks about it."""

    id: str
    state: str
    message: str


class PageWords(_Strict):
    """`shop.<language>.yaml`: all that the page says in one language."""

    shop: str
    title: str
    headline: str
    lead: str
    ask: str
    languages: str
    products_heading: str
    in_stock: str
    restock: str
    sold_out: str
    ask_product: str
    try_heading: str
    try_lead: str
    messages_heading: str
    messages: tuple[str, ...]
    orders_heading: str
    orders: tuple[OrderToTry, ...]
    perks: tuple[str, ...]
    footer: str
    products: dict[str, str]
    product_message: str


@dataclass(frozen=True)
class Card:
    """One card of the page; `key` names its picture, `state` its badge."""

    key: str
    name: str
    about: str
    price: str
    state: str
    badge: str
    message: str


def shop_routes(bot: Answerer, settings: Settings) -> APIRouter:
    """The page and its two files."""
    routes = APIRouter(tags=["demo shop"])
    template = Environment(
        loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).get_template("shop.html")

    @routes.get("/", response_class=HTMLResponse)
    async def shop(locale: Annotated[str | None, Query(description="an enabled locale")] = None) -> HTMLResponse:
        """The demo shop's page with the widget on it; an unknown locale gets the default one's."""
        shown = {tag: pack for tag, pack in bot.packs.items() if _words_file(pack).exists()}
        tag = find_tag(shown, locale or "") or find_tag(shown, settings.default_locale) or next(iter(shown))
        return HTMLResponse(
            template.render(page_values(shown[tag], list(shown.values()))), headers={"Cache-Control": "no-cache"}
        )

    @routes.get("/pages/{name}", response_class=FileResponse, responses=documented(404))
    async def static(name: str) -> Response:
        """The page's style sheet and icon."""
        if name not in _STATIC:
            raise Problem(404, "not-found", "There is nothing here", f"The page has {', '.join(_STATIC)}.")
        return FileResponse(PAGES / "static" / name, media_type=_STATIC[name], headers={"Cache-Control": "no-cache"})

    return routes


def page_values(pack: Pack, packs: list[Pack]) -> dict[str, Any]:
    """What the template is filled with."""
    words, catalog, today = read_words(pack), read_catalog(), date.today()
    terms = _terms(catalog.terms(today), pack)
    return {
        "words": words,
        "perks": [render(perk, terms, pack) for perk in words.perks],
        "tag": pack.tag,
        "products": [_card(catalog.product(key, today), pack, words) for key in catalog.products],
        "languages": [(other.tag, other.language, _own_name(other)) for other in packs],
    }


def read_words(pack: Pack) -> PageWords:
    """The page's words in the pack's language. Raises PackError."""
    return read_yaml(_words_file(pack), TypeAdapter(PageWords))


def _terms(terms: Terms, pack: Pack) -> dict[str, FactValue]:
    return {
        "days_min": terms.days_min,
        "days_max": terms.days_max,
        "return_days": terms.return_days,
        "free_from": terms.free_from[pack.locale.currency or ""],
    }


def _card(product: Product, pack: Pack, words: PageWords) -> Card:
    name = product.name[pack.tag]
    state = "in_stock" if product.stock else "restock" if product.restock_on else "sold_out"
    return Card(
        key=product.id,
        name=name,
        about=words.products[product.id],
        price=pack.show({"price": product.price[pack.locale.currency or ""]})["price"],
        state=state,
        badge=getattr(words, state),
        message=words.product_message.replace("{product}", name),
    )


def _words_file(pack: Pack) -> Path:
    return PAGES / f"shop.{pack.language}.yaml"


def _own_name(pack: Pack) -> str:
    return pack.locale.name.split("（")[0].split(" (")[0]
