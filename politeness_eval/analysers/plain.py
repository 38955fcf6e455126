"""Words of a language that writes spaces, by a regular expression: no part of speech, the lemma in lower case.

>>> [token.surface for token in Plain(names=True).tokens("We'll ask Mr. Doe.")]
["We'll", 'ask', 'Mr', '.', 'Doe', '.']
"""

from __future__ import annotations

import re

from politeness_eval.analysers.base import Span, Token

# Vowel signs of Devanagari and Thai are marks, no letters: \w alone would cut a word at each of them.
_MARKS = "\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0955-\u0957\u0962\u0963\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_LETTER = rf"(?:[^\W\d_][{_MARKS}]{{0,4}})"
_WORD = re.compile(rf"{_LETTER}{{1,60}}(?:['’]{_LETTER}{{1,20}})?|\d{{1,30}}|[^\w\s]")
# A full stop ends a sentence before white space; not after a short form ("Mr. Doe") or an ordinal ("25. November").
_SHORT = r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bNr)(?<!\bMrs)(?<!\bSr)(?<!\bSra)(?<!\bSig)(?<!\bDra)(?<!\bdhr)(?<!\bmevr)"
_STOP = r"[.](?=[\s\"”’»)]|$)|[!?…।॥؟]{1,5}|\n"
_END = re.compile(_SHORT + _STOP)
_END_WITH_ORDINALS = re.compile(_SHORT + r"(?<!\d)" + _STOP)


class Plain:
    """The analyser of languages whose rules need words only.

    `names`: a capital tells a name. `ordinals`: "25." is the 25th, not the end of a sentence.
    """

    def __init__(self, names: bool = False, ordinals: bool = False) -> None:
        self._names = names
        self._end = _END_WITH_ORDINALS if ordinals else _END

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Words, numbers and single marks; with `names`, a capital inside a sentence makes a name."""
        found: list[Token] = []
        starts = {sentence.start for sentence in self.sentences(text)} if self._names else set()
        for match in _WORD.finditer(text):
            word = match[0]
            named = self._names and word[0].isupper() and len(word) > 1 and match.start() not in starts
            pos = "word" if word[0].isalpha() else "number" if word[0].isdigit() else "mark"
            found.append(Token(word, pos, word.lower(), match.start(), match.end(), "name" if named else ""))
        return tuple(found)

    def may_name(self, text: str) -> bool:
        """Where capitals tell names, any text may hold one."""
        return self._names

    def sentences(self, text: str) -> tuple[Span, ...]:
        """The sentences, ended by `.`, `!`, `?`, a danda or a line break."""
        return spans_between(text, self._end)


def spans_between(text: str, end: re.Pattern[str]) -> tuple[Span, ...]:
    """The pieces of the text up to each match of `end`, stripped of white space."""
    found, start = [], 0
    for stop in [*(match.end() for match in end.finditer(text)), len(text)]:
        if stripped := text[start:stop].strip():
            first = start + text[start:stop].index(stripped)
            found.append(Span(first, first + len(stripped), stripped))
        start = stop
    return tuple(found)
