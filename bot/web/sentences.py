"""A reply as its sentences: `split_sentences("かしこまりました。少々お待ちください。", "ja-JP")`, two of them.

Unicode's sentence boundaries (UAX 29, by ICU), for showing only: joined they are the reply, byte for byte.
"""

from __future__ import annotations

import re

from icu4py.breakers import SentenceBreaker

# ICU's plain rules end a sentence after "25." (German dates), "Dr.", "z. B." …
_GOES_ON = re.compile(r"(?<![\w-])(?:\d{1,2}|[^\W\d_]|[A-Z][a-z])\.\s+$")
# … and after an opening bracket, which belongs to what it opens.
_OPENING = re.compile(r"[(\[{（「『【]+$")


def split_sentences(text: str, locale: str) -> tuple[str, ...]:
    """The sentences with the spaces that follow them."""
    sentences: list[str] = []
    for piece in SentenceBreaker(text, locale):
        if sentences and (bracket := _OPENING.search(sentences[-1])) and bracket.start():
            sentences[-1], piece = sentences[-1][: bracket.start()], bracket[0] + piece
        if sentences and _GOES_ON.search(sentences[-1]):
            sentences[-1] += piece
        else:
            sentences.append(piece)
    return tuple(sentences)
