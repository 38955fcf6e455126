"""A message as patterns see it, with the way back: `plain("Ａ－１００３").text` → `A-1003`.

NFKC, ASCII digits (Thai, Devanagari and Arabic ones too), one dash, one apostrophe. `folded` has the Latin accents
taken off as well, for `miercoles` and `manana`; both are equally long. Python's own NFKC keeps no offsets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

_VOICING = "\uff9e\uff9f"  # half-width ﾞ and ﾟ belong to the kana before them
_SAME = {**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("’‘ʼ`", "'")}


@dataclass(frozen=True)
class Plain:
    """`starts[i]` and `ends[i]` are where the character i of `text` stands in `original`."""

    original: str
    text: str
    folded: str
    starts: range | list[int]
    ends: range | list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original of a span in `text`."""
        return self.starts[start], self.ends[end - 1]


def plain(original: str, fold: bool = True) -> Plain:
    """The message with its way back; without `fold`, accents matter (Vietnamese)."""
    if original.isascii():
        text = original.replace("`", "'")
        return Plain(original, text, text, range(len(text)), range(1, len(text) + 1))
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(original):
        for char in unicodedata.normalize("NFKC", original[start:end]):
            chars.append(_same(char))
            starts.append(start)
            ends.append(end)
    text = re.sub(r"(?<=[A-Za-z\d])ー(?=\d)", "-", "".join(chars))  # Aー1003: the long vowel mark for a hyphen
    return Plain(original, text, "".join(map(_bare, text)) if fold else text, starts, ends)


def plain_pattern(pattern: str, fold: bool) -> str:
    """A pattern of a pack, written as messages are: NFKC takes ำ and फ़ apart in both.

    So a range over accented letters says something else when folded: À-Þ would be A-Þ, all letters.
    """
    chars = (_same(char) for char in unicodedata.normalize("NFKC", pattern))
    return "".join(_bare(char) if fold else char for char in chars)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Each character with the marks on it: NFD and NFC are the same to patterns."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not (unicodedata.combining(text[at]) or text[at] in _VOICING):
            yield start, at
            start = at


@cache
def _same(char: str) -> str:
    digit = unicodedata.decimal(char, None)
    return str(digit) if digit is not None else _SAME.get(char, char)


@cache
def _bare(char: str) -> str:
    """The Latin letter without its accents; any other character as it is."""
    first = unicodedata.normalize("NFD", char)[:1]
    return first if first.isascii() else char
