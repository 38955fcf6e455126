"""Each kind of rule finds what it says, where it says it."""

import pytest

from locales.schema import ToneRule
from politeness_eval import Situation
from politeness_eval.analysers import analyser_for
from politeness_eval.reading import Reading
from politeness_eval.rules import KINDS, compile_rule

JA = analyser_for("ja")


def rule(kind, pattern, **more):
    given = {"id": "r", "axis": "register", "why": "w", "source": "s", "ok": ["o"], "not_ok": ["n"]}
    return compile_rule(ToneRule.model_validate({**given, "kind": kind, "pattern": pattern, **more}))


def spans(compiled, text, situation=None, analyser=JA):
    return [finding.span for finding in compiled.find(Reading(text, analyser), situation or Situation())]


TABLE = [
    ("forbid", "あかん", {}, "それはあかんです。あかん。", ["あかん", "あかん"], "every match"),
    (
        "forbid",
        "できません",
        {"unless": "申し訳"},
        "申し訳ないですができません。できません。",
        ["できません"],
        "its own sentence excuses",
    ),
    ("ending", "です|ます", {}, "明日です。「届く。」と書きます。届く。", ["届く"], "a quotation is no sentence"),
    ("ending", "です", {}, "そうです）。", [], "brackets and marks may follow"),
    ("ending", "です", {}, "……。！？", [], "marks alone are no sentence"),
    ("limit", "させて", {"max": 1}, "確認させて、送らせて、連絡させて", ["させて"], "only what is beyond the maximum"),
    (
        "morph",
        "おっしゃら/動詞/* れ*/助動詞/*",
        {},
        "先生がおっしゃられた。",
        ["おっしゃられ"],
        "runs of words map to the text",
    ),
    ("morph", "見/動詞/見る", {}, "意見を言う。", [], "a word is matched whole"),
    ("consistent", ["当店", "弊社"], {}, "当店は、弊社も、弊社が", ["弊社"], "the second variant, once"),
    ("consistent", ["当店", "弊社"], {}, "弊社が弊社を", [], "one variant"),
]


@pytest.mark.parametrize(("kind", "pattern", "more", "text", "found", "reason"), TABLE)
def test_a_kind_finds_what_it_says(kind, pattern, more, text, found, reason):
    assert spans(rule(kind, pattern, **more), text) == found


def test_every_kind_of_the_schema_is_here():
    assert set(KINDS) == set(ToneRule.model_fields["kind"].annotation.__args__)


def test_require_asks_only_where_the_situation_needs_it():
    apology = rule("require", "申し訳", when="apology")
    due = Situation(needs=frozenset({"apology"}))
    assert spans(apology, "遅れております。") == []
    assert spans(apology, "遅れております。", due) == [""]
    assert spans(apology, "申し訳ございません。", due) == []


def test_require_hears_the_customers_last_words():
    apology = rule("require", "申し訳", when="apology", heard="ふざけ")
    assert spans(apology, "遅れております。", Situation(customer=("ふざけるな",))) == [""]
    assert spans(apology, "遅れております。", Situation(customer=("ふざけるな", "ありがとう"))) == []


def test_consistent_looks_at_our_earlier_replies():
    ours = rule("consistent", ["当店", "弊社"])
    assert spans(ours, "弊社です。", Situation(earlier=("当店です。",))) == ["弊社"]
    assert spans(ours, "当店です。", Situation(earlier=("当店です。",))) == []


def test_keep_holds_the_reply_to_the_answer_of_the_approved_text():
    refusal = rule("keep", "かねます|できません")
    approved = Situation(approved="承りかねます。")
    assert spans(refusal, "承りました。", approved) == [""]
    assert spans(refusal, "変更はできません。", approved) == []
    assert spans(refusal, "承りました。", Situation(approved="承りました。")) == []


def test_only_allows_what_the_approved_text_says():
    refund = rule("only", "ご返金いたします")
    assert spans(refund, "ご返金いたします。", Situation(approved="お調べいたします。")) == ["ご返金いたします"]
    assert spans(refund, "ご返金いたします。", Situation(approved="4,980円をご返金いたします。")) == []
    assert spans(refund, "ご返金いたします。") == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"kind": "limit"}, "`max`"),
        ({"kind": "require"}, "`when`"),
        ({"kind": "consistent"}, "two patterns"),
        ({"kind": "forbid", "heard": "x"}, "`heard`"),
    ],
)
def test_a_kind_without_its_keys_is_refused(given, message):
    with pytest.raises(ValueError, match=message):
        rule(given.pop("kind"), "x", **given)
