"""Amounts and numbers: "¥3,000", "1.234,56 €", "3万円", "Rp125.000"; "2 items", "二個".

Signs are CLDR's for the locale ("$" is the peso in Mexico), words those of `currencies` in locales/words; `own`
there stands for the pack's currency (元 is CNY on the mainland, TWD in Taiwan). A number in words counts only before
a counter. Does not: take long runs of digits for numbers (tracking codes), or "20 bucks" for money.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel.numbers import get_territory_currencies

from bot.understanding.entities.entity import Amount
from bot.understanding.entities.forms import Forms, is_sign, symbols
from bot.understanding.entities.found import Found
from bot.understanding.entities.numerals import DIGITS, HAN, any_of
from bot.understanding.entities.plain import Plain, plain_pattern

_MOST = Decimal(10) ** 12
_PLAIN_NUMBER = re.compile(rf"(?<![\w.,/-])(?:{DIGITS})(?![A-Za-z\d/]|[-.,]\d)")


def find_amounts(message: Plain, forms: Forms, currency: str | None) -> Iterator[Found]:
    """Every sum with its currency."""
    money = _money(forms, currency)
    for pattern in money.patterns:
        for match in pattern.finditer(message.folded):
            value = forms.numerals.read_amount(match["number"])
            unit = match["unit"]
            code = money.codes.get(unit) or money.codes.get(unit.upper()) or money.codes.get(unit.casefold())
            if value is not None and value < _MOST and code:
                yield Found("amount", Amount(value, code), *match.span())


def find_numbers(message: Plain, forms: Forms) -> Iterator[Found]:
    """Numbers in digits, and in words where a counter follows."""
    for match in _PLAIN_NUMBER.finditer(message.folded):
        digits = re.sub(r"\D", "", match[0])
        if len(digits) <= 6 and not (len(digits) > 1 and digits[0] == "0"):
            yield Found("number", forms.numerals.read_amount(match[0].strip()) or Decimal(0), *match.span())
    for match in _counted(forms).finditer(message.folded):
        value = forms.numerals.read(match["number"])
        if value is not None:
            yield Found("number", Decimal(value), *match.span("number"))


@dataclass(frozen=True)
class _Money:
    patterns: tuple[re.Pattern[str], ...]
    codes: dict[str, str]


@cache
def _money(forms: Forms, currency: str | None) -> _Money:
    own = currency or get_territory_currencies(forms.region)[0]
    signs = {plain_pattern(sign, True): code for sign, code in symbols(forms.language, forms.region).items()}
    words: dict[str, str] = {}
    for code, listed in forms.words.currencies.items():
        for word in listed:
            words[plain_pattern(word, forms.fold).casefold()] = own if code == "own" else code
    signs |= {word: code for word, code in words.items() if is_sign(word)}
    # Not every code of ISO 4217: "ALL 3", "TRY 2" and "PLZ 12345" are no money.
    codes = {code: code for code in (own, *signs.values(), *words.values())}
    numerals = forms.numerals
    times = any_of(numerals.multipliers)
    digits = rf"{DIGITS}(?: ?(?:{times}))?"
    if numerals.cjk or forms.language == "ko":
        digits = rf"{DIGITS}(?: ?(?:{times}) ?(?:\d{{1,4}} ?(?:{times})?)?)*|[{HAN}万萬億亿]{{1,9}}"
    elif numerals.spelled:
        digits = rf"{digits}|(?<!\w)(?:{any_of(numerals.spelled)})(?: (?:{times}))?(?!\w)"
    ends = r"(?!\w)" if forms.words.edges == "both" else ""
    upper = rf"(?-i:{any_of(codes)})(?![A-Za-z])"
    before = rf"(?<![\w$])(?P<unit>{any_of([*signs, *_short(words)])}|{upper}) ?(?P<number>{digits})"
    after = rf"(?P<number>{digits}) ?(?P<unit>{any_of(signs)}|(?:{any_of(words)}){ends}|(?<![A-Za-z]){upper})"
    patterns = tuple(re.compile(one, re.IGNORECASE) for one in (before, after))
    return _Money(patterns, codes | words | signs)


def _short(words: dict[str, str]) -> list[str]:
    """The abbreviations among the words, which stand before a number too: Rp, Rs, руб."""
    return [word for word in words if len(word) <= 4 and word.isalpha() or word.endswith(".")]


@cache
def _counted(forms: Forms) -> re.Pattern[str]:
    numerals, counters = forms.numerals, any_of(plain_pattern(one, forms.fold) for one in forms.words.counters)
    ends = r"(?!\w)" if forms.words.edges == "both" else ""
    begins = "" if forms.words.edges == "none" else r"(?<!\w)"
    return re.compile(rf"{begins}(?P<number>{numerals.words})\s*(?:{counters}){ends}", re.IGNORECASE)
