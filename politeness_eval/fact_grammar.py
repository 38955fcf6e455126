"""The regular expression that finds facts in a locale's texts: `grammar("ja-JP", words).regex`.

One alternative a kind of fact, in this order, so that "11月25日" is a date before it is two numbers.
Everything that differs between locales comes from ICU (`icu_names`) and `locales/words.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from politeness_eval.icu_names import Calendar, calendar
from politeness_eval.words import Words

_LINK = r"(?P<link>https?://[^\s<>「」『』（）()、。]{1,200}|www\.[^\s<>「」（）()、。]{1,200}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})"
_ISO = r"(?<!\d)(?P<year>\d{4})[-/.](?P<iso_month>\d{1,2})[-/.](?P<iso_day>\d{1,2})(?!\d)"
_CODE = r"(?<![A-Za-z0-9])(?=[A-Za-z0-9-]{0,30}\d)(?P<code>[A-Za-z]{1,8}(?:-?[A-Za-z0-9]{1,12}){1,4})(?![A-Za-z0-9])"
_PHONE = r"(?<![\d-])(?P<phone>\+?\d{1,4}(?:[-–/ ]\d{2,5}){2,4})(?!\d)"
_AMOUNT = (
    r"(?P<sign>[¥￥$€£]\s?)?(?<![\d])"
    r"(?P<number>\d{1,3}(?:[,.'\u00a0\u202f]\d{3}){1,5}(?:[.,]\d{1,2})?(?!\d)|\d{1,15}(?:[.,]\d{1,4})?)"
)
_HAN_NUMERALS = "〇一二三四五六七八九十百千万"
_AFTER_DAY = r"(?:st|nd|rd|th|\.)?"


@dataclass(frozen=True)
class Grammar:
    """The compiled expression and the numbers behind its names."""

    regex: re.Pattern[str]
    months: dict[str, int]
    weekdays: dict[str, int]
    spelled: dict[str, int]
    decimal: str
    whole_day: bool
    units: dict[str, str]
    pm: frozenset[str]
    am: frozenset[str]


def grammar(tag: str, words: Words) -> Grammar:
    """The grammar of a locale."""
    names = calendar(tag)
    cjk = tag.split("-")[0] in ("ja", "zh")
    units = {word: unit for unit, listed in words.units.items() for word in listed}
    unit = rf"(?:(?P<unit>{_any(units)}){'' if cjk else _WORD_ENDS})" if units else "(?P<unit>(?!))"
    alternatives = [
        _LINK,
        rf"(?P<not_number>{_any(words.not_numbers)})" if words.not_numbers else "",
        _ISO,
        _date(names, cjk),
        rf"(?P<month_alone>{_any(name for name in names.months if cjk or len(name) > 3)}){'' if cjk else _WORD_ENDS}",
        _weekday(names, cjk),
        rf"(?P<near>{_any(words.near_days)}){'' if cjk else _WORD_ENDS}" if words.near_days else "",
        _time(words),
        _CODE,
        _PHONE,
        rf"{_AMOUNT}(?:(?P<myriad>[万千億])(?P<rest>\d{{1,4}})?)?\s?(?:{unit}|(?P<sign_after>[€$£]))?",
        _spelled(names, unit, cjk),
        rf"(?P<claim>{_any(words.claims)}){'' if cjk else _WORD_ENDS}" if words.claims else "",
    ]
    regex = re.compile(_starts(names, words, cjk) + "(?:" + "|".join(f"(?:{one})" for one in alternatives if one) + ")")
    return Grammar(
        regex,
        months=names.months | names.short_months,
        weekdays=names.weekdays | names.short_weekdays,
        spelled=names.spelled,
        decimal=names.decimal,
        whole_day=names.whole_day,
        units=units,
        pm=frozenset(words.pm),
        am=frozenset(words.am),
    )


def _starts(names: Calendar, words: Words, cjk: bool) -> str:
    """Looks ahead whether a fact can begin here at all: on Japanese text this is nine tenths of the time."""
    if not cjk:
        return r"(?=[\d¥￥$€£+(]|(?<![^\W\d_])[^\W\d_])"
    lists = (names.weekdays, words.not_numbers, words.near_days, words.claims, words.am, words.pm, _HAN_NUMERALS)
    letters = "".join(sorted({word[0] for listed in lists for word in listed}))
    return rf"(?=[\d¥￥$€£+(（A-Za-z{re.escape(letters)}])"


_WORD_ENDS = r"(?!\w)"


def _any(words: Iterable[str]) -> str:
    """The words as one alternative, longest first, so that 日間 is found before 日."""
    listed = sorted(set(words), key=len, reverse=True)
    begins = ("\\b" if word[0].isascii() and word[0].isalpha() else "" for word in listed)
    return "|".join(begin + re.escape(word) for begin, word in zip(begins, listed, strict=True))


def _date(names: Calendar, cjk: bool) -> str:
    months = _any([*names.months, *names.short_months])
    first, second = ("slash_month", "slash_day") if names.month_first else ("slash_day", "slash_month")
    slash = rf"(?<![\d/])(?P<{first}>\d{{1,2}})/(?P<{second}>\d{{1,2}})(?![\d/])"
    dotted = r"(?<!\d)(?P<dot_day>\d{1,2})\.\s?(?P<dot_month>\d{1,2})\.(?P<dot_year>\d{4})?(?!\d)"
    month_day = rf"(?<!\d)(?P<month>{months})\.?\s?(?P<day>\d{{1,2}})(?!\d){'日?' if cjk else _AFTER_DAY}"
    day_month = rf"(?<!\d)(?P<day2>\d{{1,2}}){_AFTER_DAY}\s(?:of\s)?(?P<month2>{months})(?!\w)"
    return "|".join([slash, month_day] if cjk else [slash, dotted, month_day, day_month])


def _weekday(names: Calendar, cjk: bool) -> str:
    full = _any([*names.weekdays, *(name[:-1] for name in names.weekdays if cjk)])
    short = _any(names.short_weekdays)
    before_number = "" if cjk else rf"|(?P<short_day>{short})\.?,?\s(?=\d|{_any(names.months)})"
    return rf"(?P<weekday>{full}){'' if cjk else _WORD_ENDS}|[(（](?P<in_brackets>{short})\.?[)）]{before_number}"


def _time(words: Words) -> str:
    halves = _any([*words.am, *words.pm]) or "(?!)"
    clock = _any(words.clock) or "(?!)"
    colon = (
        rf"(?P<half>{halves})?\s?(?<!\d)(?P<hour>\d{{1,2}})[:：](?P<minute>\d{{2}})(?!\d)"
        rf"(?:\s?(?P<half_after>{halves}))?"
    )
    marked = (
        rf"(?P<half2>{halves})?\s?(?<!\d)(?P<hour2>\d{{1,2}})\s?(?:{clock})(?!間)"
        rf"(?:(?P<minute2>\d{{1,2}})分|(?P<half_hour>半))?(?:\s(?P<half_after2>{halves}))?"
    )
    bare = rf"(?<!\d)(?P<hour3>\d{{1,2}})\s?(?P<half_after3>{halves})(?!\w)"
    return "|".join([colon, marked, bare])


def _spelled(names: Calendar, unit: str, cjk: bool) -> str:
    """A number in words, only before a unit: 二週間, "two weeks", but not 一度 or "the two of you"."""
    renamed = unit.replace("?P<unit>", "?P<spelled_unit>")
    if cjk:
        return rf"(?P<han>[{_HAN_NUMERALS}]{{1,8}}){renamed}"
    return rf"(?i:(?P<spelled>{_any(names.spelled)}))\s{renamed}"
