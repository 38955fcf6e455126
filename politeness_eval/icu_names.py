"""How a locale writes months, weekdays, numbers and their separators, asked of ICU: no tables to keep.

>>> calendar("de-DE").months["März"], calendar("ja-JP").weekdays["水曜日"], calendar("de-DE").decimal
(3, 2, ',')
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from icu4py.messageformat import MessageFormat

from locales.render import latin_digits

SPELLED = 31  # numbers that replies spell out: days of a month, weeks, items


@dataclass(frozen=True)
class Calendar:
    """Names to numbers: months 1 to 12, weekdays 0 (Monday) to 6, `spelled` numbers 1 to SPELLED."""

    months: dict[str, int]
    short_months: dict[str, int]
    weekdays: dict[str, int]
    short_weekdays: dict[str, int]
    spelled: dict[str, int]
    decimal: str
    month_first: bool
    whole_day: bool  # 19:00, not 7:00 PM: a time with a colon leaves no doubt


@cache
def calendar(tag: str) -> Calendar:
    """The names of a locale."""
    monday = datetime(2026, 6, 1, 12)
    days = [monday + timedelta(days=number) for number in range(7)]
    firsts = [datetime(2026, month, 1, 12) for month in range(1, 13)]
    numeric = _shown("{v, date, ::yMd}", tag, datetime(2026, 11, 25, 12))
    return Calendar(
        months={_shown("{v, date, ::MMMM}", tag, day): day.month for day in firsts},
        short_months={_shown("{v, date, ::MMM}", tag, day): day.month for day in firsts},
        weekdays={_shown("{v, date, ::EEEE}", tag, day): day.weekday() for day in days},
        short_weekdays={_shown("{v, date, ::EEE}", tag, day): day.weekday() for day in days},
        spelled={_shown("{v, spellout}", tag, number): number for number in range(1, SPELLED + 1)},
        decimal=_shown("{v, number}", tag, 1.5)[1],
        month_first=numeric.index("11") < numeric.index("25"),
        whole_day="19" in _shown("{v, date, ::jmm}", tag, datetime(2026, 11, 25, 19, 30)),
    )


def _shown(pattern: str, tag: str, value: datetime | int | float) -> str:
    return str(MessageFormat(pattern, latin_digits(tag)).format({"v": value})).replace("\u00ad", "")
