"""Dates in a message: "übermorgen", "下周三", "10/12", "令和8年11月25日" → ISO 8601.

Weeks run from Monday to Sunday everywhere (ISO 8601). A date without a year is the one nearest to today, so in
November "10 January" is to come and "10 October" was; a day of the month alone likewise. A weekday alone is the
coming one, unless its clause speaks of the past. परसों is two days on or two days ago and कल one: where the
clause has a past or future verb that reading is given, else both, as two entities over the same words; "next
Friday", said on a Tuesday, is also two.

dateparser was measured first (1.5.0, 39 phrases of 14 languages): 19 right; none of "来週の月曜日", "pasado mañana",
"下周三", "nächsten Montag"; `search_dates` took 1.0 ms a message and read "A-1003", "may" and "sat on the" as dates.
Does not: weeks and months without a day ("next week"), years ago, business days, feasts.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from bot.understanding.entities.forms import Forms
from bot.understanding.entities.found import Found, span_of
from bot.understanding.entities.plain import Plain

_YEAR_FIRST = re.compile(r"(?<![\w.-])(\d{4})([-/.]) ?(\d{1,2})\2 ?(\d{1,2})\b(?![-/]\d)")
_NUMERIC = re.compile(r"(?<![\w/.,-])(\d{1,2})([-/.]) ?(\d{1,2})(?:\2 ?(\d{4}|\d{2})\b|(\.))?(?![\d/]|[-.,]\d)")
_CLAUSE = re.compile(r"[,.;:!?、。，．！？；：।\n]")
_FAR = 200  # years: "01.01.1066" is no day that a shop cares for


def find_dates(message: Plain, forms: Forms, today: date) -> Iterator[Found]:
    """Every reading of every date in the message; overlaps are not settled here."""
    text = message.folded
    said = list(_numeric(text, forms, today))
    for pattern in forms.dates:
        for match in pattern.finditer(text):
            if value := _named(match, forms, today):
                said.append(Found("date", value, *span_of(match)))
    for one in said:
        before, after = forms.weekday_before.search(text, 0, one.start), forms.weekday_after.match(text, one.end)
        start, end = before.start() if before else one.start, after.end() if after else one.end
        yield one._replace(start=start, end=end)  # "Mittwoch, den 25.11." and 11/25(水) are one date
    yield from _relative(message.folded, forms, today)
    yield from _weekdays(message.folded, forms, today)


def _numeric(text: str, forms: Forms, today: date) -> Iterator[Found]:
    for match in _YEAR_FIRST.finditer(text):
        year, _, month, day = match.groups()
        if found := _date(_christian(int(year), forms), int(month), int(day)):
            yield Found("date", found.isoformat(), *match.span())
    for match in _NUMERIC.finditer(text):
        first, mark, second, said, full_stop = match.groups()
        if said is None and (mark == "-" or (mark == "." and (not full_stop or forms.month_first))):
            continue  # 10-12 is a span, 12.50 a price; 25.11. a date
        one, two = int(first), int(second)
        month, day = (one, two) if forms.month_first and one <= 12 else (two, one)
        year = None if said is None else _christian(int(said) + (2000 if len(said) == 2 else 0), forms)
        if found := _date(year, month, day) if year else _nearest(today, month, day):
            end = match.end() if said or mark == "." else match.end(3)
            yield Found("date", found.isoformat(), match.start(), end)


def _christian(year: int, forms: Forms) -> int:
    """2569 is 2026 where the Buddhist era counts (Thailand)."""
    before = [first for first in forms.eras.values() if first < 0]
    return year + before[0] if before and year > 2400 else year


def _named(match: re.Match[str], forms: Forms, today: date) -> str | None:
    parts = {name: value for name, value in match.groupdict().items() if value is not None}
    read = forms.numerals.read
    year = None
    if "y" in parts and (said := read(parts["y"])):
        year = _christian(said, forms)
    if "era" in parts and (said := read(parts["ey"])):
        year = said + forms.eras[parts["era"].casefold()]
    month = forms.months[parts["month"].casefold()] if "month" in parts else read(parts.get("mn", ""))
    day = read(parts.get("d", ""))
    if day is None:
        return str(year) if year and not month else None
    if month is None:
        nearest = _nearest_day(today, day)
    else:
        nearest = _date(year, month, day) if year else _nearest(today, month, day)
    return nearest.isoformat() if nearest else None


def _date(year: int, month: int, day: int) -> date | None:
    """The day, or None where there is no such day."""
    if not (1 <= month <= 12 and abs(year - 2026) < _FAR and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def _nearest(today: date, month: int, day: int) -> date | None:
    years = (today.year, today.year + 1, today.year - 1)
    return _closest(today, (_date(year, month, day) for year in years))


def _nearest_day(today: date, day: int) -> date | None:
    months = (_months_on(today.replace(day=1), step) for step in (0, 1, -1))
    return _closest(today, (_date(first.year, first.month, day) for first in months))


def _closest(today: date, days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day), key=lambda day: abs(day - today), default=None)


def _months_on(day: date, months: int) -> date:
    """The same day of another month, or that month's last: 31 January and a month is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _relative(text: str, forms: Forms, today: date) -> Iterator[Found]:
    said: dict[tuple[int, int], set[int]] = {}
    for days, patterns in forms.days:
        for pattern in patterns:
            for match in pattern.finditer(text):
                said.setdefault(span_of(match), set()).add(days)
    for (start, end), readings in said.items():
        for days in sorted(_likely(readings, _tense(text, start, end, forms)), reverse=True):
            yield Found("date", (today + timedelta(days)).isoformat(), start, end)
    for way, patterns in forms.spans:
        for pattern in patterns:
            for match in pattern.finditer(text):
                if (number := forms.numerals.read(match["n"])) is not None:
                    sign = -1 if way == "ago" else 1
                    day = _moved(today, sign * number, forms.units[match["unit"].casefold()])
                    yield Found("date", day.isoformat(), *span_of(match))


