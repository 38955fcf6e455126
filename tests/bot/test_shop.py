"""The demo shop: what it knows, what it keeps, how it finds a product by the customer's words."""

import threading
from datetime import date, timedelta

import pytest

from bot.shop.catalog import read_catalog
from bot.shop.demo import DemoShop, find_product
from bot.shop.kept import five_digits
from bot.shop.shop import Shop, ShopError
from locales.read import PackError

TODAY = date(2026, 11, 22)


@pytest.fixture
def shop(tmp_path):
    return DemoShop.open(tmp_path, lambda: TODAY)


def test_demo_shop_is_a_shop(shop):
    plugged_in: Shop = shop
    assert plugged_in.today() == TODAY


def test_orders_cover_every_state_and_know_the_dates_that_it_speaks_of(shop):
    orders = [shop.order(f"A-{number}") for number in range(1001, 1021)]
    assert {order.state for order in orders} == {
        "preparing",
        "in_transit",
        "delayed",
        "delivered",
        "lost",
        "cancelled",
    }
    assert {order.refund for order in orders} == {"none", "pending", "late", "done"}
    assert {order.payment for order in orders} == {"paid", "declined", "charged_twice"}
    assert shop.order("A-1003").eta == TODAY + timedelta(days=2)
    assert shop.order("A-1008").delivered_on == TODAY - timedelta(days=45)
    assert shop.order("A-9999") is None


def test_days_are_counted_from_today(tmp_path):
    later = DemoShop.open(tmp_path, lambda: TODAY + timedelta(days=100))
    assert later.order("A-1003").eta == TODAY + timedelta(days=102)


def test_money_of_yen_has_no_decimals(shop):
    prices = [product.price for product in shop.catalog.products.values()]
    assert len(prices) == 8 and all(isinstance(price["JPY"], int) for price in prices)


@pytest.mark.parametrize(
    ("words", "product"),
    [
        ("折りたたみ傘", "折りたたみ傘"),
        ("折り畳み傘はまだありますか", "折りたたみ傘"),
        ("傘あるん？", "折りたたみ傘"),
        ("ﾘｭｯｸはありますか", "リュックサック"),  # half width
        ("りゅっくさっく", "リュックサック"),  # hiragana
        ("弁当箱の在庫", "お弁当箱"),
        ("靴のサイズ", "ランニングシューズ"),
        ("is the TEAPOT back?", "teapot"),
        ("two folding umbrellas", "folding umbrella"),
        ("a running shoe", "running shoes"),
        ("lunchboxes", "lunch box"),
        ("lunch-box", "lunch box"),
        ("wool sweaters", "wool sweater"),
        ("Gibt es die Regenjacken noch?", "Regenjacke"),
        ("zwei Rucksäcke", "Rucksack"),  # umlaut in the plural
        ("den Wanderrucksack", "Rucksack"),  # compound
        ("ein einzelner Laufschuh", "Laufschuhe"),
        ("Schreibtischlampen", "Schreibtischlampe"),
        ("die Ｂｒｏｔｄｏｓｅ", "Brotdose"),  # full width
        ("rain_jacket", "rain jacket"),  # the shop's own id
    ],
)
def test_products_are_found_by_what_customers_call_them(words, product):
    tag = "ja-JP" if product > "\u3000" else "de-DE" if product[0].isupper() else "en-US"
    assert find_product(words, tag) == product


@pytest.mark.parametrize(
    ("words", "tag", "product"),
    [
        ("जूते कब आएंगे", "hi-IN", "sneakers"),
        ("इतना लंबा समय जाता है", "hi-IN", None),  # जाता is no जूते: vowel signs count
        ("ร่มพับมีไหมคะ", "th-TH", "umbrella"),
        ("ธรรมดา", "th-TH", None),
        ("my backpack nhé", "vi-VN", "backpack"),  # English words are mixed in everywhere
        ("雨傘還有貨嗎", "zh-TW", "umbrella"),
        ("雨伞还有货吗", "zh-CN", "umbrella"),
    ],
)
def test_a_locale_is_asked_in_its_own_words(words, tag, product, shop):
    found = find_product(words, tag)
    assert (found and shop.product(found).product.id) == product


@pytest.mark.parametrize(
    "words",
    [
        "靴下はありますか",  # socks, not shoes
        "日傘",  # a parasol, not an umbrella
        "ein Bildschirm",  # a screen, not an umbrella
        "ein Jackett",  # a suit jacket
        "Handschuhe",
        "Kann es sein?",
        "clamp",
        "おいくつですか",
        "",
        "A-1003",
    ],
)
def test_other_words_name_no_product(words):
    tag = "ja-JP" if words > "\u3000" else "en-US" if words in ("clamp", "A-1003") else "de-DE"
    assert find_product(words, tag) is None


def test_every_product_is_found_again_by_its_name_in_every_locale(shop):
    for tag, words in shop.catalog.words.items():
        for product, called in words.products.items():
            assert shop.product(called.name).product.id == product, tag
            for alias in called.aliases:
                found = find_product(alias, tag)
                assert found and shop.product(found).product.id == product, (tag, alias, found)


