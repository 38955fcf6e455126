"""Reads demo.yaml and demo/<tag>.yaml: `read_catalog()` → products, orders, terms, with days counted from today.

Raises PackError with `path:line: message` for each key that is unknown, missing or of the wrong kind.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from bot.shop.names import Names
from bot.shop.shop import Loyalty, Money, Order, Payment, Product, Refund, State, Terms
from locales.read import PackError, read_yaml, shown
from locales.schema import Strict

HERE = Path(__file__).parent
Days = int  # from today; negative: ago
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class _Coupon(Strict):
    free_from: Money
    expires_on: Days


class _House(Strict):
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


class _Product(Strict):
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


class _HouseWords(Strict):
    name: str
    address: str
    carrier: str


class _ProductWords(Strict):
    name: str
    aliases: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()


class Words(Strict):
    """demo/<tag>.yaml: what the shop and its products are called in one locale."""

    shop: _HouseWords
    products: dict[str, _ProductWords]


class _Numbers(Strict):
    shop: _House
    products: dict[str, _Product]
    orders: dict[str, _Order]
    loyalty: _Loyalty


class Catalog(_Numbers):
    """All files; the methods turn days into dates. `words` has one entry a locale."""

    words: dict[str, Words]

    def product(self, name: str, today: date) -> Product:
        """One product as the shop shows it today."""
        row = self.products[name]
        called = {tag: words.products[name].name for tag, words in self.words.items()}
        return Product(name, called, row.price, row.stock, _day(row.restock_on, today), row.one_size)

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
        return Terms(
            **house.model_dump(exclude={"delivery_days", "coupon"}),
            address={tag: words.shop.address for tag, words in self.words.items()},
            carrier={tag: words.shop.carrier for tag, words in self.words.items()},
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
            Names(
                name,
                {tag: (said.products[name].name, *said.products[name].aliases) for tag, said in self.words.items()},
                {tag: said.products[name].unlike for tag, said in self.words.items()},
            )
            for name in self.products
        )


def _day(days: Days | None, today: date) -> date | None:
    return None if days is None else today + timedelta(days=days)


def read_catalog(path: Path = HERE / "demo.yaml") -> Catalog:
    """The files, checked: every order names a product and has the dates of its state; every product has its names."""
    numbers: _Numbers = read_yaml(path, TypeAdapter[Any](_Numbers))
    problems = [
        f"{shown(path)}:1: orders.{name}: {problem}"
        for name, order in numbers.orders.items()
        for problem in _problems(order, numbers)
    ]
    words: dict[str, Words] = {}
    for file in sorted(path.with_suffix("").glob("*.yaml")):
        said = words[file.stem] = read_yaml(file, TypeAdapter(Words))
        if odd := sorted(set(said.products) ^ set(numbers.products)):
            problems.append(f"{shown(file)}:1: products: {', '.join(odd)}: here or in {path.name} only")
    if problems:
        raise PackError(problems)
    return Catalog(**{name: getattr(numbers, name) for name in _Numbers.model_fields}, words=words)


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


def _problems(order: _Order, catalog: _Numbers) -> list[str]:
    wanted = {_NEEDS.get(value) for value in (order.state, order.refund, order.payment)} - {None}
    missing = sorted(name for name in wanted if name and getattr(order, name) is None)
    problems = [f"{name} is required by {order.state}/{order.refund}/{order.payment}" for name in missing]
    if order.product not in catalog.products:
        problems.append(f"product {order.product!r} is not one of {sorted(catalog.products)}")
    return problems
