"""What the actions ask of a shop: `Shop`. A retailer passes an object of their own; `DemoShop` is one.

Looking things up has no effect. Every change takes a `key`: asked twice with the same key, a shop does it
once and gives the same answer again, so that a retried message never cancels or refunds twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from bot.errors import TeineiError

State = Literal["preparing", "in_transit", "delayed", "delivered", "lost", "cancelled"]
Refund = Literal["none", "pending", "late", "done"]
Payment = Literal["paid", "declined", "charged_twice"]
Localized = dict[str, str]  # locale or language → text; the English one is shown where the customer's is missing
Money = dict[str, int | float]  # ISO 4217 → amount; yen have no decimals and stay integers


class ShopError(TeineiError):
    """The shop cannot be used; the message says which file or value, and what to do."""


@dataclass(frozen=True)
class Product:
    """One article. `restock_on` None with no stock: it will not come back."""

    id: str
    name: Localized
    price: Money
    stock: int
    restock_on: date | None = None
    one_size: bool = False


@dataclass(frozen=True)
class Order:
    """One order of one product; a date is None until it is known."""

    id: str
    product: Product
    state: State
    payment: Payment = "paid"
    refund: Refund = "none"
    ship_by: date | None = None
    eta: date | None = None
    delivered_on: date | None = None
    cancelled_on: date | None = None
    refund_by: date | None = None
    refunded_on: date | None = None
    replacement_eta: date | None = None
    return_code: str | None = None
    address: str | None = None

    @property
    def charged(self) -> Money:
        """What a refund gives back: nothing where the payment was declined."""
        return dict.fromkeys(self.product.price, 0) if self.payment == "declined" else self.product.price


@dataclass(frozen=True)
class Terms:
    """What holds for every order; `coupon_from` is the amount that the current coupon asks for."""

    address: Localized
    carrier: Localized
    opens_at: str
    closes_at: str
    service_opens_at: str
    service_closes_at: str
    days_min: int
    days_max: int
    return_days: int
    delivery_fee: Money
    free_from: Money
    gift_fee: Money
    coupon_from: Money
    coupon_expires_on: date


@dataclass(frozen=True)
class Loyalty:
    """A customer's points and the day on which they lapse."""

    points: int
    expires_on: date


@dataclass(frozen=True)
class Named:
    """A product that a text names, with its name in the language that was used."""

    product: Product
    name: str = field(compare=False)


class Shop(Protocol):
    """The shop's systems, as the actions see them."""

    def today(self) -> date:
        """The day in the shop's own time zone."""

    def order(self, order_id: str) -> Order | None:
        """The order as it stands, or None for an unknown number."""

    def product(self, words: str) -> Named | None:
        """The product that a customer's words name, in whatever language."""

    def terms(self) -> Terms:
        """Opening hours, fees and periods."""

    def loyalty(self, customer: str) -> Loyalty:
        """The customer's points."""

    def cancel_order(self, order_id: str, key: str) -> Order | None:
        """Cancels and starts the refund. None, and nothing done, when it has left or was cancelled before."""

    def change_address(self, order_id: str, address: str, key: str) -> Order | None:
        """Sends the parcel elsewhere. None, and nothing done, when it has left the house."""

    def start_return(self, order_id: str, key: str) -> Order | None:
        """Gives the order its `return_code`, the same one ever after. None for an unknown number."""

    def start_refund(self, order_id: str, key: str) -> Order | None:
        """Starts the one refund that an order can have; one under way stays as it is."""

    def send_replacement(self, order_id: str, key: str) -> Order | None:
        """Sends a new piece; while one is on its way, no second."""

    def open_request(self, kind: Literal["S", "D"], customer: str, key: str) -> str:
        """Files a request for a colleague (S: call back, D: delete the account): `S-48213`."""
