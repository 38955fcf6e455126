"""Times of day in a message: "14:30", "午後3時半", "halb drei", "สองทุ่ม" → `14:30`, `15:30`, `02:30`, `20:00`.

A pattern of `times` tells the minutes to add: -30 for "halb drei", 1080 for สองทุ่ม (the second hour from six).
Does not: guess a half of the day; "um 3 Uhr" is 03:00.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.understanding.entities.forms import Forms
from bot.understanding.entities.found import Found, span_of
from bot.understanding.entities.numerals import any_of
from bot.understanding.entities.plain import Plain


def find_times(message: Plain, forms: Forms) -> Iterator[Found]:
    """Every time of day in the message."""
    text = message.folded
    if ":" in text:
        for match in _colon(tuple(forms.halves)).finditer(text):
            yield from _found(match, 0, forms)
    for add, patterns in forms.times:
        for pattern in patterns:
            for match in pattern.finditer(text):
                yield from _found(match, add, forms)


@cache
def _colon(halves: tuple[str, ...]) -> re.Pattern[str]:
    """14:30, 2:30 pm, 下午2:30: the same in every locale."""
    half = any_of(halves)
    return re.compile(
        rf"(?:(?P<half>{half}) ?)?(?<![\d:.])(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?![\d:])"
        rf"(?: ?(?P<after>{half})(?!\w))?",
        re.IGNORECASE,
    )


def _found(match: re.Match[str], add: int, forms: Forms) -> Iterator[Found]:
    parts = {name: value for name, value in match.groupdict().items() if value is not None}
    hour, minute = (forms.numerals.read(parts[one]) if one in parts else 0 for one in ("h", "m"))
    if hour is None or minute is None or hour > 24 or minute > 59:
        return
    said = parts.get("half") or parts.get("after")
    hour = _of_half(hour, forms.halves[said.casefold()]) if said else hour
    minutes = (hour * 60 + minute + add) % 1440
    yield Found("time", f"{minutes // 60:02}:{minutes % 60:02}", *span_of(match))


def _of_half(hour: int, half: str) -> int:
    """The hour of 24: 3 pm is 15, 12 am is 0; at night 12 to 5 belong to the morning (रात 2 बजे), and at midday
    10 and 11 come before noon (jam 11 siang).
    """
    early = half == "am" or (half == "night" and (hour == 12 or hour < 6))
    if early:
        return 0 if hour == 12 else hour
    if half == "midday" and hour >= 10:
        return hour
    return hour + 12 if hour < 12 else hour
