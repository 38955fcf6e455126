"""After delivery: sending back, exchanging, what arrived wrong, and the money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from typing_extensions import override

from bot.actions.ask import Ask, tell
from bot.actions.order import REFUND_DAYS
from bot.actions.sdk import Action, Dispatcher, Domain, Event, Tracker
from bot.shop.shop import Order, Shop


def too_late(order: Order, shop: Shop) -> bool:
    """Whether the order was delivered longer ago than goods may be sent back; its last day still counts."""
    return order.delivered_on is not None and (shop.today() - order.delivered_on).days > shop.terms().return_days


@dataclass(frozen=True)
class ReturnItem(Action):
    """Takes a delivered order back."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_return_item"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask, days = Ask.read(self.name(), tracker), self.shop.terms().return_days
        order = self.shop.order(ask.order_id)
        if order is None:
            return tell(dispatcher, ask, "not_found", order_id=ask.order_id)
        if order.state != "delivered":
            return tell(dispatcher, ask, "not_delivered", order_id=order.id)
        if too_late(order, self.shop):
            return tell(dispatcher, ask, "too_late", order_id=order.id, return_days=days)
        code = _return_code(self.shop, order, ask)
        return tell(dispatcher, ask, "accepted", order_id=order.id, return_code=code, return_days=days)


@dataclass(frozen=True)
class ExchangeItem(Action):
    """Exchanges an order for another piece of the same product; one on its way may be exchanged, too."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_exchange_item"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask = Ask.read(self.name(), tracker)
        order = self.shop.order(ask.order_id)
        if order is None:
            return tell(dispatcher, ask, "not_found", order_id=ask.order_id)
        if too_late(order, self.shop):
            days = self.shop.terms().return_days
            return tell(dispatcher, ask, "too_late", order_id=order.id, return_days=days)
        if not order.product.stock:
            return tell(dispatcher, ask, "out_of_stock", order_id=order.id, product=ask.text(order.product.name))
        return tell(dispatcher, ask, "accepted", order_id=order.id, return_code=_return_code(self.shop, order, ask))


@dataclass(frozen=True)
class ReportProblem(Action):
    """Damaged, wrong or missing: a new piece where there is one, the money back where there is none."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_report_problem"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask = Ask.read(self.name(), tracker)
        order = self.shop.order(ask.order_id)
        if order is None:
            return tell(dispatcher, ask, "not_found", order_id=ask.order_id)
        if order.product.stock and (sent := self.shop.send_replacement(order.id, ask.key)):
            return tell(dispatcher, ask, "replacement", order_id=order.id, eta=sent.replacement_eta)
        paid = self.shop.start_refund(order.id, ask.key) or order
        return tell(dispatcher, ask, "refund", **_refund(self.shop, paid, ask))


@dataclass(frozen=True)
class GetRefund(Action):
    """Gives the money back where nothing has to come back first: cancelled and lost orders."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_get_refund"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask, days = Ask.read(self.name(), tracker), self.shop.terms().return_days
        order = self.shop.order(ask.order_id)
        if order is None:
            return tell(dispatcher, ask, "not_found", order_id=ask.order_id)
        if too_late(order, self.shop):
            return tell(dispatcher, ask, "too_late", order_id=order.id, return_days=days)
        if order.state not in ("cancelled", "lost"):
            code = _return_code(self.shop, order, ask)
            return tell(dispatcher, ask, "needs_return", order_id=order.id, return_code=code, return_days=days)
        # A refund under way is told as it is: there is nothing to confirm, and it is never paid twice.
        would = order.refund == "none" and not ask.confirmed
        started = order if would else self.shop.start_refund(order.id, ask.key) or order
        return tell(dispatcher, ask, "started", would=would, **_refund(self.shop, started, ask))


@dataclass(frozen=True)
class TrackRefund(Action):
    """Where the money is."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_track_refund"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask = Ask.read(self.name(), tracker)
        order = self.shop.order(ask.order_id)
        if order is None:
            return tell(dispatcher, ask, "not_found", order_id=ask.order_id)
        if order.refund == "none":
            return tell(dispatcher, ask, "none", order_id=order.id)
        if order.refund == "done":
            amount = ask.money(order.charged)
            return tell(dispatcher, ask, "done", order_id=order.id, amount=amount, refunded_on=order.refunded_on)
        return tell(dispatcher, ask, order.refund, **_refund(self.shop, order, ask))


@dataclass(frozen=True)
class ReturnTerms(Action):
    """How many days there are to send something back."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_return_terms"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask = Ask.read(self.name(), tracker)
        return tell(dispatcher, ask, "policy", return_days=self.shop.terms().return_days)


def _return_code(shop: Shop, order: Order, ask: Ask) -> str | None:
    returned = shop.start_return(order.id, ask.key)
    return returned.return_code if returned else None


def _refund(shop: Shop, order: Order, ask: Ask) -> dict[str, Any]:
    by = order.refunded_on or order.refund_by or shop.today() + timedelta(days=REFUND_DAYS)
    return {"order_id": order.id, "amount": ask.money(order.charged), "refund_by": by}
