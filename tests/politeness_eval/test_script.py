"""Another language, another script, a broken text: each is found where it stands."""

import pytest

from politeness_eval.analysers import analyser_for
from politeness_eval.damage import find_damage
from politeness_eval.reading import Reading
from politeness_eval.script import Purity, find_foreign, script_of
from politeness_eval.words import HOME, load_all_words

FUNCTION_WORDS = {
    one: frozenset(word.casefold() for word in words.function_words) for one, words in load_all_words(HOME).items()
}
SCRIPTS = {
    "ja": ("Hiragana", "Katakana", "Han", "Latin"),
    "en": ("Latin",),
    "de": ("Latin",),
    "zh-CN": ("Han", "Latin"),
    "zh-TW": ("Han", "Latin"),
}

FOREIGN = [
    ("ja", "ご注文は现在发送中です。", "现在发", "foreign-script", "simplified characters"),
    ("ja", "ご注文を確認しました。您好。", "您", "foreign-script", "a character that Japanese does not write"),
    ("ja", "少々お待ちください。Пожалуйста。", "Пожалуйста", "foreign-script", "Cyrillic"),
    ("ja", "ご注文の안내です。", "안내", "foreign-script", "Hangul"),
    ("ja", "承知しました。請您稍等一下我們馬上為您處理。", "您", "foreign-script", "traditional Chinese"),
    (
        "ja",
        "かしこまりました。請稍等片刻我方立刻処理完了。",
        "請稍等片刻我方立刻処理完了。",
        "foreign-sentence",
        "no kana",
    ),
    ("ja", "Your order will arrive soon. お待ちください。", "Your", "foreign-word", "an English sentence"),
    ("ja", "ご注文のstatusを確認します。", "status", "foreign-word", "one English word"),
    ("en", "Thank you for waiting. お待ちください。", "お待ちください", "foreign-script", "Japanese in English"),
    ("en", "Thank you. Ihre Bestellung ist auf dem Weg und wird geliefert.", None, "foreign-sentence", "German"),
    ("de", "Vielen Dank. Your order is on the way and will arrive soon.", None, "foreign-sentence", "English"),
    ("zh-TW", "您的订单已經出貨。", "订单", "foreign-script", "simplified characters in Taiwan"),
    ("zh-TW", "我們會為您办理退款。", "办", "foreign-script", "one simplified character"),
    ("zh-TW", "您的発注已經完成。", "発", "foreign-script", "a Japanese form"),
    ("zh-CN", "您的訂單已经发出。", "訂單", "foreign-script", "traditional characters on the mainland"),
    ("zh-CN", "我们会為您办理退款。", "為", "foreign-script", "one traditional character"),
    ("zh-CN", "您的発注已经完成。", "発", "foreign-script", "a Japanese form"),
    ("zh-CN", "您好，ご注文已经发出。", "ご", "foreign-script", "kana"),
]
CLEAN = [
    ("ja", "サイズはS、M、Lで、QRコードとSMSをご利用いただけます。", "short forms"),
    ("ja", "髙橋様、﨑の字もご利用いただけます。", "characters of Japanese names"),
    ("ja", "ＡＢＣ、ｱｲｳ、々、〆切です。", "other widths and marks"),
    ("de", "Guten Tag, Ihre Bestellung mit dem Newsletter ist da.", "a loan word"),
    ("en", "Your café order à la carte is ready.", "accents"),
    ("zh-TW", "您的訂單已經出貨，預計送達台北，造成不便，敬請見諒。", "traditional characters in Taiwan"),
    ("zh-TW", "請您確認收件地址，我們會為您處理，辛苦了。", "characters of Taiwan that Japan and the mainland lack"),
    ("zh-TW", "堃先生、喆小姐您好。", "characters of names that came after the set"),
    ("zh-CN", "您的订单已经发出，预计送达台北，给您添麻烦了。", "simplified characters on the mainland"),
    ("zh-CN", "焗饭和啰嗦的囧字，喆先生您好。", "characters that came after the set"),
]
BOTH_WRITE = "您好，不好意思，可以再等一下，明天上午十一月三日到店付款，退回原本信用卡，白色和灰色，大小尺寸。"


