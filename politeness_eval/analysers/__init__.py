"""One analyser a language: `analyser_for("ja").tokens("お待ちください。")`.

A new language is one module with the methods of `Analyser` and one line in `ANALYSERS`. A language that
is not in the table has no words: its rules over plain text still run, and the verdict abstains elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from politeness_eval.analysers.base import Analyser, Span, Token
from politeness_eval.analysers.french import French
from politeness_eval.analysers.inflected import Inflected
from politeness_eval.analysers.japanese import Japanese
from politeness_eval.analysers.korean import Korean
from politeness_eval.analysers.plain import Plain
from politeness_eval.analysers.unspaced import Unspaced

__all__ = ["ANALYSERS", "Analyser", "Span", "Token", "analyser_for"]

# language of the tag → its analyser
ANALYSERS: dict[str, Callable[[], Analyser]] = {
    "ja": Japanese,
    "ko": Korean,
    "zh": Unspaced,
    "ar": Plain,
    "de": lambda: Plain(ordinals=True),  # every German noun has a capital: it says nothing about names
    "en": lambda: Plain(names=True),
    "es": lambda: Inflected("es"),
    "fr": French,
    "hi": Plain,
    "id": Plain,
    "it": lambda: Inflected("it"),
    "nl": Plain,
    "pt": lambda: Inflected("pt"),
    "th": Unspaced,
    "vi": Plain,
}


@cache
def analyser_for(language: str) -> Analyser | None:
    """The analyser of an ISO 639-1 language, made once; None when there is none."""
    make = ANALYSERS.get(language)
    return make() if make else None
