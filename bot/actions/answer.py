"""What an action server's answer says, held against the contract: `read_answer(body, contract, "track_order")`.

A retailer's server may be wrong in any way; what does not fit the contract to the letter never reaches a
customer. Its problem is then `garbage`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from locales.schema import Contract, FactKind, FactValue, Intent

Problem = Literal["timeout", "down", "rejected", "unknown_action", "failed", "garbage"]
MAX_NUMBER = 10**12
MAX_TEXT = 300  # characters of one fact: an address is about 60
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class ActionAnswer:
    """An outcome of the contract with its facts, dates as `date`; or a problem and nothing else.

    `would`: nothing was done yet, this is what would happen; ask the customer first.
    """

    outcome: str | None = None
    facts: dict[str, FactValue] = field(default_factory=dict)
    would: bool = False
    slots_set: dict[str, str | None] = field(default_factory=dict)
    problem: Problem | None = None


GARBAGE = ActionAnswer(problem="garbage")


def read_answer(body: Any, contract: Contract, intent_name: str) -> ActionAnswer:
    """The one answer among the responses, or GARBAGE where anything about it is not as agreed."""
    intent = contract.intents.get(intent_name)
    if intent is None or not isinstance(body, dict):
        return GARBAGE
    said = [part.get("custom") for part in _dicts(body.get("responses"))]
    answers = [custom for custom in said if isinstance(custom, dict) and "outcome" in custom]
    if len(answers) != 1:
        return GARBAGE
    custom = answers[0]
    outcome, raw, would = custom["outcome"], custom.get("facts", {}), custom.get("would", False)
    if not _fits(outcome, raw, would, intent):
        return GARBAGE
    facts = {name: _fact(value, contract.fact_types[name]) for name, value in raw.items()}
    sound = {name: value for name, value in facts.items() if value is not None}
    if len(sound) != len(facts):
        return GARBAGE
    return ActionAnswer(outcome, sound, would, _slots(body.get("events"), contract))


def _fits(outcome: Any, facts: Any, would: Any, intent: Intent) -> bool:
    if not isinstance(outcome, str) or outcome not in intent.outcomes or not isinstance(facts, dict):
        return False
    declared = set(intent.outcomes[outcome].facts)
    if would is True:  # some facts come into being with the deed, such as a reference
        return intent.confirm and set(facts) <= declared
    return would is False and set(facts) == declared


def _fact(value: Any, kind: FactKind) -> FactValue | None:
    """The value as its kind, or None."""
    if kind in ("money", "number"):
        # No NaN or infinity passes the comparison, and no integer of a thousand digits.
        sound = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MAX_NUMBER
        return value if sound else None
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_TEXT:
        return None
    if kind == "time":
        return value if _TIME.fullmatch(value) else None
    if kind == "date":
        return _date(value)
    # Line breaks and controls could pose as instructions or markup; lone surrogates cannot be stored.
    return None if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in value) else value


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if _DATE.fullmatch(value) else None
    except ValueError:
        return None


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _slots(events: Any, contract: Contract) -> dict[str, str | None]:
    """The slots of the contract that `slot` events set; other events are the server's own affair."""
    pairs = [(event.get("name"), event.get("value")) for event in _dicts(events) if event.get("event") == "slot"]
    return {
        name: value
        for name, value in pairs
        if isinstance(name, str) and name in contract.slot_types and (value is None or _fact(value, "text"))
    }
