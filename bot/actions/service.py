"""The house and the account: opening hours, points, a colleague who takes over, leaving for good."""

from __future__ import annotations

from dataclasses import dataclass

from typing_extensions import override

from bot.actions.ask import Ask, tell
from bot.actions.sdk import Action, Dispatcher, Domain, Event, Tracker
from bot.shop.shop import Shop


@dataclass(frozen=True)
class StoreInfo(Action):
    """When the store is open (store_hours) or where it is (store_location)."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_store_info"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask, terms = Ask.read(self.name(), tracker), self.shop.terms()
        if ask.intent == "store_hours":
            return tell(dispatcher, ask, "hours", opens_at=terms.opens_at, closes_at=terms.closes_at)
        if ask.intent == "store_location":
            return tell(dispatcher, ask, "location", address=ask.text(terms.address))
        raise ask.unknown_intent()


@dataclass(frozen=True)
class ServiceHours(Action):
    """When customer service answers."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_service_hours"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask, terms = Ask.read(self.name(), tracker), self.shop.terms()
        return tell(dispatcher, ask, "hours", opens_at=terms.service_opens_at, closes_at=terms.service_closes_at)


@dataclass(frozen=True)
class LoyaltyPoints(Action):
    """How many points the customer has, and until when."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_loyalty_points"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask = Ask.read(self.name(), tracker)
        loyalty = self.shop.loyalty(ask.customer)
        return tell(dispatcher, ask, "balance", points=loyalty.points, expires_on=loyalty.expires_on)


@dataclass(frozen=True)
class DeleteAccount(Action):
    """Files the wish to delete the account; before the customer confirmed there is no number yet."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_delete_account"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask = Ask.read(self.name(), tracker)
        if not ask.confirmed:
            return tell(dispatcher, ask, "requested", would=True)
        return tell(dispatcher, ask, "requested", reference=self.shop.open_request("D", ask.customer, ask.key))


@dataclass(frozen=True)
class Handoff(Action):
    """Files the conversation for a colleague."""

    shop: Shop

    @override
    def name(self) -> str:
        return "action_handoff"

    @override
    async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
        ask = Ask.read(self.name(), tracker)
        return tell(dispatcher, ask, "handoff", reference=self.shop.open_request("S", ask.customer, ask.key))
