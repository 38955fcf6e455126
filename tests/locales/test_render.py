from dataclasses import replace
from datetime import date

import pytest

from locales import Pack, load_pack
from locales.render import render


@pytest.mark.parametrize(
    ("tag", "text", "facts", "shown"),
    [
        ("ja-JP", "{eta}", {"eta": date(2026, 11, 25)}, "11月25日(水)"),
        ("ja-JP", "{amount}", {"amount": 4980}, "4,980円"),
        ("ja-JP", "{opens_at}", {"opens_at": "10:00"}, "10:00"),
        ("ja-JP", "{eta}", {"eta": "2027-01-01"}, "1月1日(金)"),  # actions send ISO text
        ("en-US", "{stock, plural, one{# left} other{# left}}", {"stock": 1}, "1 left"),
        ("en-US", "in {stock} {stock, plural, one{day} other{days}}", {"stock": 2}, "in 2 days"),
        ("en-US", "{amount}", {"amount": 1234.5}, "$1,234.50"),
        ("de-DE", "{amount}", {"amount": 1234.5}, "1.234,50\xa0€"),
    ],
)
def test_facts_are_written_in_the_locales_way(tag: str, text: str, facts: dict, shown: str) -> None:
    assert render(text, facts, load_pack(tag)) == shown


def test_a_missing_fact_is_named(japanese: Pack) -> None:
    with pytest.raises(KeyError, match="eta"):
        render("お届けは{eta}です。", {"order_id": "A-1"}, japanese)


def test_braces_in_a_customers_address_stay_as_they_are(japanese: Pack) -> None:
    assert render("{address}に", {"address": "{eta}' 1-2"}, japanese) == "{eta}' 1-2に"


def test_a_pack_without_formats_says_so(japanese: Pack) -> None:
    bare = replace(japanese, locale=japanese.locale.model_copy(update={"formats": None}))
    with pytest.raises(KeyError, match="formats"):
        render("はい", {}, bare)
