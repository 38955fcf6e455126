"""A reply states what is known, all of it, in its own way, and nothing else."""

import pytest

from locales import load_pack
from politeness_eval.analysers import analyser_for
from politeness_eval.fact_grammar import grammar
from politeness_eval.fact_items import find_items, fold_width
from politeness_eval.facts_kept import find_fact_errors
from politeness_eval.names_kept import find_unknown_names
from politeness_eval.reading import Reading
from politeness_eval.verdict import Situation
from politeness_eval.words import HOME, load_words

GRAMMARS = {one: grammar(one, load_words(one[:2], HOME)) for one in ("ja-JP", "en-US", "de-DE")}

JA = Situation(
    facts={"order_id": "A-2417", "eta": "11月25日(水)", "amount": "4,980円", "opens_at": "10:00", "closes_at": "19:00"},
    approved="ご注文A-2417を11月25日(水)にお届けし、4,980円を30日以内に。受付は10:00から19:00、2日から4日。",
    customer=("12月1日に三個頼んだA-9999の件、080-0000-0000まで。",),
)
EN = Situation(
    facts={
        "order_id": "A-2417",
        "eta": "Wed, November 25",
        "amount": "$4.90",
        "points": "1,240",
        "product": "umbrella",
    },
    approved="Order A-2417 with your umbrella arrives on Wed, November 25; we refund $4.90 within 3 business days"
    " and 1,240 points.",
    customer=("My name is Alex Example, mail me at alex@example.com.",),
)
DE = Situation(
    facts={
        "order_id": "A-2417",
        "eta": "Mi., 25. November",
        "amount": "4,90 €",
        "points": "1.240",
        "product": "Laufschuhe",
    },
    approved="Bestellung A-2417 (Laufschuhe) kommt am Mi., 25. November; 4,90 € in 2 bis 4 Tagen, 1.240 Punkte.",
)

KNOWN = [
    ("ja-JP", JA, "11/25", "another way to write the date"),
    ("ja-JP", JA, "2026-11-25のうち11月25日", "the date within an ISO date; the year is not"),
    ("ja-JP", JA, "１１月２５日（水曜日）", "full width, and the weekday written out"),
    ("ja-JP", JA, "25日(水)", "the day alone"),
    ("ja-JP", JA, "11月中", "the month alone"),
    ("ja-JP", JA, "４９８０円", "no separator"),
    ("ja-JP", JA, "三十日以内", "Han numerals"),
    ("ja-JP", JA, "10時から午後7時", "clock times in words"),
    ("ja-JP", JA, "午前10時", "half of the day added"),
    ("ja-JP", JA, "注文A2417", "the id without its hyphen"),
    ("ja-JP", JA, "12月1日のA-9999", "the customer's own words"),
    ("ja-JP", JA, "080-0000-0000", "the customer's number"),
    ("ja-JP", JA, "もう1度、一度、十分に、一日も早く", "numerals that are no numbers"),
    ("en-US", EN, "Nov. 25th", "short month, ordinal"),
    ("en-US", EN, "4.90 dollars", "the currency in a word"),
    ("en-US", EN, "three business days", "spelled out"),
    ("en-US", EN, "1240 points", "no separator"),
    ("en-US", EN, "One moment. May I help?", "no number, no month"),
    ("en-US", EN, "alex@example.com", "the customer's address"),
    ("de-DE", DE, "25.11.", "numeric date"),
    ("de-DE", DE, "25. November", "without the weekday"),
    ("de-DE", DE, "4,90 Euro", "the currency in a word"),
    ("de-DE", DE, "zwei bis vier Tage", "spelled out"),
]
INVENTED = [
    ("ja-JP", JA, "11月26日", "another day"),
    ("ja-JP", JA, "11月25日(木)", "the wrong weekday"),
    ("ja-JP", JA, "2027年11月25日", "a year that nobody named"),
    ("ja-JP", JA, "4,890円", "digits turned round"),
    ("ja-JP", JA, "30分以内", "the number with another unit"),
    ("ja-JP", JA, "二週間", "Han numerals"),
    ("ja-JP", JA, "一割引き", "a tenth off"),
    ("ja-JP", JA, "9時", "another time"),
    ("ja-JP", JA, "午後10時", "the other half of the day"),
    ("ja-JP", JA, "A-2418", "another order"),
    ("ja-JP", JA, "https://example.com/track", "a link"),
    ("ja-JP", JA, "0120-000-000", "a phone number"),
    ("ja-JP", JA, "明日", "a promise without a date"),
    ("ja-JP", JA, "送料は無料", "a favour"),
    ("en-US", EN, "November 26", "another day"),
    ("en-US", EN, "Thursday", "another weekday"),
    ("en-US", EN, "$4.09", "digits turned round"),
    ("en-US", EN, "two weeks", "spelled out"),
    ("en-US", EN, "tomorrow", "a promise without a date"),
    ("de-DE", DE, "26. November", "another day"),
    ("de-DE", DE, "14,90 €", "another amount"),
    ("de-DE", DE, "4 Wochen", "the number with another unit"),
]