def _likely(readings: set[int], tense: str | None) -> set[int]:
    fitting = {day for day in readings if (tense == "past" and day < 0) or (tense == "future" and day > 0)}
    return fitting or readings


def _moved(today: date, number: int, unit: str) -> date:
    if unit == "month":
        return _months_on(today, number)
    return today + timedelta(days=number * (7 if unit == "week" else 1))


def _weekdays(text: str, forms: Forms, today: date) -> Iterator[Found]:
    for which, patterns in forms.which:
        for pattern in patterns:
            for match in pattern.finditer(text):
                weekday = forms.weekdays[match["weekday"].casefold()]
                alone = which == "alone" and _tense(text, *match.span(), forms) == "past"
                day = _weekday(today, weekday, "past" if alone else which)
                yield Found("date", day.isoformat(), *span_of(match))


def _weekday(today: date, weekday: int, which: str | int) -> date:
    """That weekday to come, gone by, or in the week that is so many from this one."""
    monday = today - timedelta(today.weekday())
    if isinstance(which, int):
        return monday + timedelta(weekday + 7 * which)
    ahead = (weekday - today.weekday()) % 7
    if which == "past":
        return today - timedelta((7 - ahead) % 7 or 7)
    return today + timedelta(ahead or 7)


def _tense(text: str, start: int, end: int, forms: Forms) -> str | None:
    """Whether the clause around the span speaks of the past or of the future; None where it has both or none."""
    if not (forms.past or forms.future):
        return None
    begins = max((match.end() for match in _CLAUSE.finditer(text, 0, start)), default=0)
    ends = next((match.start() for match in _CLAUSE.finditer(text, end)), len(text))
    past = any(pattern.search(text, begins, ends) for pattern in forms.past)
    future = any(pattern.search(text, begins, ends) for pattern in forms.future)
    return None if past == future else "past" if past else "future"
