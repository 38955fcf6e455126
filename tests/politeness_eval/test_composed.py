"""A reply in decomposed letters is judged as the same reply in composed ones, and its spans stay its own."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import load_pack
from politeness_eval import judge
from politeness_eval.composed import Composed

CASES = [
    ("fr-FR", "Désolé, ton colis a été retardé."),
    ("ja-JP", "ご注文はまだ届かないよ。"),
    ("ko-KR", "죄송합니다. 주문 번호 좀 알려줘."),
    ("vi-VN", "Dạ, mày gửi mã đơn hàng đi."),
]


@pytest.mark.parametrize(("tag", "text"), CASES)
def test_both_forms_get_the_same_findings(tag, text):
    pack, apart = load_pack(tag), unicodedata.normalize("NFD", text)
    whole, split = judge(text, pack), judge(apart, pack)
    assert not whole.passed
    assert [one.rule for one in split.findings] == [one.rule for one in whole.findings]
    for one, other in zip(split.findings, whole.findings, strict=True):
        assert apart[one.start : one.end] == one.span
        assert unicodedata.normalize("NFC", one.span) == other.span


@given(st.text(st.sampled_from("aé\u0301\u0323각\u1100\u1161\u11a8がか\u3099 "), max_size=30))
def test_the_composed_text_is_normal_or_the_text_itself(text):
    composed = Composed.of(text)
    assert unicodedata.normalize("NFC", composed.text) == unicodedata.normalize("NFC", text)
    assert composed.places is None or len(composed.places) == len(composed.text) + 1
