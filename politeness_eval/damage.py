"""Finds what a model breaks: placeholders, markup, leaked prompt, loops, broken characters, no ending.

>>> [finding.rule for finding in find_damage(Reading("ご注文{order_id}は", ja), ())]      # doctest: +SKIP
['placeholder', 'unfinished']
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from politeness_eval.patterns import Pattern
from politeness_eval.reading import Reading
from politeness_eval.rules import TAIL
from politeness_eval.verdict import Finding

_PLACEHOLDER = re.compile(
    r"\{[^{}\n]{0,60}\}|\[\[[^\]\n]{1,60}\]\]|\[[A-Za-z_ ]{2,30}\]|<\|[^|\n]{0,40}\|>"
    r"|[○〇◯●]{2,20}|(?<![A-Za-z])(?:x{3,20}|X{4,20})(?![A-Za-z])"  # XXL is a size, XXX and more are not
)
_MARKUP = re.compile(r"\*\*|__|```|</?[A-Za-z][^<>\n]{0,80}>|^#{1,6}\s|^\s{0,4}[-*•]\s|^\|", re.MULTILINE)
_ROLE = r"(?:assistant|system|user|agent|customer)"
_BROKEN = re.compile(
    "[\ufffd\ufeff\ue000-\uf8ff\ud800-\udfff"  # replacement, byte order mark, private use, lone surrogates
    "\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"  # turning the text around, control
)
_MANY_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]{3,100}")
_RUN = re.compile(r"([^\s\d])\1{5}")
_ENDS_OPEN = re.compile(r"(?:https?://|www\.|@)\S{1,200}$")
_WINDOW_LATIN = 24  # characters that make a phrase: about four words
_WINDOW_CJK = 10
_TIMES = 3
_SENTENCE = 8  # characters of a sentence that nobody says twice in one reply

SOURCE = "every reply: a sentence, whole, once"


def find_damage(
    reading: Reading, labels: tuple[str, ...], cjk: bool, marked: bool = True, endings: tuple[Pattern, ...] = ()
) -> Iterator[Finding]:
    """Everything broken. `labels` are the words that the prompt puts before its parts.

    `marked`: a sentence ends with a mark; Thai ends with a particle and a space. `endings`: what the pack's rules
    take for the end of a sentence; かしこまりました without its full stop is whole, so it only gets a warning.
    """
    text = reading.text
    yield from _matches(_PLACEHOLDER, text, "placeholder", "A placeholder was left unfilled.")
    yield from _matches(_MARKUP, text, "markup", "A chat reply is plain text; this is markup.")
    yield from _matches(_BROKEN, text, "broken-character", "This character cannot be shown or turns the text around.")
    yield from _matches(_MANY_MARKS, text, "broken-character", "Marks are piled on one letter.")
    yield from _matches(_leak(labels), text, "prompt-leak", "This is a label of the prompt, not part of a reply.")
    yield from _loops(reading, cjk)
    yield from _unfinished(text, marked, endings)


def _finding(rule: str, text: str, start: int, end: int, why: str) -> Finding:
    return Finding(rule, "hard", "error", start, end, text[start:end], why, SOURCE)


def _matches(pattern: re.Pattern[str], text: str, rule: str, why: str) -> Iterator[Finding]:
    for match in pattern.finditer(text):
        yield _finding(rule, text, *match.span(), why)


@lru_cache(maxsize=64)
def _leak(labels: tuple[str, ...]) -> re.Pattern[str]:
    listed = "|".join([_ROLE, *(re.escape(label) for label in labels)])
    # At the start of a line, or of a sentence: "… 26. November. Nachricht: Ich bin stinksauer."
    return re.compile(rf"(?:^\s{{0,4}}|(?<=[.!?。！？]\s))(?:{listed})\s?[:：]", re.MULTILINE | re.IGNORECASE)


def _loops(reading: Reading, cjk: bool) -> Iterator[Finding]:
    """A sentence said twice, or a phrase or a character said again and again."""
    text, seen = reading.text, set()
    for start, end, sentence in reading.sentences:
        if len(sentence) >= _SENTENCE and sentence in seen:
            yield _finding("repeated", text, start, end, "The same sentence stands twice.")
            return
        seen.add(sentence)
    if run := _RUN.search(text):
        yield _finding("repeated", text, *run.span(), "One character is repeated on and on.")
    elif (at := _repeated_phrase(text, _WINDOW_CJK if cjk else _WINDOW_LATIN)) is not None:
        window = _WINDOW_CJK if cjk else _WINDOW_LATIN
        yield _finding("repeated", text, at, at + window, f"The same phrase stands {_TIMES} times.")


def _repeated_phrase(text: str, window: int) -> int | None:
    """Where the phrase begins for the third time; phrases may not overlap themselves."""
    last: dict[str, tuple[int, int]] = {}
    for place in range(len(text) - window + 1):
        phrase = text[place : place + window]
        times, before = last.get(phrase, (0, -window))
        if place - before >= window:
            if times + 1 == _TIMES:
                return place
            last[phrase] = (times + 1, place)
    return None


def _unfinished(text: str, marked: bool, endings: tuple[Pattern, ...]) -> Iterator[Finding]:
    whole = text.rstrip()
    if not whole or _ENDS_OPEN.search(whole[-220:]):
        return
    last = whole[-1]
    if last in ",、:：;・-–—" or (marked and unicodedata.category(last)[0] in "LNM"):
        start = max(0, len(whole) - 5)
        why = "The reply stops in the middle: no mark ends its last sentence."
        found = _finding("unfinished", text, start, len(whole), why)
        yield replace(found, severity="warning") if any(one.matches(whole[-TAIL:]) for one in endings) else found
