"""The whole judge on Japanese replies: what passes, what fails and by which rule; and no text that it cannot take."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locales import load_pack
from politeness_eval import Situation, judge, judge_all, judge_conversation
from politeness_eval.judge import MAX_LENGTH

LATE = Situation(
    needs=frozenset({"apology"}),
    facts={"order_id": "A-2417", "eta": "11月25日(水)"},
    approved="申し訳ございません。ご注文A-2417のお届けが遅れております。11月25日(水)にお届けする予定です。",
    customer=("荷物まだ届かへんねんけど、どないなってますのん",),
)
GOOD = "お待たせしており、誠に申し訳ございません。ご注文A-2417のお届けが遅れており、11月25日(水)にお届けする予定です。"

FAILS = [
    ("", "empty", "nothing"),
    ("　\n", "empty", "white space"),
    ("ご注文A-2417のお届けが遅れており、11月25日(水)にお届けする予定です。", "apology-missing", "no apology"),
    (GOOD.replace("25日", "26日"), "fact-invented", "another day"),
    (GOOD.replace("A-2417", ""), "fact-missing", "no order"),
    (GOOD.replace("予定です。", "予定だよ。"), "desu-masu", "plain ending"),
    (GOOD.replace("お待たせしており", "お待たせしてて"), "casual-contraction", "contraction"),
    (GOOD + "もうちょい待ってや。ほんまにすんまへん。", "dialect", "the customer's dialect"),
    (GOOD + "お客様の確認不足です。", "blame", "blame"),
    (GOOD + "ご確認してください。", "go-shite-kudasai", "humble form for the customer"),
    (GOOD + "お客様がおっしゃられたとおりです。", "double-keigo", "honorifics piled up"),
    (GOOD + "请稍等。", "foreign-script", "Chinese"),
    (GOOD + "Please wait a moment.", "foreign-word", "English"),
    (GOOD + "お詫びに500円クーポンを差し上げます。", "invented-gift", "a gift"),
    (GOOD + "佐藤が承りました。", "name-invented", "a name"),
    (GOOD + "誠に申し訳ございません。重ねて申し訳ございません。", "excess-apology", "three apologies"),
    (GOOD[:-6], "unfinished", "cut off"),
    (GOOD + " お客様: まだ届きません。", "prompt-leak", "a label after a sentence"),
    (GOOD + GOOD, "repeated", "said twice"),
    ("案内文: " + GOOD, "prompt-leak", "the prompt's label"),
]


@pytest.fixture(scope="module")
def ja():
    return load_pack("ja-JP")


def test_a_good_reply_passes_without_a_finding(ja):
    verdict = judge(GOOD, ja, LATE)
    assert verdict.passed
    assert verdict.faults == ()
    assert "facts" not in verdict.abstained


@pytest.mark.parametrize(("text", "rule", "reason"), FAILS)
def test_a_bad_reply_fails_by_its_rule(ja, text, rule, reason):
    verdict = judge(text, ja, LATE)
    assert not verdict.passed
    assert rule in {finding.rule for finding in verdict.findings}


def test_every_span_is_the_text_at_its_place(ja):
    text = GOOD + "ちゃんと確認してください！！明日届くよ。"
    findings = judge(text, ja, LATE).findings
    assert len(findings) > 4
    assert all(text[one.start : one.end] == one.span for one in findings)


def test_without_a_situation_facts_are_not_judged_and_it_says_so(ja):
    verdict = judge("お届けは11月26日です。", ja)
    assert verdict.passed
    assert "facts" in verdict.abstained


def test_a_need_without_a_rule_is_named(ja):
    pack = replace(ja, rules=tuple(rule for rule in ja.rules if rule.when != "apology"))
    assert "apology" in judge(GOOD, pack, LATE).abstained


def test_axes_without_rules_are_named(ja):
    pack = replace(ja, rules=tuple(rule for rule in ja.rules if rule.axis != "politeness"))
    assert "politeness" in judge("お調べいたします。", pack, Situation()).abstained


def test_a_dialect_is_judged_by_its_parent(ja):
    kansai = load_pack("ja-JP-x-kansai")
    assert judge(GOOD + "ほんまやで。", kansai, LATE) == judge(GOOD + "ほんまやで。", ja, LATE)


def test_our_own_name_must_not_change_over_the_conversation(ja):
    situation = replace(LATE, earlier=("当店でお調べいたします。",))
    rules = {one.rule for one in judge(GOOD + "私どもでお調べいたします。", ja, situation).findings}
    assert "shop-name-mixed" in rules


def test_a_reply_without_end_is_cut_and_fails(ja):
    verdict = judge("お待ちください。" * 20_000, ja, LATE)
    assert "too-long" in {one.rule for one in verdict.findings}
    assert all(one.start <= MAX_LENGTH for one in verdict.findings)


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_gets_a_verdict(text):
    assert judge(text, load_pack("ja-JP"), LATE).passed in (True, False)


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(
        alphabet="おご客様がのをはに。、！ますですさせていただくへん一十日月0123456789A-:/{}<> \n\u3099\u202e\ud800",
        max_size=400,
    )
)
def test_any_text_in_our_own_letters_gets_a_verdict(text):
    verdict = judge(text, load_pack("ja-JP"), LATE)
    assert all(text[one.start : one.end] == one.span for one in verdict.findings)


HOSTILE = [
    "a-" * 50_000,
    "1" * 100_000,
    "お" * 100_000,
    "「" * 100_000,
    "11月" * 30_000,
    " \n" * 50_000 + "x",
    "\ud800" * 9_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hundred_kilobytes_take_less_than_two_seconds(ja, text):
    judge("お待ちください。", ja)
    start = time.thread_time()
    assert not judge(text, ja, LATE).passed
    assert time.thread_time() - start < 2


def test_two_hundred_characters_take_about_a_millisecond(ja):
    text = (GOOD + "お手元に届きましたら、お知らせください。ご不便をおかけしますが、少々お待ちいただけますか。") * 2
    times = []
    for _ in range(60):
        start = time.thread_time()
        judge(text[:200], ja, LATE)
        times.append(time.thread_time() - start)
    assert sorted(times)[len(times) // 2] < 0.005  # 0.8 ms alone on one core; room for a busy machine


def test_a_whole_sentence_without_its_full_stop_is_only_warned_of(ja):
    whole, cut = judge("かしこまりました", ja), judge("かしこまりました。ただいま確認をして", ja)
    assert whole.passed
    assert [one.rule for one in whole.faults] == ["unfinished"]
    assert "unfinished" in {one.rule for one in cut.findings if one.severity == "error"}


def test_many_replies_get_the_verdicts_that_each_gets(ja):
    texts = [GOOD, "了解しました。", ""]
    assert judge_all(texts, ja) == [judge(text, ja) for text in texts]
    assert judge_all([GOOD], ja, [LATE]) == [judge(GOOD, ja, LATE)]
    with pytest.raises(ValueError):
        judge_all(texts, ja, [LATE])


def test_a_conversation_is_judged_knowing_what_was_said_before():
    pack = load_pack("th-TH")
    turns = [("สวัสดีค่ะ", "สวัสดีค่ะ ทางร้านยินดีให้บริการค่ะ"), ("ขอบคุณค่ะ", "ยินดีให้บริการครับ")]
    first, second = judge_conversation(turns, pack)
    alone = judge(turns[1][1], pack)
    assert first.passed
    assert {one.rule for one in second.faults} - {one.rule for one in alone.faults}  # ครับ after ค่ะ
    assert "facts" in second.abstained


def test_where_nobody_knows_the_facts_no_number_is_called_invented(ja):
    text = "お届けは11月26日(木)の予定です。"
    known, unknown = (judge(text, ja, Situation(facts_known=known)) for known in (True, False))
    assert "fact-invented" in {one.rule for one in known.findings}
    assert "fact-invented" not in {one.rule for one in unknown.findings}
    assert "facts" in unknown.abstained
