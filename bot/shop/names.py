"""Finds the product that a text names: `find_product("die Regenjacken, bitte", names)` → `rain_jacket`.

Half and full width, case, accents and hiragana for katakana do not matter, a name may stand inside a longer
word (German compounds, Japanese without spaces), and plurals count. The longest name wins.
Does not: correct typing errors, or guess from a description.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

_LATIN = re.compile(r"[a-z ]+")
_KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
SHORTEST_STEM = 6  # "jacke" less its e would be found in "Jackett"; "laufschuhe" is safe as "laufschuh"


@dataclass(frozen=True)
class Names:
    """All that one product is called, by locale; `unlike` are longer words that hold a name and mean something else."""

    product: str
    called: dict[str, tuple[str, ...]]
    unlike: dict[str, tuple[str, ...]] = field(default_factory=dict)


def fold(text: str) -> str:
    """One spelling for all that customers type: `"Ｒｕｃｋ-Säcke"` → `"ruck sacke"`."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    # Only Latin accents go: NFKD also splits が into か and a mark, which NFC joins again.
    joined = unicodedata.normalize("NFC", re.sub(r"[\u0300-\u036f]", "", plain))
    # Vowel signs of Thai and Hindi are no \w, yet ร่ม without its sign is another word.
    kept = (char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in joined)
    return " ".join("".join(kept).split()).translate(_KATAKANA)


@lru_cache(maxsize=8192)
def _pattern(name: str) -> re.Pattern[str]:
    """Where the name stands.

    Its own spaces and hyphens may be missing; those of the message count, or "kann es" would hold "Kanne".
    """
    return re.compile(" ?".join(map(re.escape, _stem(fold(name)).split())))


@lru_cache(maxsize=1024)
def _whole(name: str) -> re.Pattern[str]:
    """The name as words of its own: "lamp" in a German "Schreibtischlampe" is no English."""
    return re.compile(rf"(?<![a-z]){_pattern(name).pattern}(?:e?s)?(?![a-z])")


def _stem(name: str) -> str:
    if not _LATIN.fullmatch(name):
        return name
    for ending in ("en", "s", "n", "e"):
        if name.endswith(ending) and len(name) - len(ending) >= SHORTEST_STEM:
            return name.removesuffix(ending)
    return name


def find_product(text: str, catalog: Iterable[Names], tag: str | None = None) -> tuple[str, str] | None:
    """The product's id and the locale in whose words it was named, or None.

    With `tag`, in that locale's words and in American English, which customers everywhere mix in; without it in all.
    """
    message = fold(text)
    best: tuple[int, str, str] | None = None
    for names in catalog:
        if message == fold(names.product):
            return names.product, tag or "en-US"
        for place, called in names.called.items():
            if tag and place not in (tag, "en-US"):
                continue
            rest = message
            for word in names.unlike.get(place, ()):
                rest = _pattern(word).sub(" ", rest)
            look = _pattern if place == tag or not tag else _whole
            lengths = [len(found[0]) for found in (look(name).search(rest) for name in called) if found]
            if lengths and (best is None or max(lengths) > best[0]):
                best = (max(lengths), names.product, place)
    return (best[1], best[2]) if best else None


def named_exactly(text: str, catalog: Iterable[Names]) -> tuple[str, str] | None:
    """The product whose name in some locale is the whole text, with that locale."""
    message = fold(text)
    for names in catalog:
        for place, called in names.called.items():
            if message == fold(called[0]):
                return names.product, place
    return None
