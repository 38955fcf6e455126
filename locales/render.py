"""Fills an approved text: `render("お届けは{eta}です。", {"eta": date(2026, 11, 25)}, pack)`.

Texts are ICU MessageFormat. A bare `{name}` is written in the way that `formats` of locale.yaml gives
for the kind of that fact, so that linguists decide once how the locale writes dates and money;
plurals and any other ICU argument work as ICU defines them.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from icu4py.messageformat import MessageFormat

from locales.schema import FactValue, Formats

if TYPE_CHECKING:
    from locales.pack import Pack

# `one{day}` opens a plural's branch, not an argument
_OPEN = r"(?<!\bzero)(?<!\bone)(?<!\btwo)(?<!\bfew)(?<!\bmany)(?<!\bother)(?<!=\d)\{\s*"
_BARE = re.compile(_OPEN + r"(\w+)\s*\}")
_ARGUMENT = re.compile(_OPEN + r"(\w+)\s*[,}]")


@lru_cache(maxsize=4096)
def _compile(text: str, tag: str) -> MessageFormat:
    return MessageFormat(text, latin_digits(tag))


def latin_digits(tag: str) -> str:
    """The ICU locale of a tag with the digits 0 to 9: Saudi dates come as ٢٥ otherwise, and no fact would match."""
    return f"{tag}-u-nu-latn"


def _typed(value: FactValue, kind: str) -> str | int | float | datetime:
    if kind == "date":
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
        return datetime(day.year, day.month, day.day, 12)
    if kind == "time":
        hour, minute = str(value).split(":")[:2]
        return datetime(2000, 1, 1, int(hour), int(minute))
    if kind in ("money", "number"):
        return value if isinstance(value, int | float) else float(str(value))
    return str(value)


def _expand(text: str, kinds: dict[str, str], formats: Formats) -> str:
    def one(match: re.Match[str]) -> str:
        kind = kinds.get(match[1], "text")
        return match[0] if kind == "text" else str(getattr(formats, kind)).replace("{value", "{" + match[1])

    return _BARE.sub(one, text)


def render(text: str, facts: dict[str, FactValue], pack: Pack) -> str:
    """The text with its facts filled in. Raises KeyError naming a fact that the text wants and lacks."""
    formats = pack.locale.formats
    if formats is None:
        raise KeyError(f"{pack.tag} has no `formats` in locale.yaml")
    kinds: dict[str, str] = dict(pack.contract.fact_types)
    wanted = set(_ARGUMENT.findall(text))
    if missing := wanted - set(facts):
        raise KeyError(f"{pack.tag}: the text wants {sorted(missing)} but the facts are {sorted(facts)}: {text!r}")
    values = {name: _typed(value, kinds.get(name, "text")) for name, value in facts.items()}
    return _compile(_expand(text, kinds, formats), pack.tag).format(values).strip()  # type: ignore[arg-type]
