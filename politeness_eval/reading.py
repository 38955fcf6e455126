"""One text as every check reads it: analysed once, at the first question.

>>> Reading("お待ちください。", analyser_for("ja")).morphs          # doctest: +SKIP
'お/接頭辞/お 待ち/動詞/待つ ください/動詞/くださる 。/補助記号/。'
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from politeness_eval.analysers import Analyser, Span, Token


@dataclass(frozen=True)
class Reading:
    """The text, and what its analyser (if the language has one) says of it."""

    text: str
    analyser: Analyser | None

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words; none without an analyser."""
        return self.analyser.tokens(self.text) if self.analyser else ()

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences; without an analyser, the lines."""
        if self.analyser:
            return self.analyser.sentences(self.text)
        found, place = [], 0
        for line in self.text.splitlines(keepends=True):
            if line.strip():
                found.append(Span(place, place + len(line.rstrip()), line.strip()))
            place += len(line)
        return tuple(found)

    @cached_property
    def _units(self) -> tuple[str, ...]:
        return tuple(f"{'_'.join(one.surface.split())}/{one.pos}/{one.lemma}" for one in self.tokens)

    @cached_property
    def morphs(self) -> str:
        """`surface/part-of-speech/lemma` of every word, one space between two."""
        return " ".join(self._units)

    @cached_property
    def _starts(self) -> list[int]:
        starts, place = [], 0
        for unit in self._units:
            starts.append(place)
            place += len(unit) + 1
        return starts

    def span_of_morphs(self, start: int, end: int) -> tuple[int, int]:
        """The piece of the text that `morphs[start:end]` stands for."""
        first = self.tokens[bisect_right(self._starts, start) - 1]
        last = self.tokens[bisect_right(self._starts, end - 1) - 1]
        return first.start, last.end

    def sentence_at(self, place: int) -> Span:
        """The sentence around a place of the text, or the nearest before it."""
        around = Span(0, len(self.text), self.text)
        for sentence in self.sentences:
            if sentence.start > place:
                break
            around = sentence
        return around
