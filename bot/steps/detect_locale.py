"""message → locale: which pack answers, and in which variety the customer writes.

The customer's own words win where they are clear, because an answer in the wrong language is the
complaint heard most; then the conversation so far, then the page's locale, then the shop's default.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.parts import Parts
from bot.turn import LocaleGuess, Turn
from bot.understanding.languages import Detection
from bot.understanding.varieties import find_dialect, find_national

CLEAR = 0.9  # of two-word messages wrong above it: 1 in 90 (`teinei bench language`)
CLEAR_WORDS = 2


async def detect_locale(turn: Turn, parts: Parts) -> Turn:
    """The turn with its locale, dialect and the reason for both."""
    detection = parts.languages.detect(turn.message)
    tag, reason = _choose(turn, parts, detection)
    dialect = find_dialect(turn.message, parts.packs[tag], turn.conversation.dialect)
    return replace(turn, locale=LocaleGuess(tag, reason, dialect))


def _choose(turn: Turn, parts: Parts, detection: Detection) -> tuple[str, str]:
    known = turn.conversation.locale or turn.asked_locale
    if known not in parts.packs:
        known = None
    said = _tag_for(detection.language, known, turn.message, parts)
    why = f"{detection.reason}, {detection.confidence:.2f}"
    if known is None:
        return (said, f"words ({why})") if said else (parts.settings.default_locale, "default: no words")
    came_from = "conversation" if turn.conversation.locale else "page"
    if said is None or said == known:
        return known, f"{came_from} ({why})"
    same_language = parts.packs[said].language == parts.packs[known].language  # told apart by its characters
    if same_language or is_clear(turn.message, detection):
        return said, f"words ({why}) over {came_from} {known}"
    return known, f"{came_from}; words unclear ({detection.language}, {why})"


def is_clear(message: str, detection: Detection) -> bool:
    """Whether the words alone may change the language of a conversation."""
    if detection.reason == "script":
        return True
    words = re.findall(r"[^\W\d_]{2,}", message)
    return detection.confidence >= CLEAR and len(words) >= CLEAR_WORDS


def _tag_for(language: str | None, known: str | None, message: str, parts: Parts) -> str | None:
    """The locale of a language: the one whose characters are written, else the page's, else the shop's first."""
    tags = [tag for tag, pack in parts.packs.items() if pack.language == language]
    if len(tags) > 1 and (national := find_national(message, tags)):
        return national
    return known if known in tags else next(iter(tags), None)