def invented(name, situation, text):
    stated = find_items(text, GRAMMARS[name])
    found = find_fact_errors(text, stated, situation, GRAMMARS[name])
    return [one.span for one in found if one.rule == "fact-invented"]


@pytest.mark.parametrize(("name", "situation", "text", "reason"), [row for row in KNOWN if "ISO" not in row[3]])
def test_what_is_known_may_be_said_in_another_way(name, situation, text, reason):
    assert invented(name, situation, text) == []


@pytest.mark.parametrize(("name", "situation", "text", "reason"), INVENTED)
def test_what_nobody_said_is_found(name, situation, text, reason):
    assert len(invented(name, situation, text)) == 1


def test_a_finding_points_at_the_fact_and_lists_the_real_ones():
    text = "お届けは１１月２６日です。"
    (one,) = [f for f in find_fact_errors(text, find_items(text, GRAMMARS["ja-JP"]), JA, GRAMMARS["ja-JP"]) if f.span]
    assert one.span == "１１月２６日"
    assert "11月25日(水)" in (one.suggestion or "")


MISSING = [
    ("ja-JP", JA, "ご注文A-2417を11/25に、4980円、10時から午後7時。", [], "everything, in other forms"),
    ("ja-JP", JA, "ご注文A-2417を11月25日に、4,980円、10:00から19:00。", [], "the weekday may go"),
    ("ja-JP", JA, "11月25日(水)に4,980円、10:00から19:00。", ["A-2417"], "the order is gone"),
    ("ja-JP", JA, "ご注文A-2417、4,980円、10:00から19:00。", ["11月25日(水)"], "the date is gone"),
    ("de-DE", DE, "Zu Ihren Laufschuhen (A-2417): 25. November, 4,90 Euro, 1240 Punkte.", [], "an inflected product"),
    ("de-DE", DE, "Zu A-2417: 25. November, 4,90 Euro, 1240 Punkte.", ["Laufschuhe"], "the product is gone"),
]


@pytest.mark.parametrize(("name", "situation", "text", "values", "reason"), MISSING)
def test_what_the_approved_text_shows_must_be_said(name, situation, text, values, reason):
    found = find_fact_errors(text, find_items(text, GRAMMARS[name]), situation, GRAMMARS[name])
    assert [one.suggestion for one in found if one.rule == "fact-missing"] == values


def test_a_fact_that_the_approved_text_does_not_show_need_not_be_said():
    situation = Situation(facts={"amount": "4,980円"}, approved="承りました。")
    assert list(find_fact_errors("承りました。", [], situation, GRAMMARS["ja-JP"])) == []


def test_folding_widths_keeps_every_place():
    text = "Ａ－１㎏が㍻①"
    assert len(fold_width(text)) == len(text)
    assert fold_width(text).startswith("A-1㎏")


@pytest.mark.parametrize(
    ("name", "text", "names", "reason"),
    [
        ("ja-JP", "佐藤様、お待ちください。", ["佐藤"], "a person"),
        ("ja-JP", "お客様、お待ちください。", [], "nobody by name"),
        ("en-US", "Thank you, Ms. Muster.", ["Muster"], "after a title"),
        ("en-US", "Thank you, Alex. I will ask.", [], "the customer's own name"),
        ("en-US", "Our partner Acme will call.", ["Acme"], "a capital inside a sentence"),
        ("de-DE", "Guten Tag, Frau Muster, Ihre Bestellung ist da.", ["Muster"], "after a title"),
    ],
)
def test_a_name_that_nobody_gave_is_found(name, text, names, reason):
    words = load_words(name[:2], HOME)
    found = find_unknown_names(Reading(text, analyser_for(name[:2])), EN, words.titles, "our partner will call", [])
    assert [one.span for one in found] == names


def test_the_shops_own_name_is_no_invention():
    pack = load_pack("ja-JP")
    assert pack.locale.prompt and "ほしみ商店" in pack.locale.prompt.system
