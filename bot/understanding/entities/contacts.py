"""Phone numbers, mail addresses and postal codes: "03-1234-5678" in ja-JP → `+81312345678`.

Phones by libphonenumber with the locale's country; a bare run of digits without a sign or a leading zero is none
where the country's numbers are not told from order and tracking numbers. Postal codes by `postal.yaml`; a pattern
of digits alone counts only after a cue (`postal` in locales/words: "PLZ 12345").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, format_number

from bot.understanding.entities.forms import Forms
from bot.understanding.entities.found import Found
from bot.understanding.entities.numerals import any_of
from bot.understanding.entities.plain import Plain, plain_pattern
from bot.understanding.entities.postal import postal_codes

_EMAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}", re.ASCII)
_LINK = re.compile(r"(?:https?://|www\.)\S{1,300}", re.ASCII)
_FEW = 7  # digits: no phone number that a customer gives has fewer


def find_emails(message: Plain) -> Iterator[Found]:
    """Mail addresses; they are sure, nothing within them is anything else."""
    if "@" in message.text:
        for match in _EMAIL.finditer(message.text):
            yield Found("email", match[0], *match.span(), sure=True)


def find_links(text: str) -> Iterator[tuple[int, int]]:
    """The spans of links: their digits are neither phones nor dates."""
    return (match.span() for match in _LINK.finditer(text))


def find_phones(message: Plain, forms: Forms) -> Iterator[Found]:
    """Valid numbers of the locale's country, or with a `+` of any."""
    if sum(map(str.isdecimal, message.text)) < _FEW:
        return
    for match in PhoneNumberMatcher(message.text, forms.region):
        if match.raw_string[0] in "+(0" or re.search(r"\d[-. ()]{1,2}\d", match.raw_string):
            yield Found("phone", format_number(match.number, PhoneNumberFormat.E164), match.start, match.end)


def find_postal_codes(message: Plain, forms: Forms) -> Iterator[Found]:
    """Codes of the locale's country, upper case as posts write them."""
    known = postal_codes().get(forms.region)
    if known is None:
        return
    cues = any_of(plain_pattern(cue, True) for cue in forms.words.postal)
    begins = r"(?<![\w-])" if forms.words.edges != "none" else r"(?<![\dA-Za-z-])"
    cued = rf"(?:{cues})(?: ?(?:code|is|:|=|est|ist))?\W{{0,3}}(?P<code>{known.pattern})"
    alone = rf"|{begins}(?P<alone>{known.pattern})(?![\w-]*\d)" if known.alone else ""
    for match in re.finditer(cued + alone, message.folded, re.IGNORECASE):
        group = "code" if match["code"] else "alone"
        yield Found("postal_code", match[group].upper(), *match.span(group))
