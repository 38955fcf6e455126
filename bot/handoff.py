"""What a colleague must know who takes over: `summarise(turn, wanted)` → a small JSON object.

It goes to the retailer's `action_handoff` in the metadata, so that nobody asks the customer everything again. It holds
the customer's words: the shop's own systems are where it belongs, and no log.
"""

from __future__ import annotations

from bot.turn import Recognised, Turn

LINES = 6  # of the conversation; more than a colleague reads before the first answer


def summarise(turn: Turn, wanted: Recognised) -> dict[str, object]:
    """Why, in which language, what was wanted, what is known, what was said last."""
    assert turn.locale
    said = [("customer" if line.customer else "bot", line.text) for line in turn.conversation.messages]
    said.append(("customer", turn.message))
    return {
        "reason": wanted.reason,
        "alarm": wanted.alarm,
        "locale": turn.locale.tag,
        "dialect": turn.locale.dialect,
        "intent": turn.conversation.intent or wanted.intent,
        "slots": {**turn.conversation.slots, **wanted.slots},
        "unfinished": [wish.intent for wish in (*turn.conversation.waiting, *wanted.others)],
        "lines": [{"from": who, "text": text} for who, text in said[-LINES:]],
    }
