"""Words of a language that writes spaces, by a regular expression: no part of speech, the lemma in lower case.

>>> [token.surface for token in Plain(names=True, ordinals=False).tokens("We'll ask Mr. Doe.")]
["We'll", 'ask', 'Mr', '.', 'Doe', '.']
"""

from __future__ import annotations

import re

from politeness_eval.analysers.base import Span, Token

_WORD = re.compile(r"[^\W\d_]{1,60}(?:['’][^\W\d_]{1,20})?|\d{1,30}|[^\w\s]")
# A full stop ends a sentence before white space; not after a short form ("Mr. Doe") or an ordinal ("25. November").
_SHORT = r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bNr)(?<!\bMrs)"
_STOP = r"[.](?=[\s\"”’)]|$)|[!?…]{1,5}|\n"
_END = re.compile(_SHORT + _STOP)
_END_WITH_ORDINALS = re.compile(_SHORT + r"(?<!\d)" + _STOP)


class Plain:
    """The analyser of languages whose rules need words only.

    `names`: a capital tells a name. `ordinals`: "25." is the 25th, not the end of a sentence.
    """

    def __init__(self, names: bool, ordinals: bool) -> None:
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

    def sentences(self, text: str) -> tuple[Span, ...]:
        """The sentences, ended by `.`, `!`, `?` or a line break."""
        found, start = [], 0
        for end in [*(match.end() for match in self._end.finditer(text)), len(text)]:
            if stripped := text[start:end].strip():
                first = start + text[start:end].index(stripped)
                found.append(Span(first, first + len(stripped), stripped))
            start = end
        return tuple(found)
