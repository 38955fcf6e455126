"""One thing that a message names: `Entity("date", "2026-11-25", 3, 9, "25 Nov.")`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

Kind = Literal["date", "time", "amount", "number", "phone", "email", "postal_code", "address", "order_id", "size"]


class Amount(NamedTuple):
    """A sum of money: `Amount(Decimal("1234.56"), "EUR")`, the currency as ISO 4217 writes it."""

    value: Decimal
    currency: str


@dataclass(frozen=True)
class Entity:
    """`text` is `message[start:end]`, as the customer typed it.

    value
      date     ISO 8601; `2026` where only a year was said
      time     `14:00`; a "3 o'clock" without a half of the day stays `03:00`
      amount   an `Amount`
      number   a Decimal
      phone    E.164, `+81312345678`
      others   text after NFKC
    """

    kind: Kind
    value: str | Decimal | Amount
    start: int
    end: int
    text: str
