"""What the bot hears in one message, without acting on it: `understand(message, parts)` → locale, intents, values, why.

The same steps that a turn takes (`bot/pipeline.py`), up to the intent. For `teinei understand` and for linguists.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.conversation import Conversation
from bot.parts import Parts
from bot.steps.detect_locale import detect_locale
from bot.steps.recognise_intent import recognise_intent
from bot.turn import Turn
from bot.understanding.entities import find_entities


async def understand(message: str, parts: Parts, locale: str | None = None) -> dict[str, Any]:
    """One message as the first of a conversation; `locale` is the page's."""
    turn = Turn(message, Conversation("understand"), locale)
    turn = await recognise_intent(await detect_locale(turn, parts), parts)
    assert turn.locale and turn.intent
    pack, found = parts.packs[turn.locale.tag], turn.intent
    return {
        "locale": turn.locale.tag,
        "dialect": turn.locale.dialect,
        "locale_reason": turn.locale.reason,
        "intent": found.intent,
        "act": found.act,
        "confidence": round(found.confidence, 3),
        "reason": found.reason,
        "familiarity": round(found.familiarity, 3),
        "ranking": [(name, round(sure, 3)) for name, sure in found.ranking],
        "slots": found.slots,
        "others": [{"intent": wish.intent, "slots": wish.slots} for wish in found.others],
        "alarm": found.alarm,
        "entities": [
            {"kind": one.kind, "value": str(one.value), "text": one.text}
            for one in find_entities(message, pack, date.today())
        ],
    }
