"""The words of a text, for BM25: `tokens("返品は30日")` is `["返品", "品は", "30", "日"]`.

Words where a script writes spaces between them; pairs of letters for Han, kana, hangul and Thai. NFKC (full width is
half width), lower case, no accents on Latin letters. Does not stem: pairs and the encoder bridge endings.
"""

from __future__ import annotations

import re
import unicodedata

_PAIRED = (
    "\u2e80-\u30ff\u3105-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\u0e00-\u0e7f"
    "\U00020000-\U0003ffff"
)
_TERM = re.compile(rf"([{_PAIRED}]+)|((?:(?![{_PAIRED}])\w)+)")
_LATIN_ACCENTS = re.compile("(?<=[a-z])[\u0300-\u036f]+")


def tokens(text: str) -> list[str]:
    """The terms in order, repeated as often as they stand there; a lone letter between others is a term of its own."""
    found = []
    for match in _TERM.finditer(fold(text)):
        letters, word = match.groups()
        if word:
            found.append(word)
        elif len(letters) == 1:
            found.append(letters)
        else:
            found += [letters[place : place + 2] for place in range(len(letters) - 1)]
    return found


def terms(text: str) -> list[str]:
    """What BM25 counts: the tokens, words of an alphabet cut into their runs of four letters with both edges.

    Runs bridge endings, compounds and typing errors: recall@3 of BM25 alone .58 instead of .46 with whole words
    (413 questions of tests/data/knowledge.yaml).
    """
    found = []
    for token in tokens(text):
        edged = f"<{token}>"
        paired = len(token) <= 2 and not token.isascii()
        found += [token] if paired else [edged[place : place + 4] for place in range(max(1, len(edged) - 3))]
    return found


def fold(text: str) -> str:
    """One form of what differs in writing only: `fold("ＦＵＳＳLÄNGE")` is "fusslange"."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFC", _LATIN_ACCENTS.sub("", unicodedata.normalize("NFD", plain)))
