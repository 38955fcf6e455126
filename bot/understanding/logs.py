"""Messages of a log without labels: `messages, problems = read_log(path, packs)`; what is personal in them masked.

>>> masked("A-1003です。taro@example.jp か 090-1234-5678 へ")
'A-0000です。name@example.com か 000-0000-0000 へ'

Does not: find names and street addresses. Read what comes out before it leaves the house.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.understanding.intents import plain
from locales import find_tag
from locales.read import PackError, shown

# Full-width forms count too, as phones in East Asia write them; letters of other scripts stand before an address
# without a space, so the first pattern takes Latin ones only and the second whatever is left.
_WORD = "A-Za-z0-9\u00c0-\u024f\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
_MAIL = re.compile(rf"[{_WORD}._%+\-\uff0e\uff3f\uff0b\uff0d]+\s?[@\uff20]\s?[{_WORD}.\-\uff0e\uff0d]+")
_ANY_MAIL = re.compile(r"[^\s@\uff20]+(?:[@\uff20][^\s@\uff20]+)+")  # a@b@c leaves no @c behind
_RUN = re.compile(r"\d(?:[\s().\-/\u2010-\u2015\u2212\u30fc\uff0d\u30fb]{0,2}\d){3,}")
_LONG = 4  # digits: an order number has four


@dataclass(frozen=True)
class Message:
    """What a customer wrote, masked, in the locale that the log names (None where it names none); `times` it stood."""

    text: str
    locale: str | None
    times: int = 1


def read_log(path: Path, tags: Iterable[str], only: str | None = None) -> tuple[list[Message], list[str]]:
    """The messages, the same ones once, and a problem `path:line: message` for each line that was skipped.

    A locale that is none of `tags` counts as not named. With `only`, messages of other locales are left out.
    Raises PackError where there is no such file.
    """
    known, problems = tuple(tags), []
    found: dict[tuple[str, str | None], Message] = {}
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    except FileNotFoundError:
        raise PackError([f"{shown(path)}:1: there is no such file; expected JSON lines with a text each"]) from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        row, why = _row(line)
        if row is None:
            problems.append(f"{shown(path)}:{number}: {why}; skipped")
            continue
        said = row.get("locale")
        locale = find_tag(known, said) if isinstance(said, str) and said.strip() else None
        if only and locale not in (only, None):
            continue
        text = masked(" ".join(row["text"].split()))
        key = plain(text), locale
        before = found.get(key)
        found[key] = Message(before.text, locale, before.times + 1) if before else Message(text, locale)
    return list(found.values()), problems


def _row(line: bytes) -> tuple[dict[str, str] | None, str]:
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return None, f"not UTF-8 at byte {error.start}"
    except (ValueError, RecursionError):
        return None, "not JSON"
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return None, 'expected an object such as {"text": "…", "locale": "ja-JP"}'
    if not any(char.isalpha() for char in row["text"]) or "\ud800" <= max(row["text"]) <= "\udfff":
        return None, "the text has no letters"
    return row, ""


def masked(text: str) -> str:
    """The text with every digit of long runs as 0 and mail addresses as one; its other characters stay as they are."""
    before = None
    while text != before:  # what stands around an address may make one with it: "5 @x@y"
        before = text
        text = _ANY_MAIL.sub("name@example.com", _MAIL.sub("name\0example.com", text)).replace("\0", "@")
    return _RUN.sub(_zeros, text)


def _zeros(match: re.Match[str]) -> str:
    """Full-width digits become full-width zeros, so that the line reads as a customer wrote it."""
    if sum(char.isdigit() for char in match[0]) < _LONG:
        return match[0]
    return "".join(chr(ord(char) - unicodedata.digit(char)) if char.isdecimal() else char for char in match[0])
