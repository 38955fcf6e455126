import pytest

from bot.shop.demo import find_product
from bot.understanding.slots import find_slots
from locales import load_pack


@pytest.mark.parametrize(
    ("tag", "text", "value"),
    [
        ("ja-JP", "Ａ－１００３です", "A-1003"),  # full width, as a phone's keyboard writes it
        ("ja-JP", "a1003です", "A-1003"),
        ("ja-JP", "Aー1003", "A-1003"),  # the long vowel mark for a hyphen
        ("ja-JP", "A-1003じゃなくてA-1004です", "A-1004"),
        ("ja-JP", "A-1003やなくてA-1004や", "A-1004"),
        ("en-US", "A-1004, not A-1003", "A-1004"),
        ("de-DE", "nicht A-1003, sondern A-1004", "A-1004"),
        ("ja-JP", "電話は090-0000-1003", None),  # digits alone are no order number
        ("ja-JP", "BA-10031", None),
        ("ja-JP", "", None),
    ],
)
def test_order_numbers_as_customers_type_them(tag: str, text: str, value: str | None) -> None:
    found = find_slots(text, load_pack(tag), ("order_id",), find_product)
    assert found.get("order_id") == value


def test_products_by_any_of_their_names() -> None:
    assert find_slots("傘はまだありますか", load_pack("ja-JP"), ("product",), find_product)
    assert not find_slots("まだありますか", load_pack("ja-JP"), ("product",), find_product)
