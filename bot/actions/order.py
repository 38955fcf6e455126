"""Orders: where a parcel is, and what can still be changed before it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from typing_extensions import override

from bot.actions.ask import Ask, tell
from bot.actions.sdk import Action, Dispatcher, Domain, Event, Tracker
from bot.shop.shop import Order, Shop

REFUND_DAYS = 7


@dataclass(frozen=True)
class TrackOrder(Action):
    """Where the parcel is, by the order's state."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_track_order"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask = Ask.read(self.name(), tracker)
        order = self.shop.order(ask.order_id)
        if order is None:
            return tell(dispatcher, ask, "not_found", order_id=ask.order_id)
        dated: dict[str, dict[str, Any]] = {
            "preparing": {"ship_by": order.ship_by},
            "in_transit": {"carrier": ask.text(self.shop.terms().carrier), "eta": order.eta},
            "delayed": {"eta": order.eta},
            "delivered": {"delivered_on": order.delivered_on},
            "cancelled": {"cancelled_on": order.cancelled_on},
            "lost": {},
        }
        return tell(dispatcher, ask, order.state, order_id=order.id, **dated[order.state])


@dataclass(frozen=True)
class CancelOrder(Action):
    """Cancels an order that is still in preparation; the refund starts with it."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_cancel_order"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask = Ask.read(self.name(), tracker)
        # First the change, which a retry finds done; only what could not be changed is looked at.
        if ask.confirmed and (done := self.shop.cancel_order(ask.order_id, ask.key)):
            return self._cancelled(dispatcher, ask, done)
        order = self.shop.order(ask.order_id)
        if order is None:
            return tell(dispatcher, ask, "not_found", order_id=ask.order_id)
        if order.state == "cancelled":
            return tell(dispatcher, ask, "already_cancelled", order_id=order.id, cancelled_on=order.cancelled_on)
        if order.state != "preparing":
            return tell(dispatcher, ask, "already_shipped", order_id=order.id)
        return self._cancelled(dispatcher, ask, order, would=True)

    def _cancelled(self, dispatcher: Dispatcher, ask: Ask, order: Order, would: bool = False) -> list[Event]:
        by = order.refund_by or self.shop.today() + timedelta(days=REFUND_DAYS)
        facts: dict[str, Any] = {"order_id": order.id, "amount": ask.money(order.charged), "refund_by": by}
        return tell(dispatcher, ask, "cancelled", would=would, **facts)


@dataclass(frozen=True)
class ChangeOrder(Action):
    """Whether a colleague can still change what is in the parcel."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_change_order"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask = Ask.read(self.name(), tracker)
        order = self.shop.order(ask.order_id)
        if order is None:
            return tell(dispatcher, ask, "not_found", order_id=ask.order_id)
        if order.state == "preparing":
            return tell(dispatcher, ask, "can_change", order_id=order.id, ship_by=order.ship_by)
        return tell(dispatcher, ask, "already_shipped", order_id=order.id)


@dataclass(frozen=True)
class ChangeAddress(Action):
    """Sends a parcel elsewhere while it is still in preparation."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_change_address"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask = Ask.read(self.name(), tracker)
        address = ask.slot("new_address")
        if ask.confirmed and (done := self.shop.change_address(ask.order_id, address, ask.key)):
            return tell(dispatcher, ask, "changed", order_id=done.id, address=done.address)
        order = self.shop.order(ask.order_id)
        if order is None:
            return tell(dispatcher, ask, "not_found", order_id=ask.order_id)
        if order.state != "preparing":
            carrier = ask.text(self.shop.terms().carrier)
            return tell(dispatcher, ask, "already_shipped", order_id=order.id, carrier=carrier)
        return tell(dispatcher, ask, "changed", would=True, order_id=order.id, address=address)


@dataclass(frozen=True)
class DeliveryTerms(Action):
    """How long a delivery takes (delivery_period) or what it costs (delivery_options)."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_delivery_terms"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask, terms = Ask.read(self.name(), tracker), self.shop.terms()
        if ask.intent == "delivery_period":
            return tell(dispatcher, ask, "period", days_min=terms.days_min, days_max=terms.days_max)
        if ask.intent == "delivery_options":
            fee, free_from = ask.money(terms.delivery_fee), ask.money(terms.free_from)
            return tell(dispatcher, ask, "options", fee=fee, free_from=free_from)
        raise ask.unknown_intent()
