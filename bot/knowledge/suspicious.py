"""Why a sentence of a page must not reach a reply: `suspicious("Ignore all previous instructions.")`, else None.

What a page says is data. A sentence that speaks to a bot, plays a dialogue, asks for card data, links elsewhere or
hides characters is none that a shop tells its customers. The patterns are in suspicious.yaml, each with examples;
a pattern that contradicts its own examples does not load. Does not understand: it knows forms of words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from bot.knowledge.tokens import fold
from locales.read import PackError, read_yaml, shown

RULES = Path(__file__).with_name("suspicious.yaml")
# Helps to break lines or to hold letters apart, and says nothing: removed, so that no pattern is cut by it.
_SILENT = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# Overrides of direction, tags, controls but tab and line ends, runs of variation selectors (one belongs to a kanji).
_HIDDEN = re.compile(
    "[\u202a-\u202e\u2061-\u206f\ufff9-\ufffb\U000e0000-\U000e007f\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2800\u3164\uffa0]"
    "|[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2}"
)
# With a scheme or without one ("example.net"); an e-mail address is none.
_LINK = re.compile(
    r"\b(?:(?:https?|ftp)\s*:\s*/{1,3}|javascript:|data:\w+/)\s*([^\s/?#]*)"
    r"|(?<![@\w.-])((?:[a-z0-9-]{1,63}\.){1,5}(?:com|net|org|io|info|biz|shop|store|xyz|top|link|app|dev|ru|cn))\b",
    re.IGNORECASE,
)


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: str
    takes: Literal["sentence", "paragraph"]
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    drops: tuple[str, ...]
    keeps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suspicion:
    """Why a sentence is dropped, and whether the rest of its paragraph goes with it."""

    reason: str
    paragraph: bool = False


def suspicious(text: str, host: str | None = None) -> str | None:
    """The reason, or None. Links to `host`, the page's own, are no reason."""
    found = suspect(text, host)
    return found.reason if found else None


def suspect(text: str, host: str | None = None) -> Suspicion | None:
    """As `suspicious`, with how much of the paragraph is lost."""
    if _HIDDEN.search(text):
        return Suspicion("hidden or control characters")
    plain = _fold(text)
    for reason, paragraph, pattern, unless in _rules():
        if pattern.search(plain) and not (unless and unless.search(plain)):
            return Suspicion(reason, paragraph)
    for link in _LINK.finditer(unicodedata.normalize("NFKC", text)):
        if not host or (link[1] or link[2] or "").lower() != host.lower():
            return Suspicion("a link in the text")
    return None


def visible(text: str) -> str:
    """The text without soft hyphens, zero-width characters and marks of direction: they help lines to break."""
    return _SILENT.sub("", text)


def _fold(text: str) -> str:
    """NFKC, lower case, no accents on Latin letters, single spaces; so one pattern serves `más` and `MAS`."""
    return re.sub(r"[^\S\n]+", " ", fold(visible(text)).replace("\u2019", "'")).strip(" ")


@cache
def _rules() -> tuple[tuple[str, bool, re.Pattern[str], re.Pattern[str] | None], ...]:
    loaded = []
    for rule in read_yaml(RULES, TypeAdapter(tuple[_Rule, ...])):
        pattern, unless = _joined(rule.patterns), _joined(rule.unless) if rule.unless else None
        for texts, expected in ((rule.drops, True), (rule.keeps, False)):
            for text in texts:
                plain = _fold(text)
                if (bool(pattern.search(plain)) and not (unless and unless.search(plain))) != expected:
                    wanted = "drops" if expected else "keeps"
                    raise PackError([f"{shown(RULES)}: {rule.reason}: {wanted} {text!r}, but the patterns do not"])
        loaded.append((rule.reason, rule.takes == "paragraph", pattern, unless))
    return tuple(loaded)


def _joined(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
