"""message → locale: which pack answers, and in which variety the customer writes.

The customer's own words win where they are clear, because an answer in the wrong language is the
complaint heard most; then the conversation so far, then the page's locale, then the shop's default.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from bot.parts import Parts
from bot.turn import LocaleGuess, Turn
from bot.understanding.languages import Detection
from locales import Pack

CLEAR = 0.9  # of two-word messages wrong above it: 1 in 90 (`teinei bench language`)
CLEAR_WORDS = 2


async def detect_locale(turn: Turn, parts: Parts) -> Turn:
    """The turn with its locale, dialect and the reason for both."""
    detection = parts.languages.detect(turn.message)
    tag, reason = _choose(turn, parts, detection)
    return replace(turn, locale=LocaleGuess(tag, reason, _dialect(turn, parts.packs[tag])))


def _choose(turn: Turn, parts: Parts, detection: Detection) -> tuple[str, str]:
    known = turn.conversation.locale or turn.asked_locale
    if known not in parts.packs:
        known = None
    said = _tag_for(detection.language, known, parts)
    why = f"{detection.reason}, {detection.confidence:.2f}"
    if known is None:
        return (said, f"words ({why})") if said else (parts.settings.default_locale, "default: no words")
    came_from = "conversation" if turn.conversation.locale else "page"
    if said is None or said == known:
        return known, f"{came_from} ({why})"
    if is_clear(turn.message, detection):
        return said, f"words ({why}) over {came_from} {known}"
    return known, f"{came_from}; words unclear ({detection.language}, {why})"


def is_clear(message: str, detection: Detection) -> bool:
    """Whether the words alone may change the language of a conversation."""
    if detection.reason == "script":
        return True
    words = re.findall(r"[^\W\d_]{2,}", message)
    return detection.confidence >= CLEAR and len(words) >= CLEAR_WORDS


def _tag_for(language: str | None, known: str | None, parts: Parts) -> str | None:
    if known and parts.packs[known].language == language:
        return known
    return next((tag for tag, pack in parts.packs.items() if pack.language == language), None)


def _dialect(turn: Turn, pack: Pack) -> str | None:
    text = unicodedata.normalize("NFKC", turn.message)
    for dialect in pack.dialects:
        if any(re.search(cue, text) for cue in dialect.locale.cues):
            return dialect.tag
    before = turn.conversation.dialect
    return before if before and before.startswith(pack.tag) else None
