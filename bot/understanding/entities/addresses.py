"""Addresses in a message: "schicken Sie es an die Musterstraße 5, 12345 Berlin" → `Musterstraße 5, 12345 Berlin`.

Best effort, by the cue words of `address` in locales/words (区市町村, Straße, calle, 路/号): a span to show to the
customer for a yes or no. Does not: check that the place exists, or split it into parts.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.understanding.entities.forms import Forms, forms
from bot.understanding.entities.found import Found
from bot.understanding.entities.plain import Plain, plain
from locales import Pack


def find_addresses(text: str, pack: Pack) -> tuple[str, ...]:
    """The addresses of a message, after NFKC, in its order."""
    known = forms(pack)
    message = plain(text, known.fold)
    found = sorted(find_address_spans(message, known), key=lambda one: (one.start, -one.end))
    outer = [one for one in found if not any(other.holds(one) and other[2:4] != one[2:4] for other in found)]
    return tuple(dict.fromkeys(str(one.value) for one in outer))


def find_address_spans(message: Plain, known: Forms) -> Iterator[Found]:
    """Every match of every cue, without the marks at its end."""
    if not any(char.isdecimal() for char in message.text):
        return
    for pattern in known.addresses:
        for match in pattern.finditer(message.folded):
            value = message.text[match.start() : match.end()].rstrip(" ,.、。，")
            if value:
                yield Found("address", value, match.start(), match.start() + len(value))
