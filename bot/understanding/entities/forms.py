"""How a locale says things, compiled once: `forms(pack).times` → patterns and the minutes they add.

The patterns stand in `locales/words/<language>.yaml`, the names of months and weekdays in CLDR (Babel). Placeholders:
`{n}` a number, `{span}` a number with a unit, `{weekday}` `{month}` names, `{y}` `{mn}` `{d}` `{era}` parts of a date,
`{h}` `{m}` `{half}` (before) `{after}` parts of a time, `{postal}` `{place}` parts of an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale as Cldr
from babel.dates import get_day_names, get_month_names

from bot.understanding.entities.numerals import HAN, Numerals, any_of
from bot.understanding.entities.plain import plain_pattern
from bot.understanding.entities.postal import postal_codes
from locales import Pack
from politeness_eval.words import Words, load_words

_LETTER = r"[\w\u0900-\u0963]"  # \w has no Devanagari vowel signs: कल would be found in निकला
_PLACE = (
    r"(?:(?-i:[A-ZÀ-Þ][\w'-]*)(?:[ -](?:[\w']{1,3}[ -]){0,2}(?-i:[A-ZÀ-Þ][\w'-]*)){0,3}"
    r"|(?-i:[a-zß-ÿ-]{3,30})(?![\w'-]))"
)
Patterns = tuple[re.Pattern[str], ...]


@dataclass(frozen=True, eq=False)  # equal to itself only, so that it can be a cache's key
class Forms:
    """The compiled patterns of a locale and the values of their names."""

    words: Words
    language: str
    region: str
    fold: bool
    numerals: Numerals
    months: dict[str, int]
    weekdays: dict[str, int]
    eras: dict[str, int]
    units: dict[str, str]
    halves: dict[str, str]
    month_first: bool
    weekday_before: re.Pattern[str]
    weekday_after: re.Pattern[str]
    days: tuple[tuple[int, Patterns], ...]
    spans: tuple[tuple[str, Patterns], ...]
    which: tuple[tuple[str | int, Patterns], ...]
    dates: Patterns
    times: tuple[tuple[int, Patterns], ...]
    addresses: Patterns
    masked: Patterns
    past: Patterns
    future: Patterns


def forms(pack: Pack) -> Forms:
    """The forms of a pack's language and country; of the tag's first country for a dialect."""
    language, region = pack.tag.split("-")[:2]
    return _forms(language, region, pack.folder.parent)


def fold_keys(named: dict[str, int], fold: bool) -> dict[str, int]:
    """The names as patterns see messages, in lower case."""
    return {plain_pattern(name, fold).casefold(): value for name, value in named.items()}


@cache
def _forms(language: str, region: str, home: Path) -> Forms:
    return _Maker(language, region, load_words(language, home)).made()


class _Maker:
    """Fills the placeholders of one language's patterns."""

    def __init__(self, language: str, region: str, words: Words) -> None:
        self.words, self.language, self.region = words, language, region
        self.fold = not words.accents_matter
        tag = f"{language}-{region}"
        self.cldr = Cldr.parse(tag, sep="-")
        self.numerals = Numerals.of(tag, words)
        months = _names(self.cldr, "month") | {w: number for number, ws in words.month_names.items() for w in ws}
        self.months = fold_keys(months, self.fold)
        names = _names(self.cldr, "weekday") | {w: day for day, ws in words.weekday_names.items() for w in ws}
        self.weekdays = fold_keys(names, self.fold)
        self.eras = fold_keys(words.eras, self.fold)
        self.units = {
            plain_pattern(word, self.fold).casefold(): unit
            for unit in ("day", "week", "month")  # "há 15 anos" means no day
            for word in words.units.get(unit, ())
        }
        halves = {"am": words.am, "pm": words.pm, "midday": words.midday, "night": words.night}
        self.halves = {plain_pattern(w, self.fold).casefold(): half for half, ws in halves.items() for w in ws}
        self.values = self._values()

    def _values(self) -> dict[str, str]:
        month, days = any_of(self.months), self.numerals.pattern(2)
        # Spelled days and months in Han numerals only: "may one" is no first of May.
        part = days if self.numerals.cjk else r"(?<![\d.,/-])\d{1,2}(?!\d)"
        year = rf"(?:\d{{4}}|元|[{HAN}]{{4}})" if self.numerals.cjk else r"\d{4}"
        postal = postal_codes().get(self.region)
        return {
            "{n}": self.numerals.pattern(3),
            "{span}": rf"(?P<n>{self.numerals.pattern(3)})\s*(?P<unit>{any_of(self.units)})",
            "{weekday}": f"(?P<weekday>{any_of(self.weekdays)})",
            "{month}": f"(?P<month>{month})",
            "{mn}": f"(?P<mn>{part})",
            "{d}": f"(?P<d>{part})",
            "{y}": f"(?P<y>{year})",
            "{ey}": rf"(?P<ey>\d{{1,4}}|元|[{HAN}]{{1,3}})",
            "{era}": f"(?P<era>{any_of(self.eras)})",
            "{h}": f"(?P<h>{days})",
            "{m}": rf"(?P<m>[0-5]?\d(?!\d)|{self.numerals.words})",
            "{half}": f"(?P<half>{any_of(self.halves)})",
            "{after}": f"(?P<after>{any_of(self.halves)})",
            "{postal}": f"(?:{postal.pattern})" if postal else "(?!)",
            "{place}": _PLACE,
        }

    def _compiled(self, patterns: Iterable[str], edges: bool = True) -> Patterns:
        return tuple(self._one(pattern, edges) for pattern in patterns)

    def _one(self, pattern: str, edges: bool) -> re.Pattern[str]:
        text = plain_pattern(pattern, self.fold).replace(" ?", r"\s*").replace(" ", r"\s+")
        for name, value in self.values.items():
            text = text.replace(name, value)
        if edges and self.words.edges != "none":
            after = f"(?!{_LETTER})" if self.words.edges == "both" else ""
            text = f"(?<!{_LETTER})(?:{text}){after}"
        return re.compile(text, re.IGNORECASE)

    def made(self) -> Forms:
        """All patterns of the language; raises re.error for one that is none, with its position."""
        words = self.words
        numeric = str(self.cldr.date_formats["short"].pattern)
        short = (str(name).rstrip(".") for name in get_day_names("abbreviated", locale=self.cldr).values())
        any_day = any_of([*self.weekdays, *(plain_pattern(name, self.fold) for name in short)])
        return Forms(
            words=words,
            language=self.language,
            region=self.region,
            fold=self.fold,
            numerals=self.numerals,
            months=self.months,
            weekdays=self.weekdays,
            eras=self.eras,
            units=self.units,
            halves=self.halves,
            month_first=numeric.index("M") < numeric.index("d"),
            weekday_before=re.compile(rf"(?<!\w)(?:{any_day})[.,]?\s?(?:[a-z]{{2,3}}\s)?$", re.IGNORECASE),
            weekday_after=re.compile(rf"\s?\((?:{any_day})\.?\)", re.IGNORECASE),
            days=tuple((day, self._compiled(said)) for day, said in words.days.items()),
            spans=tuple((way, self._compiled(said)) for way, said in words.spans.items()),
            which=tuple((which, self._compiled(said)) for which, said in words.weekdays.items()),
            dates=self._compiled(words.dates),
            times=tuple((add, self._compiled(said)) for add, said in words.times.items()),
            addresses=self._compiled(rf"(?<![\dA-Za-z]-)(?<!\d)(?:{one})" for one in words.address),
            masked=self._compiled([*map(re.escape, words.not_numbers), *words.no_entities], edges=False),
            past=self._compiled(words.tense.get("past", ()), edges=False),
            future=self._compiled(words.tense.get("future", ()), edges=False),
        )


