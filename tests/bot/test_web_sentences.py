import pytest

from bot.web.sentences import split_sentences

# locale, sentences, why
CASES = [
    ("ja-JP", ["申し訳ございません。", "A-1004は11月25日(水)にお届けします。", "よろしいですか？"], "full stops"),
    ("ja-JP", ["「はい。」", "とおっしゃいました。", "(仮)です。"], "an opening bracket goes with what it opens"),
    ("en-US", ["Your refund of $3.50 is on its way. ", "Thank you!"], "a decimal point ends nothing"),
    ("en-US", ["Dr. Smith will call you. ", "Is that all right?"], "a title ends nothing"),
    ("de-DE", ["Ihr Paket kommt am 25. November an. ", "Das tut uns leid."], "a German date ends nothing"),
    ("de-DE", ["Sie erreichen uns z. B. am Montag. ", "Bis bald!"], "an abbreviation ends nothing"),
    ("en-US", ["It ships as order A-1004. ", "You will get a mail."], "an order number may end a sentence"),
    ("und", ["One."], "no locale known"),
]


@pytest.mark.parametrize("locale, sentences, why", CASES, ids=[case[-1] for case in CASES])
def test_a_reply_is_split_where_a_sentence_ends(locale, sentences, why):
    assert split_sentences("".join(sentences), locale) == tuple(sentences)


@pytest.mark.parametrize("text", ["", "\n\n", "…", "。。。", "a\n\nb", "👨‍👩‍👧。はい"])
def test_joined_sentences_are_the_reply(text):
    assert "".join(split_sentences(text, "ja-JP")) == text
