"""Tells the language of a short message among the shop's languages.

>>> Languages(("ja", "en", "de")).detect("Wo bleibt mein Paket?").language
'de'

Three detectors behind one protocol: the script (decides alone where only one of the languages is
written in it), py3langid restricted to them, and, where that is not sure, langdetect (seeded, with the
shop's languages as prior) as a lighter second voice. `teinei bench language` measures it; why
py3langid wins where the two differ stands in docs/decisions.md.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Protocol

_KANA = re.compile(r"[぀-ヿㇰ-ㇿｦ-ﾟ]")
_HAN = re.compile(r"[㐀-鿿]")
_HANGUL = re.compile(r"[가-힣ᄀ-ᇿㄱ-ㆎ]")
_THAI = re.compile(r"[\u0e01-\u0e5b]")
_DEVANAGARI = re.compile(r"[\u0900-\u097f]")
_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3]")
_LATIN_WORD = re.compile(r"[^\W\d_]{2,}")
SURE = 0.95  # below it langdetect is asked too: it takes 1 ms, py3langid 0.02 ms
LANGDETECT_WEIGHT = 0.3  # measured over 14 languages: .982 at 0.3, .932 at 1.0, .919 langdetect alone
_NO_PROSE = re.compile(r"https?://\S+|\S+@\S+|(?<![A-Za-z\d])[A-Za-z]{0,3}-?\d[A-Za-z\d-]*")
# languages that alone among ours write so
_OWN_SCRIPT = {"ja": _KANA, "ko": _HANGUL, "th": _THAI, "hi": _DEVANAGARI, "ar": _ARABIC}
_HAN_WRITERS = ("ja", "zh")


@dataclass(frozen=True)
class Detection:
    """The language, how sure (0..1), and what decided; `language` is None where nothing tells."""

    language: str | None
    confidence: float
    reason: str


class Detector(Protocol):
    """Probabilities over the given languages; they sum to 1, or the dict is empty: no opinion."""

    def scores(self, text: str) -> dict[str, float]:
        """Language → probability."""
        ...


def prose(text: str) -> str:
    """The words of a message: NFKC, without addresses, order numbers and other codes."""
    return " ".join(_NO_PROSE.sub(" ", unicodedata.normalize("NFKC", text)).split())


class ScriptDetector:
    """Certain, or without opinion: kana is Japanese, hangul Korean, Han whoever alone writes it."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self.languages = languages

    def scores(self, text: str) -> dict[str, float]:
        """1.0 for the one language that writes so, or nothing."""
        for language, script in _OWN_SCRIPT.items():
            if language in self.languages and script.search(text):
                return {language: 1.0}
        han = [language for language in _HAN_WRITERS if language in self.languages]
        if len(han) == 1 and _HAN.search(text):
            return {han[0]: 1.0}
        return {}


class LangdetectDetector:
    """langdetect; its answers flip between calls unless seeded, so each call seeds a new detector."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        from langdetect import detector_factory

        detector_factory.init_factory()
        self.factory = detector_factory._factory
        known = set(self.factory.get_lang_list())
        self.names = {("zh-cn" if language == "zh" else language): language for language in languages}
        self.prior = {name: 1.0 / len(self.names) for name in self.names if name in known}

    def scores(self, text: str) -> dict[str, float]:
        """Probabilities among the languages; nothing where langdetect finds no features."""
        from langdetect.lang_detect_exception import LangDetectException

        self.factory.set_seed(0)
        detector = self.factory.create()
        detector.set_prior_map(self.prior)
        detector.append(text)
        try:
            found = {item.lang: item.prob for item in detector.get_probabilities()}
        except LangDetectException:
            return {}
        kept = {self.names[name]: float(prob) for name, prob in found.items() if name in self.names}
        total = sum(kept.values())
        return {language: prob / total for language, prob in kept.items()} if total else {}


class LangidDetector:
    """py3langid restricted to the languages, with normalised probabilities."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        self.identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        known = {str(name) for name in self.identifier.nb_classes}
        self.identifier.set_languages([language for language in languages if language in known])

    def scores(self, text: str) -> dict[str, float]:
        """Probabilities among the languages."""
        return {str(language): float(prob) for language, prob in self.identifier.rank(text)}


class Languages:
    """The shop's detectors, loaded once; `detect` takes well under a millisecond."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self.languages = tuple(dict.fromkeys(languages))
        self.script = ScriptDetector(self.languages)
        self.langid = LangidDetector(self.languages)
        self.langdetect = LangdetectDetector(self.languages)

    def detect(self, text: str) -> Detection:
        """The language of `text`, or None where it holds no words (emoji, an order number)."""
        words = prose(text)
        if decided := self.script.scores(words):
            return Detection(next(iter(decided)), 1.0, "script")
        if not _LATIN_WORD.search(words):
            return Detection(None, 0.0, "no words")
        if len(self.languages) == 1:
            return Detection(self.languages[0], 1.0, "only language")
        return self._combine(words)

    def _combine(self, words: str) -> Detection:
        first = self.langid.scores(words)
        best = max(first, key=lambda language: first[language])
        if first[best] >= SURE:
            return Detection(best, first[best], "py3langid")
        second = self.langdetect.scores(words)
        both = {name: first.get(name, 0.0) + LANGDETECT_WEIGHT * second.get(name, 0.0) for name in self.languages}
        best = max(both, key=lambda language: both[language])
        return Detection(best, both[best] / sum(both.values()), "py3langid and langdetect")
