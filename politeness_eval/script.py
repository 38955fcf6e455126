"""Finds characters, words and sentences of another language in a reply.

>>> [finding.span for finding in find_foreign(Reading("现在处理订单。", ja), purity)]      # doctest: +SKIP
['现在处理订单']

Which scripts a locale writes is its pack's `scripts`, the first of them the one that every sentence needs.
A Han character of another country is told by the character set that the country's text was written in;
forms that a set holds beside its own (体 and 与 in Taiwan's) are for rules of the pack's `tone.yaml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from politeness_eval.reading import Reading
from politeness_eval.verdict import Finding

# tag or language → the character set that holds every Han character it writes, the characters in use today that the
# set came too early for, and what another one is called
_HAN_SETS = {
    "ja": ("cp932", "", "is not written in Japanese (a Chinese form)"),
    "zh-CN": ("gb2312", "啰囧焗欸喆堃昇祎玥珺垚赟旻璟邨犇", "is not written in mainland China (a traditional form)"),
    "zh-TW": ("cp950", "喆堃", "is not written in Taiwan (a simplified form)"),
}
_SCRIPT_NAMES = {"CJK": "Han", "IDEOGRAPHIC": "Han", "KATAKANA-HIRAGANA": "Katakana"}
_WIDTHS = ("FULLWIDTH ", "HALFWIDTH ", "MODIFIER LETTER ", "SUPERSCRIPT ")
_RUN_OF_LETTERS = re.compile(r"[^\W\d_]{1,200}")
_LATIN_WORD = re.compile(r"(?<![A-Za-z0-9@./_-])[A-Za-z]{3,40}(?:['’][a-z]{1,3})?(?![A-Za-z0-9@/_-]|\.[a-z])")
_MIN_LETTERS = 10  # letters without the main script that make a sentence foreign: names and codes are shorter
_MIN_WORDS = 3  # function words of another language that make a sentence foreign

SOURCE = "locale.yaml: `scripts`"


@dataclass(frozen=True)
class Purity:
    """What a pack's replies are written in. `own_texts`: everything the pack itself writes, in lower case."""

    tag: str
    scripts: tuple[str, ...]
    own_texts: str
    function_words: dict[str, frozenset[str]]

    @property
    def language(self) -> str:
        """ISO 639-1, as in the tag: `zh` of `zh-TW`."""
        return self.tag.split("-")[0]


def find_foreign(reading: Reading, purity: Purity, said: str | None = None) -> Iterator[Finding]:
    """Every piece in another language or script; `said` are the words that the situation gave us.

    Without a situation a word in capitals (WiFi, Taverna) may be a name that somebody gave: only words in
    small letters are found.
    """
    if not purity.scripts:
        return
    known = purity.own_texts + "\n" + (said or "").casefold()
    strange = [*_foreign_letters(reading.text, purity, known)]
    yield from strange
    if not strange:  # one stray character is named alone; a sentence of them would be named twice
        yield from _foreign_sentences(reading, purity, known)
        if purity.scripts[0] == "Latin":
            yield from _foreign_function_words(reading, purity)
        else:
            yield from _foreign_words(reading.text, known, names_known=said is not None)


@lru_cache(maxsize=65536)
def script_of(letter: str) -> str:
    """The script of one letter by its Unicode name, such as Han or Cyrillic; empty for what is no letter."""
    if not unicodedata.category(letter).startswith("L"):
        return ""
    name = unicodedata.name(letter, "")
    for width in _WIDTHS:
        name = name.removeprefix(width)
    first = name.split(" ")[0]
    return _SCRIPT_NAMES.get(first, first.capitalize())


@lru_cache(maxsize=65536)
def _belongs(letter: str, scripts: tuple[str, ...], tag: str) -> str:
    """Empty where the letter may stand in the locale, otherwise what is wrong with it."""
    script = script_of(letter)
    if script and script not in scripts and not letter.isdigit() and letter not in "ªºµ":
        return f"is {script}; this locale writes {', '.join(scripts)}"
    codec, later, problem = _HAN_SETS.get(tag) or _HAN_SETS.get(tag.split("-")[0]) or ("utf-8", "", "")
    if script == "Han" and letter not in later:
        try:
            letter.encode(codec)
        except UnicodeEncodeError:
            return problem
    return ""


def _foreign_letters(text: str, purity: Purity, known: str) -> Iterator[Finding]:
    strange = {letter for letter in set(text) if _belongs(letter, purity.scripts, purity.tag)}
    strange = {letter for letter in strange if letter not in known}
    if not strange:
        return
    for match in _RUN_OF_LETTERS.finditer(text):
        at = [place for place, letter in enumerate(match[0]) if letter in strange]
        if at:
            start, end = match.start() + at[0], match.start() + at[-1] + 1
            why = f"{text[start + 0]!r} {_belongs(text[start], purity.scripts, purity.tag)}."
            yield Finding("foreign-script", "hard", "error", start, end, text[start:end], why, SOURCE)


def _foreign_sentences(reading: Reading, purity: Purity, known: str) -> Iterator[Finding]:
    main = purity.scripts[0]
    for start, end, text in reading.sentences:
        if text.casefold() in known:
            continue
        letters = [script_of(letter) for letter in text if letter.isalpha()]
        if len(letters) >= _MIN_LETTERS and main not in letters:
            why = f"The sentence has no {main}: it is not in the language of this locale."
            yield Finding("foreign-sentence", "hard", "error", start, end, text, why, SOURCE)


def _foreign_words(text: str, known: str, names_known: bool) -> Iterator[Finding]:
    """Words in Latin letters that neither the pack nor the situation knows; not short forms (URL, SMS)."""
    for match in _LATIN_WORD.finditer(text):
        word = match[0]
        if word.islower() or (names_known and not word.isupper()):
            if word.casefold() in known:
                continue
            why = f"The word {word!r} is foreign here, and nobody has used it."
            yield Finding("foreign-word", "hard", "error", *match.span(), word, why, SOURCE)


def _foreign_function_words(reading: Reading, purity: Purity) -> Iterator[Finding]:
    own = purity.function_words.get(purity.language, frozenset())
    for start, end, text in reading.sentences:
        words = [word.casefold() for word in _RUN_OF_LETTERS.findall(text)]
        for language, listed in purity.function_words.items():
            foreign = sum(word in listed for word in words)
            if language != purity.language and foreign >= _MIN_WORDS and foreign > sum(word in own for word in words):
                why = f"The sentence is in another language ({language})."
                yield Finding("foreign-sentence", "hard", "error", start, end, text, why, SOURCE)
                break
