from __future__ import annotations

import pytest

from bot.knowledge.sentences import split_sentences
from bot.knowledge.tokens import terms, tokens


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("返品は30日", ["返品", "品は", "30", "日"]),
        ("ＦＵＳＳＬänge", ["fusslange"]),
        ("반품 기간", ["반품", "기간"]),
        ("คืนสินค้า", ["คื", "ืน", "นส", "สิ", "ิน", "นค", "ค้", "้า"]),
        ("¿Cuánto cuesta?", ["cuanto", "cuesta"]),
        ("", []),
    ],
)
def test_words_are_words_and_unspaced_scripts_are_pairs(text: str, found: list[str]):
    assert tokens(text) == found


def test_voiced_kana_stay_voiced():
    assert tokens("ガラ") == ["ガラ"]


def test_a_compound_shares_terms_with_its_part():
    assert set(terms("Größentabelle")) & set(terms("Tabelle"))


@pytest.mark.parametrize(
    ("text", "tag", "count"),
    [
        ("Ja. Am 25. Mai, z. B. so.", "de-DE", 2),
        ("承ります。はい。", "ja-JP", 2),
        ("It costs $3.50. Fine.", "en-US", 2),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, tag: str, count: int):
    assert len(split_sentences(text, tag)) == count