def test_longest_name_wins(shop):
    assert shop.product("Regenjacke oder Regenschirm").product.id == "umbrella"
    assert shop.product("レインジャケットと傘").product.id == "rain_jacket"


def test_cancelling_starts_the_refund_and_is_kept_over_a_restart(shop, tmp_path):
    cancelled = shop.cancel_order("A-1001", "k1")
    assert (cancelled.state, cancelled.cancelled_on, cancelled.refund) == ("cancelled", TODAY, "pending")
    assert cancelled.refund_by == TODAY + timedelta(days=7)
    tomorrow = DemoShop.open(tmp_path, lambda: TODAY + timedelta(days=1))
    assert tomorrow.order("A-1001").cancelled_on == TODAY
    assert tomorrow.cancel_order("A-1001", "k1") == tomorrow.order("A-1001")


def test_cancelling_twice_with_different_keys_is_refused(shop):
    assert shop.cancel_order("A-1001", "k1")
    assert shop.cancel_order("A-1001", "k2") is None


@pytest.mark.parametrize("order", ["A-1003", "A-1004", "A-1006", "A-1011", "A-1013", "A-9999"])
def test_only_orders_in_preparation_are_cancelled_or_sent_elsewhere(shop, order):
    before = shop.order(order)
    assert shop.cancel_order(order, "k") is None
    assert shop.change_address(order, "somewhere", "k") is None
    assert shop.order(order) == before


def test_one_key_does_not_reach_another_order_or_another_change(shop):
    assert shop.cancel_order("A-1001", "k").state == "cancelled"
    assert shop.cancel_order("A-1018", "k").id == "A-1018"
    assert shop.change_address("A-1016", "新住所", "k").address == "新住所"
    assert shop.order("A-1016").state == "preparing"


def test_an_order_has_one_refund_and_one_replacement_under_way(shop):
    first = shop.start_refund("A-1011", "k1")
    assert (first.refund, first.refund_by) == ("pending", TODAY + timedelta(days=7))
    object.__setattr__(shop, "today", lambda: TODAY + timedelta(days=2))
    assert shop.start_refund("A-1011", "k2").refund_by == first.refund_by
    sent = shop.send_replacement("A-1006", "k1").replacement_eta
    assert shop.send_replacement("A-1006", "k2").replacement_eta == sent == TODAY + timedelta(days=5)
    assert shop.start_refund("A-1013", "k").refund == "done"


def test_a_refund_whose_day_has_passed_has_arrived(shop):
    shop.cancel_order("A-1001", "k")
    object.__setattr__(shop, "today", lambda: TODAY + timedelta(days=8))
    order = shop.order("A-1001")
    assert (order.refund, order.refunded_on) == ("done", TODAY + timedelta(days=7))


def test_nothing_is_refunded_where_the_payment_was_declined(shop):
    charged = shop.order("A-1016").charged
    assert {"JPY", "USD", "EUR", "KRW"} < set(charged) and not any(charged.values())
    assert shop.order("A-1001").charged["JPY"] == 2980


def test_return_codes_and_references_are_stable_and_apart(shop, tmp_path):
    code = shop.start_return("A-1006", "k1").return_code
    assert code == f"R-{five_digits('A-1006')}" and shop.start_return("A-1006", "k2").return_code == code
    references = [shop.open_request("S", "c1", str(number)) for number in range(300)]
    assert len(set(references)) == 300 and all(len(reference) == 7 for reference in references)
    assert DemoShop.open(tmp_path).open_request("S", "c1", "7") == references[7]
    assert shop.open_request("D", "c1", "7").startswith("D-")


def test_two_servers_on_one_file_cancel_once(tmp_path):
    shops = [DemoShop.open(tmp_path, lambda: TODAY) for _ in range(8)]
    done = []
    threads = [
        threading.Thread(target=lambda shop=shop, key=str(key): done.append(shop.cancel_order("A-1001", key)))
        for key, shop in enumerate(shops)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 8 and sum(order is not None for order in done) == 1


def test_a_file_that_is_no_database_is_named_in_one_line(tmp_path):
    (tmp_path / "shop.db").write_text("no database " * 200)
    with pytest.raises(ShopError) as problem:
        DemoShop.open(tmp_path)
    assert "shop.db" in str(problem.value) and "TEINEI_DATA" in str(problem.value)
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("state: lost}", "state: gone}"), "state"),
        (("eta: 2}", "et: 2}"), "unknown key"),
        (("product: backpack, state: delayed", "product: canoe, state: delayed"), "'canoe' is not one of"),
        (("state: delivered, delivered_on: -2}", "state: delivered}"), "delivered_on is required"),
    ],
)
def test_a_wrong_catalog_says_where(tmp_path, change, says):
    from bot.shop.catalog import HERE

    text = (HERE / "demo.yaml").read_text(encoding="utf-8")
    assert change[0] in text
    path = tmp_path / "demo.yaml"
    path.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(PackError) as problem:
        read_catalog(path)
    assert says in str(problem.value) and "demo.yaml:" in str(problem.value)