def purity(tag):
    return Purity(tag, SCRIPTS[tag], "会員登録", FUNCTION_WORDS)


def reading(tag, text):
    return Reading(text, analyser_for(tag.split("-")[0]))


@pytest.mark.parametrize(("language", "text", "span", "rule", "reason"), FOREIGN)
def test_foreign_text_is_found(language, text, span, rule, reason):
    found = list(find_foreign(reading(language, text), purity(language), ""))
    assert rule in {one.rule for one in found}
    assert span is None or found[0].span.startswith(span)


@pytest.mark.parametrize(("language", "text", "reason"), CLEAN)
def test_what_belongs_to_the_language_is_not_found(language, text, reason):
    assert list(find_foreign(reading(language, text), purity(language), "")) == []


@pytest.mark.parametrize("tag", ["zh-CN", "zh-TW"])
def test_characters_that_both_write_are_found_in_neither(tag):
    assert list(find_foreign(reading(tag, BOTH_WRITE), purity(tag), "")) == []


def test_words_that_the_customer_used_are_known():
    text = "Starlightの件を承りました。"
    assert list(find_foreign(reading("ja", text), purity("ja"), "starlightはありますか")) == []
    assert [one.span for one in find_foreign(reading("ja", text), purity("ja"), "")] == ["Starlight"]


def test_without_a_situation_a_capital_may_be_a_name():
    assert list(find_foreign(reading("ja", "WiFiをご利用いただけます。"), purity("ja"))) == []
    assert list(find_foreign(reading("ja", "shippingをご利用いただけます。"), purity("ja"))) != []


def test_a_pack_that_names_no_scripts_is_not_judged_by_them():
    assert list(find_foreign(reading("ja", "Привет"), Purity("ja", (), "", {}), "")) == []


@pytest.mark.parametrize(
    ("letter", "script"), [("々", "Han"), ("ー", "Katakana"), ("ｱ", "Katakana"), ("Ａ", "Latin"), ("1", "")]
)
def test_the_script_of_a_letter(letter, script):
    assert script_of(letter) == script


DAMAGED = [
    ("ご注文{order_id}を承りました。", "placeholder", "{order_id}"),
    ("○○様、承りました。", "placeholder", "○○"),
    ("[Name]様、承りました。", "placeholder", "[Name]"),
    ("承りました。<|im_end|>", "placeholder", "<|im_end|>"),
    ("**重要**なお知らせです。", "markup", "**"),
    ("- 承りました。", "markup", "- "),
    ("<b>承りました。</b>", "markup", "<b>"),
    ("案内文: 承りました。", "prompt-leak", "案内文:"),
    ("承りました。\nAssistant: はい。", "prompt-leak", "Assistant:"),
    ("承り\ufffdました。", "broken-character", "\ufffd"),
    ("承りました\u202e。", "broken-character", "\u202e"),
    ("承り\x00ました。", "broken-character", "\x00"),
    ("Z\u0335\u0336\u0337algo。", "broken-character", "\u0335\u0336\u0337"),
    ("お待ちください。かしこまりました。お待ちください。", "repeated", "お待ちください。"),
    ("お届けいたしますのでお届けいたしますのでお届けいたしますので。", "repeated", "お届けいたしますので"),
    ("はいいいいいいい。", "repeated", "いいいいいい"),
    ("ただいま発送の準備をして", "unfinished", "備をして"),
    ("お届けは、", "unfinished", "、"),
]


@pytest.mark.parametrize(("text", "rule", "span"), DAMAGED)
def test_damage_is_found(text, rule, span):
    found = [one for one in find_damage(reading("ja", text), ("案内文",), cjk=True) if one.rule == rule]
    assert found
    assert span in found[0].span


@pytest.mark.parametrize(
    "text",
    [
        "サイズはXXLでございます。",
        "詳しくは https://example.com/help",
        "「ギフト包装」をお選びください。",
        "ご注文A-1001は10:00から19:00までです。（11月25日）",
        "お待ちください。…",
    ],
)
def test_a_whole_text_has_no_damage(text):
    assert list(find_damage(reading("ja", text), ("案内文",), cjk=True)) == []
