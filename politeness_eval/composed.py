r"""A text with its letters composed (NFC), and the way back: `Composed.of("e\\u0301t")` is `ét`.

Rules are written with composed letters; a model or a keyboard may write é as two characters. Findings point into
the text as it was given.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, replace

from politeness_eval.verdict import Finding


@dataclass(frozen=True)
class Composed:
    """The composed text; `places[i]` is where the i-th composed character began, None where nothing changed."""

    text: str
    places: tuple[int, ...] | None = None

    @classmethod
    def of(cls, text: str) -> Composed:
        """The text composed letter by letter: a character and the marks that follow it."""
        if unicodedata.is_normalized("NFC", text):
            return cls(text)
        parts: list[str] = []
        places: list[int] = []
        start = 0
        for place in range(1, len(text) + 1):
            if place == len(text) or not unicodedata.combining(text[place]) and not _joins(text[place]):
                letter = unicodedata.normalize("NFC", text[start:place])
                parts.append(letter)
                places.extend([start] * len(letter))
                start = place
        return cls("".join(parts), (*places, len(text)))

    def back(self, finding: Finding, text: str) -> Finding:
        """The finding with its span in the given text."""
        if self.places is None:
            return finding
        start = self.places[min(finding.start, len(self.places) - 1)]
        after = bisect_right(self.places, self.places[min(max(finding.end - 1, 0), len(self.places) - 1)])
        end = self.places[min(after, len(self.places) - 1)] if finding.end > finding.start else start
        return replace(finding, start=start, end=end, span=text[start:end])


def _joins(letter: str) -> bool:
    """Vowels and finals of decomposed Hangul, which are no marks but compose with the letter before them."""
    return "\u1160" <= letter <= "\u11ff"
