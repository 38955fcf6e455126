"""Finds the product that a text names: `find_product("die Regenjacken, bitte", names)` → `rain_jacket`.

Half and full width, case, accents and hiragana for katakana do not matter, a name may stand inside a longer
word (German compounds, Japanese without spaces), and plurals count. The longest name wins.
Does not: correct typing errors, or guess from a description.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_LATIN = re.compile(r"[a-z ]+")
_KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
SHORTEST_STEM = 6  # "jacke" less its e would be found in "Jackett"; "laufschuhe" is safe as "laufschuh"


@dataclass(frozen=True)
class Names:
    """All that one product is called, by language; `unlike` are longer words that mean something else."""

    product: str
    called: dict[str, tuple[str, ...]]
    unlike: tuple[str, ...] = ()


def fold(text: str) -> str:
    """One spelling for all that customers type: `"Ｒｕｃｋ-Säcke"` → `"ruck sacke"`."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    # Only Latin accents go: NFKD also splits が into か and a mark, which NFC joins again.
    joined = unicodedata.normalize("NFC", re.sub(r"[\u0300-\u036f]", "", plain))
    return re.sub(r"[\W_]+", " ", joined).translate(_KATAKANA).strip()


@lru_cache(maxsize=1024)
def _pattern(name: str) -> re.Pattern[str]:
    """Where the name stands.

    Its own spaces and hyphens may be missing; those of the message count, or "kann es" would hold "Kanne".
    """
    return re.compile(" ?".join(map(re.escape, _stem(fold(name)).split())))


def _stem(name: str) -> str:
    if not _LATIN.fullmatch(name):
        return name
    for ending in ("en", "s", "n", "e"):
        if name.endswith(ending) and len(name) - len(ending) >= SHORTEST_STEM:
            return name.removesuffix(ending)
    return name


def find_product(text: str, catalog: Iterable[Names]) -> tuple[str, str] | None:
    """The product's id and the language in which it was named, or None."""
    message = fold(text)
    best: tuple[int, str, str] | None = None
    for names in catalog:
        if message == fold(names.product):
            return names.product, "en"
        rest = message
        for word in names.unlike:
            rest = _pattern(word).sub(" ", rest)
        for language, called in names.called.items():
            lengths = [len(found[0]) for found in (_pattern(name).search(rest) for name in called) if found]
            if lengths and (best is None or max(lengths) > best[0]):
                best = (max(lengths), names.product, language)
    return (best[1], best[2]) if best else None
