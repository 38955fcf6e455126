"""Numbers as people write them: `Numerals.of("ja-JP", words).read("二十五")` → 25.

Digits, Han numerals, the words of `numerals` in locales/words and those that ICU spells out (1 to 31).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bot.understanding.entities.plain import plain_pattern
from politeness_eval.icu_names import calendar
from politeness_eval.words import Words

_HAN = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2, "元": 1}
_TENS = {"十": 10, "百": 100, "千": 1000}
HAN = "〇零一二三四五六七八九十百千两兩"
GROUPED = r"\d{1,3}(?:[,.' ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,2})?(?!\d)"
DIGITS = rf"(?<![\d.,])(?:{GROUPED}|\d{{1,12}}(?:[.,]\d{{1,2}})?(?!\d))"


def any_of(words: Iterable[str]) -> str:
    """The words as one alternative, longest first; `(?!)` for none."""
    return "|".join(map(re.escape, sorted(set(words), key=len, reverse=True))) or "(?!)"


def han(text: str) -> int | None:
    """二十五 → 25, 二〇二六 → 2026, 元 (of 元年) → 1; None for anything else."""
    if text and all(char in _HAN for char in text):
        return int("".join(str(_HAN[char]) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in _TENS:
            total, digit = total + (digit or 1) * _TENS[char], 0
        elif char in _HAN:
            digit = _HAN[char]
        else:
            return None
    return total + digit if text else None


def decimal(text: str) -> Decimal:
    """1.234,56 and 1,234.56 → 1234.56: three digits behind a mark are a group, one or two a fraction.

    So no locale is asked, and a German's "1,234.56" is read too. Does not: three decimals, as Kuwait writes money.
    """
    whole, mark, fraction = re.fullmatch(r"(.*?)(?:([.,])(\d{1,2}))?", text).groups()  # type: ignore[union-attr]
    digits = re.sub(r"\D", "", whole)
    return Decimal(f"{digits}.{fraction}" if mark else digits)


@dataclass(frozen=True)
class Numerals:
    """The numerals of a locale: `pattern` finds them, `read` and `read_amount` tell their value."""

    spelled: dict[str, int]
    multipliers: dict[str, int]
    cjk: bool

    @classmethod
    def of(cls, tag: str, words: Words) -> Numerals:
        """Those of ICU and of the pack; the pack's win."""
        fold = not words.accents_matter
        listed = calendar(tag).spelled | words.numerals
        spelled = {plain_pattern(word, fold).casefold(): value for word, value in listed.items()}
        multipliers = {plain_pattern(word, fold).casefold(): value for word, value in words.multipliers.items()}
        return cls(spelled, multipliers, words.edges == "none" and tag[:2] in ("ja", "zh"))

    @property
    def words(self) -> str:
        """The pattern of numbers in words or Han numerals."""
        listed = any_of(self.spelled)
        return rf"[{HAN}]{{1,7}}|{listed}" if self.cjk else listed

    def pattern(self, most: int) -> str:
        """The pattern of a whole number with at most so many digits."""
        return rf"(?:(?<![\d.,/])\d{{1,{most}}}(?!\d)|{self.words})"

    def read(self, text: str) -> int | None:
        """The whole number that is written there."""
        if text.isdecimal():
            return int(text)
        return self.spelled.get(text.casefold(), han(text) if self.cjk else None)

    def read_amount(self, text: str) -> Decimal | None:
        """3,000 / 3万5千 / 125 ribu / 三千 → the number, its multipliers applied."""
        total, rest = Decimal(0), text.casefold().strip()
        for word, factor in sorted(self.multipliers.items(), key=lambda item: -item[1]):
            before, found, after = rest.partition(word)
            if found and (not self.cjk or before or factor >= 10000):
                one = self._single(before.strip()) if before.strip() else Decimal(1)
                if one is None:
                    return None
                total, rest = total + one * factor, after.strip()
        last = self._single(rest) if rest else Decimal(0)
        return None if last is None else total + last

    def _single(self, text: str) -> Decimal | None:
        if re.fullmatch(r"[\d., ']+", text) and text[0].isdecimal():
            return decimal(text)
        value = self.read(text)
        return None if value is None else Decimal(value)
