"""Runs the tone rules of a pack: what each kind of rule finds in a reply.

>>> compiled = compile_rule(rule)                                  # doctest: +SKIP
>>> [finding.span for finding in compiled.find(Reading(text, analyser), situation)]      # doctest: +SKIP
['おっしゃられ']

The kinds are a closed set (`KINDS`); what they look for is the linguists', in `tone.yaml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from politeness_eval.patterns import Pattern, compile_pattern
from politeness_eval.reading import Reading
from politeness_eval.verdict import Finding, Situation

if TYPE_CHECKING:
    from locales.schema import ToneRule

TAIL = 40  # characters at the end of a sentence in which `ending` looks: the longest polite ending is 25
_CLOSING = "。．.！!？?…」』）)】\"”’' \t\u3000"  # what may follow the last word of a sentence
_SHOWN = 8  # characters of a wrong ending that the finding points at


@dataclass(frozen=True)
class Rule:
    """A tone rule whose patterns are compiled."""

    rule: ToneRule
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    heard: tuple[Pattern, ...] = ()

    def find(self, reading: Reading, situation: Situation) -> list[Finding]:
        """Every finding of this rule."""
        spans = KINDS[self.rule.kind](self, reading, situation)
        return [self._finding(reading.text, start, end) for start, end in dict.fromkeys(spans)]

    def excused(self, reading: Reading, start: int) -> bool:
        """Whether the sentence around `start` has what `unless` names."""
        return bool(self.unless) and self.excuses(reading.sentence_at(start).text)

    def excuses(self, sentence: str) -> bool:
        """Whether the sentence has what `unless` names."""
        return any(pattern.matches(sentence) for pattern in self.unless)

    def _finding(self, text: str, start: int, end: int) -> Finding:
        rule = self.rule
        span = text[start:end]
        return Finding(
            rule.id, rule.axis, rule.severity, start, end, span, rule.why, rule.source, rule.suggestion,
            rule.side, rule.weight, rule.mark,
        )  # fmt: skip


Found = Iterator[tuple[int, int]]


def find_forbidden(rule: Rule, reading: Reading, situation: Situation) -> Found:
    """Every match of any pattern in the text."""
    for pattern in rule.patterns:
        for match in pattern.matches(reading.text):
            if not rule.excused(reading, match.start()):
                yield match.span()


def find_morphs(rule: Rule, reading: Reading, situation: Situation) -> Found:
    """Every run of words that matches any pattern."""
    for pattern in rule.patterns:
        for match in pattern.matches(reading.morphs):
            start, end = reading.span_of_morphs(*match.span())
            if not rule.excused(reading, start):
                yield start, end


def find_missing(rule: Rule, reading: Reading, situation: Situation) -> Found:
    """An empty span at the start where the courtesy act is due and no pattern matches."""
    last = situation.customer[-1] if situation.customer else ""
    if rule.rule.when not in situation.needs and not any(pattern.matches(last) for pattern in rule.heard):
        return
    if not any(pattern.matches(reading.text) for pattern in rule.patterns):
        yield 0, 0


def find_endings(rule: Rule, reading: Reading, situation: Situation) -> Found:
    """The last words of every sentence that ends otherwise."""
    for sentence in reading.sentences:
        body = sentence.text.rstrip(_CLOSING)
        if not any(letter.isalpha() for letter in body):
            continue
        if any(pattern.matches(body[-TAIL:]) for pattern in rule.patterns):
            continue
        if not rule.excuses(sentence.text):
            end = sentence.start + len(body)
            yield max(sentence.start, end - _SHOWN), end


def find_excess(rule: Rule, reading: Reading, situation: Situation) -> Found:
    """The matches beyond the `max` that a reply may have."""
    spans = sorted(dict.fromkeys(find_forbidden(rule, reading, situation)))
    yield from spans[rule.rule.max or 0 :]


def find_mixture(rule: Rule, reading: Reading, situation: Situation) -> Found:
    """The first match of a second variant, where the reply or an earlier one has chosen another."""
    earlier = "\n".join(situation.earlier)
    found = [pattern.matches(reading.text) for pattern in rule.patterns]
    before = [bool(pattern.matches(earlier)) for pattern in rule.patterns]
    here = sorted((matches[0].span(), place) for place, matches in enumerate(found) if matches)
    if not here:
        return
    chosen = before.index(True) if True in before else here[0][1]
    for span, place in here:
        if place != chosen and not rule.excused(reading, span[0]):
            yield span


def find_dropped(rule: Rule, reading: Reading, situation: Situation) -> Found:
    """An empty span at the end where the approved text says what the reply does not."""
    if any(pattern.matches(situation.approved) for pattern in rule.patterns):
        if not any(pattern.matches(reading.text) for pattern in rule.patterns):
            yield len(reading.text), len(reading.text)


def find_unfounded(rule: Rule, reading: Reading, situation: Situation) -> Found:
    """Every match in the reply, where there is an approved text and it has none."""
    if situation.approved and not any(pattern.matches(situation.approved) for pattern in rule.patterns):
        yield from find_forbidden(rule, reading, situation)


KINDS: dict[str, Callable[[Rule, Reading, Situation], Found]] = {
    "forbid": find_forbidden,
    "require": find_missing,
    "ending": find_endings,
    "limit": find_excess,
    "morph": find_morphs,
    "consistent": find_mixture,
    "keep": find_dropped,
    "only": find_unfounded,
}

# What stands around a pattern of a kind: an ending ends the sentence, a run of words begins and ends at a word.
_AROUND = {"ending": ("", r"\Z"), "morph": (r"(?<!\S)", r"(?!\S)")}

_FIELD = "[^/ ]{0,20}"  # `*` in a morph pattern: anything within one field of a word


def compile_rule(rule: ToneRule) -> Rule:
    """The rule, ready to run. Raises ValueError for a pattern that is wrong or can take too long."""
    compiled = (_compile_run(one) if rule.kind == "morph" else _compile_in(rule.kind, one) for one in rule.pattern)
    return Rule(
        rule,
        tuple(compiled),
        tuple(compile_pattern(one) for one in rule.unless),
        tuple(compile_pattern(one) for one in rule.heard),
    )


def _compile_in(kind: str, pattern: str) -> Pattern:
    return compile_pattern(pattern, *_AROUND.get(kind, ("", "")))


def _compile_run(pattern: str) -> Pattern:
    """A pattern over words. One that begins with any surface begins at the slash behind it.

    It finds the same words in a tenth of the time: a search for a literal, not for twenty characters of anything.
    """
    before, after = _AROUND["morph"]
    if pattern.startswith("*/"):
        return compile_pattern(pattern[1:].replace("*", _FIELD), "", after)
    return compile_pattern(pattern.replace("*", _FIELD), before, after)
