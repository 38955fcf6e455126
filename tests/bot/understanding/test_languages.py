import pytest

from bot.understanding.languages import Languages, prose

SHOP = Languages(("ja", "en", "de"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("荷物届かへんねんけど", "ja"),
        ("返品", "ja"),  # Han alone: only Japanese is written with it in this shop
        ("ｷｬﾝｾﾙ", "ja"),  # half-width kana
        ("A-1004の荷物がまだ届かへん", "ja"),  # no space after the number
        ("Where is my parcel?", "en"),
        ("Wo bleibt mein Paket?", "de"),
        ("Paket A-1003 ist nicht da", "de"),
        ("my order A-1003 が届かない", "ja"),  # code-switched: kana decides
    ],
)
def test_short_messages_are_told_apart(text: str, language: str) -> None:
    assert SHOP.detect(text).language == language


@pytest.mark.parametrize("text", ["", "A-1003", "😡😡", "12345", "https://example.com/x", "?!", "a@example.com"])
def test_a_message_without_words_has_no_language(text: str) -> None:
    assert SHOP.detect(text).language is None


def test_answers_never_flip() -> None:
    texts = ["ok thanks", "bitte", "status", "hallo", "stop it"]
    assert len({tuple(SHOP.detect(text) for text in texts) for _ in range(20)}) == 1


def test_han_is_undecided_where_two_languages_write_it() -> None:
    assert Languages(("ja", "zh")).script.scores("返品") == {}


def test_codes_are_not_prose() -> None:
    assert prose("Ａ－１００３ は https://example.com/a どこ") == "は どこ"
