"""Korean words by Kiwi: one token a morpheme, with its tag (EF an ending, EP -시-, NP a pronoun) and lemma.

>>> [(token.surface, token.pos, token.lemma) for token in Korean().tokens("가셨어요.")]    # doctest: +SKIP
[('가', 'VV', '가다'), ('셨', 'EP', '시'), ('셨', 'EP', '었'), ('어요', 'EF', '어요'), ('.', 'SF', '.')]

Kiwi takes 0.7 s and 245 MB to load and 1.5 ms for 200 characters: it is made at the first question for words.
The rules of register are regular expressions over the ends of sentences and never ask; sentences need no Kiwi either.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from politeness_eval.analysers.base import Span, Token, TokenKind
from politeness_eval.analysers.plain import spans_between

if TYPE_CHECKING:
    from kiwipiepy import Kiwi
    from kiwipiepy import Token as Morpheme

PIECE = 4000  # characters at once: Kiwi's time grows faster than the text
_SURROGATE = re.compile("[\ud800-\udfff]")
_CLOSING = "[\"'”’」』)\\]]"
_END = re.compile(
    rf"[.!?…。！？]{{1,5}}{_CLOSING}{{1,2}}(?=\s|$)"  # the quotation ends with its sentence: “안 와요.” 라고 goes on
    rf"|[!?…。！？][.!?…。！？]{{0,4}}(?!{_CLOSING})"
    r"|(?<!\d)[.]{1,5}(?=\s|$)|(?<=[가-힣])[.]{1,5}(?=[가-힣])|(?<=\d)[.](?=\s{0,3}$)"  # "11. 25." is a date
    # Spoken: people write 네 알겠습니다 내일 갈게요 without a mark.
    r"|(?<=니다|니까|세요|어요|아요|해요|예요|에요|네요|나요|까요|가요|군요|게요|지요|래요|대요)(?=\s)|(?<=죠)(?=\s)"
    r"|\n"
)
_NAME = re.compile("[가-힣]{2,4}")
_AFTER_NAME = ("님", "씨")
_ADDRESSED = re.compile("(?<!고객)님|[가-힣]{2,4} ?고객님|씨")


class Korean:
    """The analyser of `ko`."""

    @cached_property
    def _kiwi(self) -> Kiwi:
        from kiwipiepy import Kiwi

        # The lists of names and of words with spaces are two thirds of the memory, and no rule asks for them.
        return Kiwi(num_workers=1, load_default_dict=False, load_multi_dict=False, load_typo_dict=False)

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The morphemes; two that share a syllable (했: 하다, 었) have the same span. A lone surrogate is U+FFFD."""
        clean = _SURROGATE.sub("\ufffd", text)
        found: list[Token] = []
        for offset in range(0, len(clean), PIECE):
            piece = clean[offset : offset + PIECE]
            for morpheme in self._kiwi.tokenize(piece):
                found.append(_token(morpheme, piece, offset, found[-1] if found else None))
        return _with_names(found)

    def may_name(self, text: str) -> bool:
        """Only what stands before 님 or 씨 is called a name; 고객님 is no one's. It saves loading Kiwi (0.7 s)."""
        return bool(_ADDRESSED.search(text))

    def sentences(self, text: str) -> tuple[Span, ...]:
        """The sentences, ended by a mark, a line break or a polite ending before a space."""
        return spans_between(text, _END)


def _token(morpheme: Morpheme, piece: str, offset: int, before: Token | None) -> Token:
    """The morpheme with a span that is not empty and not before that of `before`."""
    start, end = morpheme.start, min(morpheme.start + morpheme.len, len(piece))
    if end <= start:  # a swallowed 이다 (거예요) stands on no syllable: it shares the one before it
        start, end = max(0, start - 1), max(1, start)
    first, last = start + offset, end + offset
    if before is not None and (first, last) < (before.start, before.end):
        first, last = before.start, max(last, before.end)
    pos = morpheme.tag.split("-")[0]  # VV-I is a verb that changes its stem
    kind: TokenKind = "number" if pos == "NR" else ""
    return Token(piece[first - offset : last - offset], pos, morpheme.lemma, first, last, kind)


def _with_names(tokens: list[Token]) -> tuple[Token, ...]:
    """The tokens, with a proper noun before 님 or 씨 called a name: 김민수 고객님, 박지영 씨.

    Kiwi calls many things proper nouns; only one that is addressed is surely a person.
    """
    for place, token in enumerate(tokens):
        if token.pos == "NNP" and _NAME.fullmatch(token.surface):
            after = tokens[place + 1 : place + 3]
            if after and after[0].pos == "NNG":  # the part that the person has: 고객, 선생
                after = after[1:]
            if after and after[0].lemma in _AFTER_NAME:
                tokens[place] = token._replace(kind="name")
    return tuple(tokens)
