"""Paying: what went wrong with a payment, the invoice, the coupon."""

from __future__ import annotations

from dataclasses import dataclass

from typing_extensions import override

from bot.actions.ask import Ask, tell
from bot.actions.sdk import Action, Dispatcher, Domain, Event, Tracker
from bot.shop.shop import Shop


@dataclass(frozen=True)
class PaymentIssue(Action):
    """How the payment of an order stands."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_payment_issue"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask = Ask.read(self.name(), tracker)
        order = self.shop.order(ask.order_id)
        if order is None:
            return tell(dispatcher, ask, "not_found", order_id=ask.order_id)
        if order.payment == "declined":
            return tell(dispatcher, ask, "declined", order_id=order.id)
        amount = ask.money(order.product.price)
        if order.payment == "charged_twice":
            return tell(dispatcher, ask, "charged_twice", order_id=order.id, amount=amount, refund_by=order.refund_by)
        return tell(dispatcher, ask, "paid", order_id=order.id, amount=amount)


@dataclass(frozen=True)
class GetInvoice(Action):
    """Sends the invoice to the address of the account."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_get_invoice"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask = Ask.read(self.name(), tracker)
        order = self.shop.order(ask.order_id)
        if order is None:
            return tell(dispatcher, ask, "not_found", order_id=ask.order_id)
        return tell(dispatcher, ask, "sent", order_id=order.id, amount=ask.money(order.product.price))


@dataclass(frozen=True)
class CouponTerms(Action):
    """From which amount the coupon counts, and until when."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_coupon_terms"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask, terms = Ask.read(self.name(), tracker), self.shop.terms()
        free_from = ask.money(terms.coupon_from)
        return tell(dispatcher, ask, "terms", free_from=free_from, expires_on=terms.coupon_expires_on)
