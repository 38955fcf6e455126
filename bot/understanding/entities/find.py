"""What a message names: `find_entities("明後日の午後3時に", pack, date(2026, 11, 22))` → a date and a time.

Of two findings that share words the longer counts, but an order number or a mail address before all. Two readings
of the same words (परसों) stay both, and so do a date and a time that only touch (今晩9時: 今晩, 晩9時).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.understanding.entities.addresses import find_address_spans
from bot.understanding.entities.amounts import find_amounts, find_numbers
from bot.understanding.entities.contacts import find_emails, find_links, find_phones, find_postal_codes
from bot.understanding.entities.dates import find_dates
from bot.understanding.entities.entity import Entity, Kind
from bot.understanding.entities.forms import Forms, forms
from bot.understanding.entities.found import Found
from bot.understanding.entities.plain import Plain, plain
from bot.understanding.entities.shop_codes import find_codes
from bot.understanding.entities.times import find_times
from locales import Pack

# Between findings of the same words: what is more specific comes first.
_ORDER: tuple[Kind, ...] = (
    "order_id", "email", "address", "phone", "postal_code", "amount", "date", "time", "size", "number",
)  # fmt: skip


def find_entities(text: str, pack: Pack, today: date) -> tuple[Entity, ...]:
    """The entities of a message in its order, spans in the text as it was given. `today` is the customer's day."""
    known = forms(pack)
    message = plain(text, known.fold)
    entities = []
    for one in sorted(_settled(_all(message, known, pack, today), _masks(message, known)), key=lambda one: one.start):
        start, end = message.span(one.start, one.end)
        entities.append(Entity(one.kind, one.value, start, end, text[start:end]))
    return tuple(entities)


def _all(message: Plain, known: Forms, pack: Pack, today: date) -> Iterator[Found]:
    if not message.text:
        return
    yield from find_codes(message, pack, known.words.titles)
    yield from find_emails(message)
    yield from find_phones(message, known)
    yield from find_postal_codes(message, known)
    yield from find_address_spans(message, known)
    yield from find_amounts(message, known, pack.locale.currency)
    yield from find_dates(message, known, today)
    yield from find_times(message, known)
    yield from find_numbers(message, known)


def _masks(message: Plain, known: Forms) -> list[tuple[int, int]]:
    """Where nothing is found: links, and idioms of numbers (五分五分, 24/7)."""
    idioms = (match.span() for pattern in known.masked for match in pattern.finditer(message.folded))
    return [*find_links(message.text), *idioms]


def _settled(found: Iterator[Found], masks: list[tuple[int, int]]) -> list[Found]:
    kept: list[Found] = []
    free = (one for one in found if not any(start <= one.start and one.end <= end for start, end in masks))
    for one in sorted(free, key=lambda one: (not one.sure, one.start - one.end, _ORDER.index(one.kind))):
        if one not in kept and not any(_excludes(other, one) for other in kept):
            kept.append(one)
    return kept


def _excludes(kept: Found, other: Found) -> bool:
    """Whether the finding that came first leaves no room for the other."""
    if not kept.overlaps(other):
        return False
    if (kept.kind, kept.start, kept.end) == (other.kind, other.start, other.end):
        return False  # another reading of the same words
    return {kept.kind, other.kind} != {"date", "time"} or kept.holds(other)
