"""Finds slot values in a message: `find_slots("Ａ－１００３です", pack, ("order_id",))` → `{"order_id": "A-1003"}`.

Order numbers and sizes by the contract's patterns (after NFKC, so full-width digits count), products by
the shop's names. Does not: guess. What is not said is asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from bot.understanding.entities.addresses import find_addresses
from bot.understanding.entities.shop_codes import order_id
from locales import Pack

ProductFinder = Callable[[str, str], str | None]  # message, locale → name


def clean(text: str) -> str:
    """NFKC with every dash as `-`: customers type Ａー１００３, A−1003 and A–1003."""
    return re.sub(r"(?<=[A-Za-z])[‐-―−ー－](?=\d)", "-", unicodedata.normalize("NFKC", text))


def find_slots(text: str, pack: Pack, wanted: tuple[str, ...], product: ProductFinder) -> dict[str, str]:
    """The wanted slots that the message fills. Of several values the first counts that the customer does
    not take back: `A-1003じゃなくてA-1004` and `A-1004, not A-1003` both mean A-1004.
    """
    message = clean(text)
    found: dict[str, str] = {}
    for name in wanted:
        slot = pack.contract.slot_types[name]
        if slot.kind == "pattern" and slot.pattern:
            said = re.findall(slot.pattern, message, re.IGNORECASE)
            if values := _kept(said, message, pack) or said[-1:]:
                found[name] = order_id(values[0]) if name == "order_id" else values[0].upper()
        elif slot.kind == "product" and (value := product(message, pack.tag)):
            found[name] = value
        elif slot.kind == "free_text" and name == "new_address":
            places = _kept(find_addresses(text, pack), message, pack)
            if len(places) == 1:  # of two the customer is asked which one
                found[name] = places[0]
    return found


def find_orders(text: str, pack: Pack) -> list[str]:
    """Every order number that the message names and does not take back, each once."""
    message, pattern = clean(text), pack.contract.slot_types["order_id"].pattern
    said = re.findall(pattern, message, re.IGNORECASE) if pattern else []
    return list(dict.fromkeys(map(order_id, _kept(said, message, pack))))


def _kept(values: Iterable[str], message: str, pack: Pack) -> list[str]:
    """The values that the customer does not take back."""
    return [value for value in values if not _taken_back(value, message, pack)]


def takes_back(message: str, values: Iterable[str], pack: Pack) -> bool:
    """Whether the customer corrects one of the values said before: then the wish is the same."""
    return any(_taken_back(value, clean(message), pack) for value in values)


def _taken_back(value: str, message: str, pack: Pack) -> bool:
    patterns = (pattern.replace("{value}", re.escape(value)) for pattern in pack.locale.takes_back)
    return any(re.search(pattern, message, re.IGNORECASE) for pattern in patterns)


def matches(text: str, patterns: tuple[str, ...]) -> bool:
    """Whether a short answer (yes, no, cancel) stands in the message."""
    message = clean(text).casefold()
    return any(re.search(pattern, message) for pattern in patterns)
