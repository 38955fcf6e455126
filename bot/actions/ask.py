"""What an action is asked, and how it answers.

`Ask.read("action_track_order", tracker)` reads slots and metadata; `tell(dispatcher, ask, "in_transit",
order_id=…, eta=…)` answers `{"outcome": "in_transit", "facts": {"order_id": "A-1003", "eta": "2026-11-25"}}`.

Metadata of the latest message: `locale`, `currency`, `intent`, `idempotency_key`, `confirmed`. What is
missing is taken from the tracker (intent), or is en-US, USD and not confirmed.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.actions.sdk import ActionExecutionRejection, Dispatcher, Event, SlotSet, Tracker
from bot.shop.shop import Localized, Money

_ORDER_ID = re.compile(r"([A-Z]?)-?(\d{4})")
MAX_TEXT = 200


@dataclass(frozen=True)
class Ask:
    """One request to one action."""

    action: str
    intent: str
    slots: dict[str, str]
    locale: str
    currency: str
    customer: str
    key: str
    confirmed: bool

    @classmethod
    def read(cls, action: str, tracker: Tracker) -> Ask:
        """What the tracker says, cleaned: NFKC, nothing that cannot be stored, at most MAX_TEXT characters."""
        said = tracker.latest_message.get("metadata") or {}
        slots = {name: _clean(value) for name, value in tracker.slots.items() if isinstance(value, str | int)}
        intent = said.get("intent") or (tracker.latest_message.get("intent") or {}).get("name")
        return cls(
            action=action,
            intent=_clean(intent),
            slots={name: value for name, value in slots.items() if value},
            locale=_clean(said.get("locale")) or "en-US",
            currency=(_clean(said.get("currency")) or "USD").upper(),
            customer=_clean(tracker.sender_id) or "default",
            # No key, no promise: a caller that retries must send one.
            key=_clean(said.get("idempotency_key")) or uuid.uuid4().hex,
            confirmed=said.get("confirmed") is True,
        )

    def slot(self, name: str) -> str:
        """The slot's value. Raises ActionExecutionRejection where it is missing."""
        if name not in self.slots:
            raise self.reject(f"{self.action} needs the slot {name!r}; ask the customer for it first")
        return self.slots[name]

    @property
    def order_id(self) -> str:
        """The order's number as the shop writes it: `Ａー１００３` and `a1003` are `A-1003`."""
        value = re.sub(r"[\s‐-―−ー-]+", "-", self.slot("order_id")).upper()
        match = _ORDER_ID.fullmatch(value)
        return f"{match[1] or 'A'}-{match[2]}" if match else self.slot("order_id")

    def text(self, said: Localized) -> str:
        """The text for the customer's locale, else in its language, else in English."""
        language = self.locale.split("-")[0].lower()
        same = (text for tag, text in said.items() if tag.split("-")[0].lower() == language)
        english = said.get("en-US") or said.get("en")
        return said.get(self.locale) or next(same, None) or english or next(iter(said.values()))

    def money(self, amount: Money) -> int | float:
        """The amount in the customer's currency; never another currency's number."""
        if self.currency not in amount:
            raise self.reject(f"no price in {self.currency!r}, only in {sorted(amount)}; add it to the shop")
        return amount[self.currency]

    def reject(self, why: str) -> ActionExecutionRejection:
        """The refusal to run: the server answers 400 with `why`."""
        return ActionExecutionRejection(self.action, why)

    def unknown_intent(self) -> ActionExecutionRejection:
        """The refusal of an intent that this action does not serve."""
        return self.reject(f"{self.action} does not know the intent {self.intent!r}; see locales/intents.yaml")


def _clean(value: Any) -> str:
    """Text that is safe to store and to show: no control characters, no lone surrogates."""
    if value is None or isinstance(value, bool):
        return ""
    text = unicodedata.normalize("NFKC", str(value)).encode("utf-8", "replace").decode()
    text = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in text)
    return " ".join(text.split())[:MAX_TEXT]


def tell(dispatcher: Dispatcher, ask: Ask, outcome: str, *, would: bool = False, **facts: Any) -> list[Event]:
    """Answers with one outcome of the contract; the slot `order_id` is set to the number that was meant.

    `would` says: this is what would happen, nothing was done yet, ask the customer.
    """
    shown = {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}
    answer: dict[str, Any] = {"outcome": outcome, "facts": shown}
    dispatcher.utter_message(json_message=answer | ({"would": True} if would else {}))
    return [SlotSet("order_id", str(shown["order_id"]))] if "order_id" in shown else []
