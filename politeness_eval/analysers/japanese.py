"""Japanese words by SudachiPy (small dictionary), in split mode C: the longest units, with 固有名詞 whole.

>>> [token.lemma for token in Japanese().tokens("ご覧になりました")]
['ご覧', 'に', 'なる', 'ます', 'た']
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from politeness_eval.analysers.base import Span, Token, TokenKind

if TYPE_CHECKING:
    from sudachipy import Morpheme

PIECE = 8000  # characters; Sudachi refuses more than 49,149 bytes at once
_SURROGATE = re.compile("[\ud800-\udfff]")
# A quotation keeps its full stops: 「届かない。」とのこと is one sentence. A line break always ends one.
_SENTENCE = re.compile(r"(?:[「『（(][^」』）)\n]{0,200}[」』）)]|[^。．！？!?\n])+[。．！？!?]*|[。．！？!?]+")


class Japanese:
    """The analyser of `ja`."""

    def __init__(self) -> None:
        from sudachipy import Dictionary, SplitMode

        self._tokenizer = Dictionary(dict="small").tokenizer(SplitMode.C)

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The words of the text; a lone surrogate is read as U+FFFD."""
        clean = _SURROGATE.sub("\ufffd", text)
        found: list[Token] = []
        for offset in range(0, len(clean), PIECE):
            for word in self._tokenizer.tokenize(clean[offset : offset + PIECE]):
                if (token := _token(word, offset)) is not None:
                    found.append(token)
        return tuple(found)

    def may_name(self, text: str) -> bool:
        """Any text may."""
        return True

    def sentences(self, text: str) -> tuple[Span, ...]:
        """The sentences, ended by 。！？ or a line break."""
        found = []
        for match in _SENTENCE.finditer(text):
            if stripped := match[0].strip():
                start = match.start() + match[0].index(stripped)
                found.append(Span(start, start + len(stripped), stripped))
        return tuple(found)


def _token(word: Morpheme, offset: int) -> Token | None:
    pos = word.part_of_speech()
    if pos[0] == "空白" or word.begin() == word.end():  # ‥ is read as two full stops, the second on no letter
        return None
    kind: TokenKind = ""
    if pos[1] == "数詞":
        kind = "number"
    elif pos[1] == "固有名詞" and pos[2] in ("人名", "地名"):
        kind = "name"
    return Token(word.surface(), pos[0], word.dictionary_form(), word.begin() + offset, word.end() + offset, kind)
