"""Words and sentences keep their places in the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from politeness_eval.analysers import ANALYSERS, analyser_for
from politeness_eval.analysers.japanese import PIECE
from politeness_eval.reading import Reading


@pytest.mark.parametrize("language", ANALYSERS)
@settings(deadline=None)  # the first text of Korean loads its morphemes
@given(text=st.text(max_size=120))
def test_spans_point_into_the_text(language, text):
    analyser = analyser_for(language)
    for sentence in analyser.sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text
    places = [(token.start, token.end) for token in analyser.tokens(text)]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in places)


def test_japanese_takes_more_than_sudachi_does_at_once():
    text = "お待ちください。" * 3000
    tokens = analyser_for("ja").tokens(text)
    assert len(text) > 2 * PIECE
    assert tokens[-1].end == len(text)


def test_japanese_knows_numerals_and_names():
    kinds = {token.surface: token.kind for token in analyser_for("ja").tokens("佐藤様、三日お待ちください。")}
    assert (kinds["佐藤"], kinds["三"], kinds["待ち"]) == ("name", "number", "")


def test_a_quotation_stays_within_its_sentence():
    sentences = analyser_for("ja").sentences("「届かない。」とのこと、承りました。少々お待ちください。")
    assert [one.text for one in sentences] == ["「届かない。」とのこと、承りました。", "少々お待ちください。"]


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("en", "Thank you, Mr. Doe. It arrives November 25. We will write.", 3),
        ("de", "Danke, Frau Dr. Muster. Sie kommt am 25. November. Wir schreiben.", 3),
    ],
)
def test_short_forms_and_ordinals_end_no_sentence(language, text, count):
    assert len(analyser_for(language).sentences(text)) == count


def test_only_english_takes_capitals_for_names():
    names = {one: [t.surface for t in analyser_for(one).tokens("Please ask Doe.") if t.kind] for one in ("en", "de")}
    assert names == {"en": ["Doe"], "de": []}


def test_a_language_without_an_analyser_still_has_lines():
    assert analyser_for("tlh") is None
    assert [one.text for one in Reading("a b\n\nc", None).sentences] == ["a b", "c"]
    assert Reading("a b", None).morphs == ""


def test_a_run_of_words_maps_back_to_the_text():
    reading = Reading("商品を ご覧になる。", analyser_for("ja"))
    start = reading.morphs.index("ご覧/")
    end = reading.morphs.index(" 。/")
    first, last = reading.span_of_morphs(start, end)
    assert reading.text[first:last] == "ご覧になる"
