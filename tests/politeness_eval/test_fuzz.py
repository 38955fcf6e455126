"""No text can break or hang the judge: any Unicode, 100 kB, combining marks, bidi controls, lone surrogates."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from locales import list_judged, load_pack
from politeness_eval import Situation, judge

ANY = st.text(st.characters(codec=None), max_size=400)  # lone surrogates too
# What has broken judges and tokenisers: marks on marks, direction, joiners, width, digits of many scripts, line ends.
_MARKS = "e\u0301\u0327\u202e\u2066\u200d\u200b\ufeff\ufffd\ud800ﷺ𝔘👩🏽İıſßＡａ"
_SIGNS = "１٣３๓〇零\u3000\r\n\x00.。!！?{}<|>*#`「」「ですyou u"
NASTY = st.text(st.sampled_from(_MARKS + _SIGNS), max_size=400)
LONG = [
    "あ" * 100_000,
    "a" * 100_000,
    "e" + "\u0301" * 50_000,
    "\u202e" * 100_000,
    "!" * 100_000,
    "Sehr geehrte " * 8_000,
    "「" * 50_000,
    "11月25日" * 15_000,
    "ครับ" * 25_000,
    "से " * 30_000,
    " \n" * 50_000,
    "1.234,56 € " * 9_000,
    "vous " * 20_000,
    "습니다 " * 25_000,
]


@pytest.fixture(params=list_judged(), scope="module")
def pack(request):
    return load_pack(request.param)


def check(text, pack):
    verdict = judge(text, pack, Situation(approved=text[:200], customer=(text,), earlier=(text[:50],)))
    for one in verdict.findings:
        assert 0 <= one.start <= one.end <= len(text)
    assert judge(text, pack).passed in (True, False)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.one_of(ANY, NASTY))
def test_any_text_gets_a_verdict(pack, text):
    check(text, pack)


@pytest.mark.parametrize("text", LONG, ids=lambda text: repr(text[:6]))
def test_a_hundred_kilobytes_get_a_verdict(pack, text):
    verdict = judge(text, pack)
    assert not verdict.passed
