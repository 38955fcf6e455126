"""The demo shop's page and the widget's look: policy, sizes, narrow screens, motion."""

import pytest
from web_chat import Chat
from web_scripted import DELAYED, WITH_PAGE

STRICT = "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'"
LISTEN = "window.refused = []; addEventListener('securitypolicyviolation', e => refused.push(e.violatedDirective))"


@pytest.mark.parametrize("locale", WITH_PAGE)
def test_the_page_breaks_no_rule_of_its_policy_and_asks_nobody_else(profile, address, locale):
    page, asked, said = profile.new_page(), [], []
    page.add_init_script(LISTEN)
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    chat = Chat(page, address, locale).visit().open()
    chat.say("A-1004")
    chat.wait_for_reply()
    assert page.evaluate("refused") == []
    assert said == []
    assert len(asked) >= 5 and all(url.startswith(address) for url in asked)


def test_the_widget_needs_script_and_connect_only(profile, address):
    html = '<!doctype html><html lang="ja"><body><script type="module" src="/widget/teinei.js" data-bot=""></script>'
    page = profile.new_page()
    page.add_init_script(LISTEN)
    page.route(
        "**/strict",
        lambda route: route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": STRICT}),
    )
    chat = Chat(page, address).visit("/strict").open()
    chat.say("A-1004")
    chat.wait_for_reply()
    assert page.evaluate("refused") == []
    assert chat.lines()[1] == ("bot", DELAYED)
    assert chat.find(".launcher").evaluate("e => getComputedStyle(e).borderRadius") == "50%", "the style must apply"


def test_a_shop_may_place_the_element_itself(profile, address):
    html = """<!doctype html><html lang="ja"><body><teinei-chat data-locale="ja-JP"></teinei-chat>
      <script type="module" src="/widget/teinei.js" data-bot=""></script>"""
    page = profile.new_page()
    page.route("**/own", lambda route: route.fulfill(body=html, content_type="text/html"))
    Chat(page, address).visit("/own").open()
    assert page.locator("teinei-chat").count() == 1


@pytest.mark.parametrize("locale", WITH_PAGE)
def test_a_suggested_message_fills_the_input_and_is_not_sent_by_itself(profile, address, bot, locale):
    chat = Chat(profile.new_page(), address, locale).visit()
    button = chat.page.locator(".messages button").first
    button.click()
    assert chat.input.input_value() == button.text_content()
    assert chat.input.evaluate("input => input.getRootNode().activeElement === input")
    assert bot.calls == []
    chat.input.press("Enter")
    chat.wait_for_reply()
    assert bot.calls[0][1] == button.text_content()


def test_the_language_links_lead_to_each_locale(chat):
    links = chat.page.locator(".languages a")
    assert links.evaluate_all("all => all.map(a => a.hreflang)") == WITH_PAGE
    for index, tag in enumerate(WITH_PAGE):
        links.nth(index).click()
        chat.page.wait_for_url(f"**/?locale={tag}")
        assert chat.page.locator("html").get_attribute("lang") == tag


@pytest.mark.parametrize("locale", WITH_PAGE)
def test_nothing_is_cut_off_at_any_width(profile, address, locale):
    chat = Chat(profile.new_page(), address, locale).visit().open()
    for width in (320, 360, 768, 1280):
        chat.page.set_viewport_size({"width": width, "height": 700})
        assert chat.page.evaluate("document.documentElement.scrollWidth") <= width
        box = chat.find(".panel").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        assert box["y"] >= 0 and box["y"] + box["height"] <= 700
        assert chat.input.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 16, "smaller zooms on iOS"
        buttons = chat.find("button:visible").all()
        assert len(buttons) == 3
        for button in buttons:
            size = button.bounding_box()
            assert min(size["width"], size["height"]) >= 24


def test_the_closed_widget_covers_its_launcher_only(chat):
    box = chat.find(".frame").bounding_box()
    assert box["width"] <= 64 and box["height"] <= 64


def test_nothing_moves_for_those_who_asked_for_less_motion(chromium, address, bot):
    bot.delay = 0.3
    with chromium.new_context(reduced_motion="reduce") as profile:
        chat = Chat(profile.new_page(), address).visit().open()
        chat.say("A-1004")
        chat.find(".dots").wait_for()
        running = "() => document.querySelector('teinei-chat').shadowRoot.getAnimations().length"
        assert chat.page.evaluate(running) == 0
        chat.wait_for_reply()
        assert chat.page.evaluate(running) == 0


def test_the_widget_follows_a_dark_system(chromium, address):
    def ground(scheme):
        with chromium.new_context(color_scheme=scheme) as profile:
            chat = Chat(profile.new_page(), address).visit().open()
            return chat.find(".panel").evaluate("e => getComputedStyle(e).backgroundColor")

    assert ground("light") == "rgb(255, 255, 255)"
    assert ground("dark") == "rgb(24, 29, 56)"
