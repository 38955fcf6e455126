"""The body that Rasa sends to an action server: `request_body("action_track_order", said, contract)`.

Field by field as Rasa OSS 3.6 and Pro build it, so that a retailer's server cannot tell the difference. The
`domain` goes with every request, as Rasa does by default: rasa-sdk of the 3.6 line reads it each time, later
ones cache it by its digest.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from locales.schema import Contract

VERSION = "3.21.1"  # of the SDK that this follows; servers compare the first two numbers and warn


@dataclass(frozen=True)
class Said:
    """What the customer said and what was made of it."""

    slots: dict[str, str]
    metadata: dict[str, object]
    sender: str
    text: str
    intent: str
    confidence: float


def request_body(action: str, said: Said, contract: Contract, with_domain: bool = True) -> bytes:
    """UTF-8 JSON; a lone surrogate becomes `?`, which every JSON reader takes."""
    domain, digest = _domain(tuple(contract.intents), tuple(contract.slot_types), _actions(contract))
    body: dict[str, Any] = {
        "next_action": action,
        "sender_id": said.sender,
        "version": VERSION,
        "tracker": _tracker(said, contract),
        "domain_digest": digest,
    }
    if with_domain:
        body["domain"] = domain
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


def _tracker(said: Said, contract: Contract) -> dict[str, Any]:
    now = time.time()
    intent = {"name": said.intent, "confidence": said.confidence}
    message = {
        "text": said.text,
        "intent": intent,
        "entities": [],
        "intent_ranking": [intent],
        "metadata": said.metadata,
    }
    event = {
        "event": "user",
        "timestamp": now,
        "text": said.text,
        "parse_data": message,
        "input_channel": "rest",
        "metadata": said.metadata,
    }
    return {
        "sender_id": said.sender,
        "slots": dict.fromkeys(contract.slot_types) | said.slots,
        "latest_message": message,
        "latest_event_time": now,
        "followup_action": None,
        "paused": False,
        "events": [event],
        "latest_input_channel": "rest",
        "active_loop": {},
        "latest_action": {"action_name": "action_listen"},
        "latest_action_name": "action_listen",
        "stack": [],
        "user_id": None,
    }


def _actions(contract: Contract) -> tuple[str, ...]:
    return tuple(sorted({intent.action for intent in contract.intents.values() if intent.action}))


@lru_cache(maxsize=8)
def _domain(intents: tuple[str, ...], slots: tuple[str, ...], actions: tuple[str, ...]) -> tuple[dict[str, Any], str]:
    mapping = {"type": "text", "mappings": [{"type": "custom"}]}
    domain: dict[str, Any] = {
        "config": {},
        "session_config": {},
        "intents": list(intents),
        "entities": [],
        "slots": dict.fromkeys(slots, mapping),
        "responses": {},
        "actions": list(actions),
        "forms": {},
        "e2e_actions": [],
    }
    return domain, hashlib.sha256(json.dumps(domain, sort_keys=True).encode()).hexdigest()
