"""The facts that a text states, as comparable values: dates, times, numbers with units, codes, links.

>>> [item.value for item in find_items("11/25の10時に4,980円", grammar)]      # doctest: +SKIP
[(11, 25), (10, 0), Decimal('4980')]
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from politeness_eval.fact_grammar import Grammar

Value = str | int | Decimal | tuple[int, int]
_MYRIADS = {"千": 1_000, "万": 10_000, "億": 100_000_000}


@dataclass(frozen=True)
class Item:
    """One fact in a text. `unit` of a number is a key of `units` in words.yaml, or empty."""

    kind: str
    value: Value
    start: int
    end: int
    unit: str = ""


def fold_width(text: str) -> str:
    """The text with full-width and other compatibility characters replaced, each by exactly one: offsets hold."""
    if unicodedata.is_normalized("NFKC", text):
        return text
    plain = (unicodedata.normalize("NFKC", letter) for letter in text)
    return "".join(one if len(one) == 1 else letter for one, letter in zip(plain, text, strict=True))


def find_items(text: str, grammar: Grammar) -> list[Item]:
    """Every fact in the text, in order."""
    found: list[Item] = []
    plain = fold_width(text)
    for match in grammar.regex.finditer(plain):
        groups = {name: value for name, value in match.groupdict().items() if value is not None}
        for read in _READERS:
            if items := list(read(groups, grammar)):
                start, end = _trimmed(plain, *match.span())
                found.extend(Item(kind, value, start, end, unit) for kind, value, unit in items)
                break
    return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


Groups = dict[str, str]
Read = Iterator[tuple[str, Value, str]]  # kind, value, unit
Reader = Callable[[Groups, Grammar], Read]


def _first(groups: Groups, *names: str) -> str | None:
    return next((groups[name] for name in names if name in groups), None)


def _read_code(groups: Groups, grammar: Grammar) -> Read:
    if link := groups.get("link"):
        yield "link", link.rstrip(".,/").casefold(), ""
    elif code := _first(groups, "code", "phone"):
        yield "code", re.sub(r"[^A-Za-z0-9]", "", code).upper(), ""


def _read_date(groups: Groups, grammar: Grammar) -> Read:
    month = _first(groups, "iso_month", "slash_month", "dot_month", "month", "month2")
    day = _first(groups, "iso_day", "slash_day", "dot_day", "day", "day2")
    if year := _first(groups, "year", "dot_year"):
        yield "number", Decimal(year), "year"
    if month and day:
        yield "date", (grammar.months[month] if month in grammar.months else int(month), int(day)), ""
    elif alone := groups.get("month_alone"):
        yield "month", grammar.months[alone], ""


def _read_day(groups: Groups, grammar: Grammar) -> Read:
    if name := _first(groups, "weekday", "in_brackets", "short_day"):
        number = next(value for full, value in grammar.weekdays.items() if full.startswith(name))
        yield "weekday", number, ""
    elif words := _first(groups, "near", "claim"):
        yield "words", words.casefold(), ""


def _read_time(groups: Groups, grammar: Grammar) -> Read:
    hour = _first(groups, "hour", "hour2", "hour3")
    if hour is None:
        return
    minute = 30 if "half_hour" in groups else int(_first(groups, "minute", "minute2") or 0)
    half = _first(groups, "half", "half2", "half_after", "half_after2", "half_after3")
    number = int(hour)
    if half in grammar.pm and number < 12:
        number += 12
    elif half in grammar.am and number == 12:
        number = 0
    yield "time", (number, minute), ("fixed" if half or ("hour" in groups and grammar.whole_day) else "")


def _read_number(groups: Groups, grammar: Grammar) -> Read:
    unit = grammar.units.get(_first(groups, "unit", "spelled_unit") or "", "")
    if "sign" in groups or "sign_after" in groups:
        unit = "money"
    if digits := groups.get("number"):
        times = _MYRIADS.get(groups.get("myriad", ""), 1)
        yield "number", _decimal(digits, grammar.decimal) * times + int(groups.get("rest", 0)), unit
    elif han := groups.get("han"):
        yield "number", Decimal(_han(han)), unit
    elif spelled := groups.get("spelled"):
        yield "number", Decimal(grammar.spelled[spelled.casefold()]), unit


_READERS: tuple[Reader, ...] = (_read_code, _read_date, _read_day, _read_time, _read_number)


def _decimal(digits: str, decimal: str) -> Decimal:
    """The number as the locale reads it: 1.240 is 1240 in German; 4.90 is 4.9 wherever it stands."""
    tail = re.search(r"[.,](\d+)$", digits)
    if tail is None:
        return Decimal(re.sub(r"\D", "", digits))
    grouped = len(tail[1]) == 3 and tail[0][0] != decimal
    whole = digits if grouped else digits[: tail.start()]
    return Decimal(re.sub(r"\D", "", whole) + ("" if grouped else f".{tail[1]}"))


def _han(text: str) -> int:
    """二十五 → 25, 三〇 → 30."""
    if not re.search("[十百千万]", text):
        return int("".join(str(int(unicodedata.numeric(letter))) for letter in text))
    total, part, digit = 0, 0, 0
    for letter in text:
        number = int(unicodedata.numeric(letter))
        if number == 10_000:
            total, part, digit = total + (part + digit or 1) * number, 0, 0
        elif number >= 10:
            part, digit = part + (digit or 1) * number, 0
        else:
            digit = number
    return total + part + digit
