"""Products: stock, sizes, prices, gift wrapping. A product that the shop does not have is rejected (400)."""

from __future__ import annotations

from dataclasses import dataclass

from typing_extensions import override

from bot.actions.ask import Ask, tell
from bot.actions.sdk import Action, Dispatcher, Domain, Event, Tracker
from bot.shop.shop import Product, Shop


def asked_product(ask: Ask, shop: Shop) -> Product:
    """The product of the slot. Raises ActionExecutionRejection: the contract has no outcome for a wrong one."""
    named = shop.product(ask.slot("product"))
    if named is None:
        raise ask.reject(f"{ask.slots['product']!r} is no product of this shop; ask the customer again")
    return named.product


@dataclass(frozen=True)
class CheckStock(Action):
    """Whether a product is there, or when it will be."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_check_stock"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask = Ask.read(self.name(), tracker)
        product = asked_product(ask, self.shop)
        name = ask.text(product.name)
        if product.stock:
            return tell(dispatcher, ask, "in_stock", product=name, stock=product.stock)
        if product.restock_on:
            return tell(dispatcher, ask, "restock", product=name, restock_on=product.restock_on)
        return tell(dispatcher, ask, "sold_out", product=name)


@dataclass(frozen=True)
class SizeAdvice(Action):
    """Which size to take, or that there is only one."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_size_advice"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask = Ask.read(self.name(), tracker)
        product = asked_product(ask, self.shop)
        outcome = "one_size" if product.one_size else "advice"
        return tell(dispatcher, ask, outcome, product=ask.text(product.name))


@dataclass(frozen=True)
class ProductInfo(Action):
    """What a product costs."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_product_info"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask = Ask.read(self.name(), tracker)
        product = asked_product(ask, self.shop)
        return tell(dispatcher, ask, "info", product=ask.text(product.name), price=ask.money(product.price))


@dataclass(frozen=True)
class GiftTerms(Action):
    """What gift wrapping costs."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_gift_terms"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask = Ask.read(self.name(), tracker)
        return tell(dispatcher, ask, "offered", fee=ask.money(self.shop.terms().gift_fee))
