import re

import httpx
import pytest
from web_scripted import TAGS, WITH_PAGE, ScriptedBot, read_light_pack, settings

from bot.shop.catalog import read_catalog
from bot.web.app import create_app
from bot.web.shop import PAGES, read_words

SOURCE = (PAGES.parents[1] / "widget" / "src" / "strings.ts").read_text("utf-8")
UI = set(re.findall(r"^  (\w+): string;", SOURCE.split("interface Strings")[1].split("}")[0], re.M))


@pytest.fixture
async def client():
    transport = httpx.ASGITransport(create_app(ScriptedBot(), settings()))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        yield client


def test_there_are_locales_and_words_to_test():
    assert {"ja-JP", "en-US", "de-DE"} <= set(WITH_PAGE)
    assert len(UI) >= 15


@pytest.mark.parametrize("locale", WITH_PAGE)
async def test_the_page_speaks_the_locales_language_and_embeds_the_widget(client, locale):
    response = await client.get("/", params={"locale": locale})
    page = response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<html lang="{locale}">' in page
    assert f'<script type="module" src="/widget/teinei.js" data-bot="" data-locale="{locale}">' in page
    assert read_words(read_light_pack(locale)).headline in page


@pytest.mark.parametrize("locale", TAGS)
async def test_the_page_has_nothing_that_its_policy_forbids_or_that_comes_from_elsewhere(client, locale):
    page = (await client.get("/", params={"locale": locale})).text
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?! type=\"module\" src=\"/)", page)
    assert set(re.findall(r"https?://[^\s\"']+", page)) <= {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("locale", WITH_PAGE)
async def test_the_page_shows_every_product_with_its_price(client, locale):
    page, pack = (await client.get("/", params={"locale": locale})).text, read_light_pack(locale)
    catalog = read_catalog()
    for name, product in catalog.products.items():
        assert catalog.words[locale].products[name].name in page
        assert pack.show({"price": product.price[pack.locale.currency]})["price"] in page


@pytest.mark.parametrize("locale", WITH_PAGE)
def test_the_orders_to_try_exist_in_the_demo_shop(locale):
    orders = read_words(read_light_pack(locale)).orders
    assert len(orders) >= 5
    assert {order.id for order in orders} <= set(read_catalog().orders)
    assert all(order.id in order.message for order in orders)


@pytest.mark.parametrize("asked", ["", "fr-FR", "<script>", "../../etc"])
async def test_an_unknown_locale_gets_the_default_page(client, asked):
    response = await client.get("/", params={"locale": asked})
    assert (response.status_code, '<html lang="ja-JP">' in response.text) == (200, True)


@pytest.mark.parametrize("locale", TAGS)
async def test_a_pack_has_every_word_of_the_widget_and_no_other(client, locale):
    body = (await client.get(f"/widget/strings/{locale}.json")).json()
    assert set(body["strings"]) == UI
    assert all(body["strings"].values())
    assert (body["tag"], body["max_message"]) == (locale, settings().max_message)
    assert "{max}" in body["strings"]["too_long"]


async def test_the_default_words_are_the_default_locales(client):
    assert (await client.get("/widget/strings/default.json")).json()["tag"] == "ja-JP"


@pytest.mark.parametrize(
    "path, kind",
    [("/widget/teinei.js", "text/javascript"), ("/pages/shop.css", "text/css"), ("/pages/icon.svg", "image/svg+xml")],
)
async def test_each_file_of_the_page_is_served_with_its_type(client, path, kind):
    response = await client.get(path)
    assert (response.status_code, response.headers["content-type"].split(";")[0]) == (200, kind)
