"""Patterns that can take long are refused; the prefilter never hides a match."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import list_judged, load_pack
from politeness_eval.patterns import WAYS, compile_pattern

REFUSED = [
    (r"(a+)+b", "the classic: exponential in the length of a run of a"),
    (r"(?:a|a){0,30}b", "two branches that begin alike, repeated"),
    (r"(?:ab?){0,20}(?:ab?){0,20}c", "two optional repeats over the same letters"),
    (r".*foo", "an open repeat makes a search quadratic"),
    (r"[^。]{1,60}[^、]{1,60}x", "3600 ways at every place"),
    (r"x{2,}", "open upwards"),
    (r"(", "no regular expression"),
    (r"(.{1,9})\1", "a reference to a group can cost its length again"),
]
ALLOWED = [
    r"(?i)\bjust\b",
    r"お[^。、]{1,8}になられ",
    r"(?:です|ます|ません)(?:か|ね)?",
    r"[^/ ]{0,20}/名詞/[^/ ]{0,20} さ/動詞/する",
    r"(?:ab|cd|ef){0,12}x",
]


@pytest.mark.parametrize(("pattern", "reason"), REFUSED)
def test_a_pattern_that_can_take_long_is_refused(pattern, reason):
    with pytest.raises(ValueError, match="pattern"):
        compile_pattern(pattern)


@pytest.mark.parametrize("pattern", ALLOWED)
def test_an_ordinary_pattern_is_taken(pattern):
    assert compile_pattern(pattern).regex.pattern


def test_the_refusal_says_what_to_write_instead():
    with pytest.raises(ValueError, match=r"write \{0,20\} instead of \* or \+"):
        compile_pattern("a*")


def test_the_dearest_pattern_that_is_taken_stays_quick():
    pattern = compile_pattern(r"[ab]{0,43}[ab]{0,43}c")
    assert 43 * 43 < WAYS
    start = time.perf_counter()
    assert pattern.matches("ab" * 4000) == []
    assert time.perf_counter() - start < 5


def test_ignoring_case_is_written_at_the_start():
    assert compile_pattern("(?i)just", before=r"\b", after=r"\b").matches("JUST so")


@given(
    st.text(alphabet="ですまかねさせab", max_size=40),
    st.sampled_from(ALLOWED + ["ab|で(?:す|した)", "[まか]ね", "(?:さ|せ)?です"]),
)
def test_what_must_be_there_never_hides_a_match(text, pattern):
    compiled = compile_pattern(pattern)
    plain = [match.span() for match in compiled.regex.finditer(text) if match.end() > match.start()]
    assert [match.span() for match in compiled.matches(text)] == plain


def test_what_must_be_there_is_known_for_most_patterns():
    assert compile_pattern("お[^。]{1,8}になられ").needed[0] == ("になられ",)
    assert compile_pattern("(?:あかん|ほんま)[。]").needed
    assert compile_pattern(r"\w{1,3}").needed == ()


@pytest.mark.parametrize("tag", list_judged())
def test_what_makes_patterns_fast_loses_no_match(tag):
    """Prefilters and the set of first letters against the bare expression, on every line that the pack has."""
    pack = load_pack(tag)
    lines = [line for rule in pack.rules for line in (*rule.ok, *rule.not_ok)]
    lines += [line for pair in pack.pairs() for line in (pair.good, pair.bad)] + [line.text for line in pack.graded()]
    lines += [line.upper() for line in lines[:200]]
    patterns = [
        one for rule in pack.rules if rule.kind != "morph" for one in (*rule.pattern, *rule.unless, *rule.heard)
    ]
    found = 0
    for pattern in patterns:
        bare, fast = re.compile(pattern), compile_pattern(pattern)
        for line in lines:
            spans = [match.span() for match in bare.finditer(line) if match.end() > match.start()]
            assert [match.span() for match in fast.matches(line)] == spans, (pattern, line)
            found += len(spans)
    assert found > 50
