"""What an analyser gives: words with their places, and sentences.

>>> Token("水", "名詞", "水", 4, 5).kind
''
"""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol

# number: a numeral as the language writes it out; name: a person, a place, an organisation
TokenKind = Literal["", "number", "name"]


class Token(NamedTuple):
    """One word. A named tuple, not a dataclass: half the time of judging Japanese went into making them."""

    surface: str
    pos: str
    lemma: str
    start: int
    end: int
    kind: TokenKind = ""


class Span(NamedTuple):
    """A piece of a text by its offsets."""

    start: int
    end: int
    text: str


class Analyser(Protocol):
    """One language. Every method takes any string, of any length, and raises nothing."""

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The words in order, without white space."""
        ...

    def may_name(self, text: str) -> bool:
        """Whether the text can hold a word of kind `name` at all; False saves the time of looking for one."""
        ...

    def sentences(self, text: str) -> tuple[Span, ...]:
        """The sentences in order, stripped of white space at both ends, quotations kept whole."""
        ...
