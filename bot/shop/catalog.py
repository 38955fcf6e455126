"""Reads demo.yaml: `read_catalog()` → products, orders, terms, with days still counted from today.

Raises PackError with `path:line: message` for each key that is unknown, missing or of the wrong kind.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from bot.shop.names import Names
from bot.shop.shop import Localized, Loyalty, Money, Order, Payment, Product, Refund, State, Terms
from locales.read import PackError, read_yaml, shown
from locales.schema import Strict

HERE = Path(__file__).parent
Days = int  # from today; negative: ago
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class _Coupon(Strict):
    free_from: Money
    expires_on: Days


class _House(Strict):
    name: Localized
    address: Localized
    opens_at: Clock
    closes_at: Clock
    service_opens_at: Clock
    service_closes_at: Clock
    delivery_days: tuple[int, int]
    return_days: int
    delivery_fee: Money
    free_from: Money
    gift_fee: Money
    coupon: _Coupon
    carrier: Localized


class _Product(Strict):
    name: Localized
    aliases: dict[str, tuple[str, ...]] = {}
    unlike: tuple[str, ...] = ()
    stock: Annotated[int, Field(ge=0)]
    restock_on: Days | None = None
    one_size: bool = False
    price: Money


class _Order(Strict):
    product: str
    state: State
    payment: Payment = "paid"
    refund: Refund = "none"
    ship_by: Days | None = None
    eta: Days | None = None
    delivered_on: Days | None = None
    cancelled_on: Days | None = None
    refund_by: Days | None = None
    refunded_on: Days | None = None


class _Loyalty(Strict):
    points: int
    expires_on: Days


class Catalog(Strict):
    """The whole file; the methods turn its days into dates."""

    shop: _House
    products: dict[str, _Product]
    orders: dict[str, _Order]
    loyalty: _Loyalty

    def product(self, name: str, today: date) -> Product:
        """One product as the shop shows it today."""
        row = self.products[name]
        return Product(name, row.name, row.price, row.stock, _day(row.restock_on, today), row.one_size)

    def order(self, order_id: str, today: date) -> Order:
        """One order as the file has it, before what customers changed."""
        row = self.orders[order_id]
        days: dict[str, Any] = {
            name: _day(getattr(row, name), today)
            for name in ("ship_by", "eta", "delivered_on", "cancelled_on", "refund_by", "refunded_on")
        }
        return Order(order_id, self.product(row.product, today), row.state, row.payment, row.refund, **days)

    def terms(self, today: date) -> Terms:
        """What holds for every order."""
        house = self.shop
        same = house.model_dump(exclude={"name", "delivery_days", "coupon"})
        return Terms(
            **same,
            days_min=house.delivery_days[0],
            days_max=house.delivery_days[1],
            coupon_from=house.coupon.free_from,
            coupon_expires_on=today + timedelta(days=house.coupon.expires_on),
        )

    def points(self, today: date) -> Loyalty:
        """The demo customer's points."""
        return Loyalty(self.loyalty.points, today + timedelta(days=self.loyalty.expires_on))

    def names(self) -> tuple[Names, ...]:
        """What products are called, for `find_product`."""
        return tuple(
            Names(name, {tag: (said, *row.aliases.get(tag, ())) for tag, said in row.name.items()}, row.unlike)
            for name, row in self.products.items()
        )


def _day(days: Days | None, today: date) -> date | None:
    return None if days is None else today + timedelta(days=days)


def read_catalog(path: Path = HERE / "demo.yaml") -> Catalog:
    """The file, checked: every order names a product, and has the dates that its state speaks of."""
    catalog: Catalog = read_yaml(path, TypeAdapter[Any](Catalog))
    problems = [
        f"{shown(path)}:1: orders.{name}: {problem}"
        for name, order in catalog.orders.items()
        for problem in _problems(order, catalog)
    ]
    if problems:
        raise PackError(problems)
    return catalog


_NEEDS = {
    "preparing": "ship_by",
    "in_transit": "eta",
    "delayed": "eta",
    "delivered": "delivered_on",
    "cancelled": "cancelled_on",
    "pending": "refund_by",
    "late": "refund_by",
    "done": "refunded_on",
    "charged_twice": "refund_by",
}


def _problems(order: _Order, catalog: Catalog) -> list[str]:
    wanted = {_NEEDS.get(value) for value in (order.state, order.refund, order.payment)} - {None}
    missing = sorted(name for name in wanted if name and getattr(order, name) is None)
    problems = [f"{name} is required by {order.state}/{order.refund}/{order.payment}" for name in missing]
    if order.product not in catalog.products:
        problems.append(f"product {order.product!r} is not one of {sorted(catalog.products)}")
    return problems
