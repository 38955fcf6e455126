"""The demo shop: `DemoShop.open(Path("var")).order("A-1003").state` → `"in_transit"`.

What it knows is demo.yaml, with days counted from today; what customers change is kept in `shop.db` of the
data folder, by the day on which it happened. Does not: know who asks. Whoever has an order number may ask
about it; a real shop checks that in its own systems.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from bot.shop import names
from bot.shop.catalog import Catalog, read_catalog
from bot.shop.kept import Fields, Kept, five_digits
from bot.shop.shop import Loyalty, Named, Order, Terms

REFUND_DAYS = 7
REPLACEMENT_DAYS = 3


@dataclass(frozen=True)
class DemoShop:
    """A `Shop` (see shop.py, which says what each method promises)."""

    catalog: Catalog
    kept: Kept
    today: Callable[[], date] = date.today

    @classmethod
    def open(cls, data: Path, today: Callable[[], date] = date.today) -> DemoShop:
        """The shop with its changes in `data`. Raises ShopError or PackError."""
        return cls(_catalog(), Kept.open(data / "shop.db"), today)

    # ---- look up

    def order(self, order_id: str) -> Order | None:
        """The file's order with what customers changed since."""
        return self._with(order_id, self.kept.fields(order_id)) if order_id in self.catalog.orders else None

    def product(self, words: str) -> Named | None:
        """By any of its names in any language, or by its id."""
        catalog = self.catalog.names()
        found = names.named_exactly(words, catalog) or names.find_product(words, catalog)
        if found is None:
            return None
        product = self.catalog.product(found[0], self.today())
        return Named(product, product.name[found[1]])

    def terms(self) -> Terms:
        """The file's `shop`."""
        return self.catalog.terms(self.today())

    def loyalty(self, customer: str) -> Loyalty:
        """Everybody is the demo customer."""
        return self.catalog.points(self.today())

    # ---- change

    def cancel_order(self, order_id: str, key: str) -> Order | None:
        """Only while in preparation."""

        def cancel(order: Order) -> Fields | None:
            if order.state != "preparing":
                return None
            return {"state": "cancelled", "cancelled_on": self._in(0)} | self._refund(order)

        return self._change(order_id, f"cancel:{key}", cancel)

    def change_address(self, order_id: str, address: str, key: str) -> Order | None:
        """Only while in preparation."""

        def change(order: Order) -> Fields | None:
            return {"address": address} if order.state == "preparing" else None

        return self._change(order_id, f"address:{key}", change)

    def start_return(self, order_id: str, key: str) -> Order | None:
        """The code follows from the order's number."""
        return self._change(order_id, f"return:{key}", lambda order: {"return_code": f"R-{five_digits(order.id)}"})

    def start_refund(self, order_id: str, key: str) -> Order | None:
        """By REFUND_DAYS from today, unless one is under way."""
        return self._change(order_id, f"refund:{key}", self._refund)

    def send_replacement(self, order_id: str, key: str) -> Order | None:
        """In REPLACEMENT_DAYS from today, unless one is on its way."""

        def send(order: Order) -> Fields | None:
            on_its_way = order.replacement_eta is not None and order.replacement_eta >= self.today()
            return {} if on_its_way else {"replacement_eta": self._in(REPLACEMENT_DAYS)}

        return self._change(order_id, f"replace:{key}", send)

    def open_request(self, kind: Literal["S", "D"], customer: str, key: str) -> str:
        """Files the request in `shop.db`."""
        return self.kept.reference(kind, f"{kind}:{customer}:{key}")

    # ---- how

    def _in(self, days: int) -> str:
        return (self.today() + timedelta(days=days)).isoformat()

    def _refund(self, order: Order) -> Fields:
        return {} if order.refund != "none" else {"refund": "pending", "refund_by": self._in(REFUND_DAYS)}

    def _change(self, order_id: str, key: str, new: Callable[[Order], Fields | None]) -> Order | None:
        if order_id not in self.catalog.orders:
            return None
        fields = self.kept.change(order_id, f"{order_id}:{key}", lambda before: new(self._with(order_id, before)))
        return None if fields is None else self._with(order_id, fields)

    def _with(self, order_id: str, fields: Fields) -> Order:
        """The order of the file with what was changed since."""
        dates = {name: date.fromisoformat(value) for name, value in fields.items() if name.endswith(_DATES)}
        words = {name: value for name, value in fields.items() if not name.endswith(_DATES)}
        order = replace(self.catalog.order(order_id, self.today()), **words, **dates)  # type: ignore[arg-type]
        by = dates.get("refund_by")
        if order.refund == "pending" and by and by < self.today():
            # The demo pays on time: a refund that was started weeks ago in this file has arrived.
            return replace(order, refund="done", refunded_on=by)
        return order


_DATES = ("_on", "_by", "_eta")


def find_product(text: str, tag: str | None = None) -> str | None:
    """The product named in a message, in the locale's words: `("傘ありますか", "ja-JP")` → `"折りたたみ傘"`."""
    catalog = _catalog()
    found = names.find_product(text, catalog.names(), tag)
    return catalog.words[found[1]].products[found[0]].name if found else None


@cache
def _catalog() -> Catalog:
    return read_catalog()