def _names(cldr: Cldr, what: str) -> dict[str, int]:
    """Months 1 to 12 or weekdays 0 to 6 by CLDR's wide and short names, inside a date and alone.

    Short names of weekdays are left out, but for scripts without case: "sat", "mar" and "so" are words.
    """
    widths = ("wide",) if what == "weekday" and cldr.language not in ("ko", "zh") else ("wide", "abbreviated")
    read = get_month_names if what == "month" else get_day_names
    found: dict[str, int] = {}
    for width in widths:
        for context in ("format", "stand-alone"):
            named = read(width, context=context, locale=cldr)  # type: ignore[arg-type]
            found |= {str(name).rstrip("."): number for number, name in named.items()}
    return {name: number for name, number in found.items() if what == "month" or len(name) > 1}


@cache
def symbols(language: str, region: str) -> dict[str, str]:
    """The signs of currencies, `{"$": "MXN", "US$": "USD"}` in Mexico; English ones where the locale has none."""
    found: dict[str, str] = {}
    for locale in (Cldr("en"), Cldr.parse(f"{language}-{region}", sep="-")):
        found |= {sign: code for code, sign in locale.currency_symbols.items() if is_sign(str(sign))}
    return found


def is_sign(text: str) -> bool:
    """Whether the text is written with a sign of money, as US$ is."""
    return any(char in "$€£¥₩₹₫฿₱₺₴₦₪₽" for char in text)
