"""The widget in a real browser, over real HTTP, against a bot whose replies are written down."""

import pytest
from web_chat import Chat
from web_scripted import DELAYED, TAGS

ASK = "荷物がまだ届かへんねんけど"
WATCH = """() => {
  const root = document.querySelector("teinei-chat").shadowRoot;
  window.heard = [];
  for (const region of root.querySelectorAll("[role=status], [role=alert], [role=log]")) {
    if (region.getAttribute("aria-live") === "off") continue;
    new MutationObserver(changes => {
      for (const change of changes) for (const node of change.addedNodes) window.heard.push(node.textContent);
    }).observe(region, { childList: true, subtree: true, characterData: true });
  }
}"""


# ---- a conversation


def test_typing_is_shown_then_the_reply_sentence_by_sentence(chat, bot):
    bot.delay = 0.5
    chat.open().say(ASK)
    chat.find(".dots").wait_for()
    assert chat.lines() == [("customer", ASK)]
    assert chat.input.input_value() == ""
    chat.wait_for_reply()
    assert chat.lines() == [("customer", ASK), ("bot", DELAYED)]
    assert chat.find(".message.bot .sentence").all_text_contents() == [
        "ご不便をおかけし、申し訳ございません。",
        "A-1004は11月25日(水)にお届けの予定です。",
        "今しばらくお待ちください。",
    ]


def test_a_second_message_waits_until_the_reply_is_there(chat, bot):
    bot.delay = 0.6
    chat.open().say(ASK)
    chat.say("もしもし")
    assert chat.input.input_value() == "もしもし"
    chat.wait_for_reply()
    assert len(bot.calls) == 1
    chat.input.press("Enter")
    chat.wait_for_reply(2)
    assert [call[1] for call in bot.calls] == [ASK, "もしもし"]


def test_the_pages_locale_goes_with_the_message(chat, bot):
    chat.open().say(ASK)
    chat.wait_for_reply()
    assert bot.calls[0][2] == "ja-JP"


def test_a_reply_never_becomes_markup(chat, bot):
    bot.replies[ASK] = "<img src=x onerror=alert(1)><b>太字</b>"
    chat.open().say(ASK)
    chat.wait_for_reply()
    assert chat.lines()[1][1] == bot.replies[ASK]
    assert chat.find(".message img, .message b").count() == 0


@pytest.mark.parametrize("text, direction", [("أين طلبي؟", "rtl"), ("Where is it?", "ltr")])
def test_each_message_runs_in_its_own_direction(chat, text, direction):
    chat.open().say(text)
    bubble = chat.find(".message.customer p")
    assert bubble.evaluate("p => getComputedStyle(p).direction") == direction


# ---- keyboard and input methods

KEYDOWN = """(input, init) => {
  const event = new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true, ...init});
  input.dispatchEvent(event);
  return [event.isComposing, event.keyCode];
}"""
# What browsers send for the Enter that confirms a candidate.
CONFIRMING = [
    ({"isComposing": True, "keyCode": 229}, "Chrome and Firefox, during the composition"),
    ({"isComposing": True, "keyCode": 13}, "some Linux input methods"),
    ({"isComposing": False, "keyCode": 229}, "Safari, after the composition has ended"),
    ({"isComposing": False, "keyCode": 229, "key": "Process"}, "Windows input methods"),
]


@pytest.mark.parametrize("init, who", CONFIRMING, ids=[row[1] for row in CONFIRMING])
def test_enter_that_confirms_a_candidate_does_not_send(chat, bot, init, who):
    chat.open().input.fill("にもつ")
    seen = chat.input.evaluate(KEYDOWN, init)
    assert seen == [init["isComposing"], init["keyCode"]]
    chat.page.wait_for_timeout(150)
    assert (chat.lines(), bot.calls, chat.input.input_value()) == ([], [], "にもつ")
    chat.input.press("Enter")
    chat.wait_for_reply()
    assert [call[1] for call in bot.calls] == ["にもつ"]


def test_a_real_composition_is_confirmed_by_enter_and_sent_by_the_next(chat, bot):
    devtools = chat.page.context.new_cdp_session(chat.page)
    chat.open().input.focus()
    devtools.send("Input.imeSetComposition", {"text": "荷物", "selectionStart": 2, "selectionEnd": 2})
    devtools.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Enter", "windowsVirtualKeyCode": 229})
    chat.page.wait_for_timeout(150)
    assert bot.calls == []
    devtools.send("Input.insertText", {"text": "荷物"})
    chat.page.keyboard.press("Enter")
    chat.wait_for_reply()
    assert [call[1] for call in bot.calls] == ["荷物"]


def test_escape_during_a_composition_keeps_the_panel_open(chat):
    chat.open().input.evaluate(KEYDOWN, {"key": "Escape", "isComposing": True, "keyCode": 229})
    assert chat.find(".panel").is_visible()
    chat.input.evaluate(KEYDOWN, {"key": "Escape", "keyCode": 27})
    assert not chat.find(".panel").is_visible()


def test_shift_and_enter_makes_a_line(chat, bot):
    chat.open().input.fill("一行目")
    chat.input.press("Shift+Enter")
    chat.input.press_sequentially("二行目")
    chat.input.press("Enter")
    chat.wait_for_reply()
    assert bot.calls[0][1] == "一行目\n二行目"


def focused(chat):
    return chat.page.evaluate("""() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at.getAttribute("aria-label") ?? at.getAttribute("role") ?? at.tagName;
    }""")


def test_everything_works_by_keyboard_alone(chat, bot):
    words, keys = chat.words, chat.page.keyboard
    chat.page.evaluate("document.querySelector('footer').tabIndex = -1; document.querySelector('footer').focus()")
    keys.press("Tab")
    assert focused(chat) == words["open"]
    keys.press("Enter")
    assert focused(chat) == words["input"]
    keys.type("はい")
    keys.press("Enter")
    chat.wait_for_reply()
    assert (len(bot.calls), focused(chat)) == (1, words["input"])
    order = []
    for _ in range(3):
        keys.press("Shift+Tab")
        order.append(focused(chat))
    assert order == [words["transcript"], words["close"], words["new_conversation"]]
    keys.press("Escape")
    assert focused(chat) == words["open"]
    assert not chat.find(".panel").is_visible()


# ---- screen readers


def test_a_reply_is_announced_once_and_whole(chat, bot):
    bot.delay = 0.3
    chat.open()
    chat.page.evaluate(WATCH)
    chat.say(ASK)
    chat.wait_for_reply()
    assert chat.page.evaluate("window.heard") == [chat.words["typing"], DELAYED]
    chat.say("もう一つ")
    chat.wait_for_reply(2)
    assert chat.page.evaluate("window.heard") == [chat.words["typing"], DELAYED] * 2


def test_a_restored_conversation_is_not_announced(chat):
    chat.open().say(ASK)
    chat.wait_for_reply()
    chat.page.reload()
    chat.ready()
    chat.page.evaluate(WATCH)
    chat.page.wait_for_timeout(300)
    assert chat.page.evaluate("window.heard") == []


def test_a_reply_to_a_closed_panel_is_announced_and_marked(chat, bot):
    bot.delay = 0.4
    chat.open().say(ASK)
    chat.input.press("Escape")
    chat.page.evaluate(WATCH)
    chat.find(".launcher.unread").wait_for()
    assert chat.page.evaluate("window.heard") == [DELAYED]


def test_a_new_message_does_not_move_the_focus(chat, bot):
    bot.delay = 0.4
    chat.open().say(ASK)
    chat.page.keyboard.press("Shift+Tab")
    chat.wait_for_reply()
    assert focused(chat) == chat.words["transcript"]


@pytest.mark.parametrize("locale", TAGS)
def test_every_control_has_a_name_in_the_pages_language(profile, address, locale):
    chat = Chat(profile.new_page(), address, locale).visit().open()
    assert chat.find("#disclosure").text_content() == chat.words["disclosure"]
    assert chat.find(".message.bot p").first.text_content() == chat.words["greeting"]
    assert chat.find(".frame").get_attribute("lang") == locale
    names = chat.find("button, textarea, [tabindex='0']").evaluate_all("all => all.map(e => e.ariaLabel)")
    assert sorted(names) == sorted(
        chat.words[name] for name in ("open", "close", "new_conversation", "send", "input", "transcript")
    )


# ---- reload, other tabs, failures


def test_a_reload_keeps_the_conversation_and_the_open_panel(chat):
    chat.open().say(ASK)
    chat.wait_for_reply()
    chat.page.reload()
    chat.ready()
    chat.wait_for_reply()
    assert chat.lines() == [("customer", ASK), ("bot", DELAYED)]
    assert chat.find(".panel").is_visible()


def test_a_reload_before_the_reply_loses_and_doubles_nothing(chat, bot):
    bot.delay = 1.0
    chat.open().say(ASK)
    chat.find(".dots").wait_for()
    chat.page.reload()
    chat.ready()
    chat.wait_for_reply()
    assert chat.lines() == [("customer", ASK), ("bot", DELAYED)]
    assert len(bot.calls) == 1


def test_a_closed_tab_whose_reply_came_meanwhile_shows_it_once(chat, bot):
    bot.delay = 0.3
    chat.open().say(ASK)
    chat.find(".dots").wait_for()
    chat.page.goto("about:blank")
    chat.page.wait_for_timeout(600)
    chat.visit()
    chat.wait_for_reply()
    chat.page.wait_for_timeout(300)
    assert chat.lines() == [("customer", ASK), ("bot", DELAYED)]
    assert len(bot.calls) == 1


def test_another_tab_catches_up_when_it_is_looked_at(chat, profile, address):
    other = Chat(profile.new_page(), address).visit()
    chat.open().say(ASK)
    chat.wait_for_reply()
    other.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    other.find(".message.customer").wait_for(state="attached")
    assert other.lines() == [("customer", ASK), ("bot", DELAYED)]


def test_a_new_conversation_begins_empty_and_leaves_the_old_one(chat, bot):
    chat.open().say(ASK)
    chat.wait_for_reply()
    chat.page.get_by_role("button", name=chat.words["new_conversation"]).click()
    assert chat.lines() == []
    chat.say("はい")
    chat.wait_for_reply()
    assert len({call[0] for call in bot.calls}) == 2


def test_a_failed_turn_offers_a_retry_that_works(chat, bot):
    bot.replies[ASK] = RuntimeError("down")
    chat.open().say(ASK)
    retry = chat.page.get_by_role("button", name=chat.words["retry"])
    retry.wait_for()
    assert chat.find(".failed span").text_content() == chat.words["failed"]
    assert chat.lines() == [("customer", ASK)]
    del bot.replies[ASK]
    retry.click()
    chat.wait_for_reply()
    assert chat.lines() == [("customer", ASK), ("bot", DELAYED)]
    assert chat.find(".failed").count() == 0
    assert bot.calls[0][3] == bot.calls[1][3], "the retry must carry the first message's id"


def test_a_reply_lost_on_the_way_is_not_a_second_turn(chat, bot):
    def lose(route):
        route.fetch()
        route.abort("connectionreset")

    chat.page.route("**/chat", lose, times=1)
    chat.open().say(ASK)
    chat.page.get_by_role("button", name=chat.words["retry"]).click()
    chat.wait_for_reply()
    assert chat.lines() == [("customer", ASK), ("bot", DELAYED)]
    assert len(bot.calls) == 1


def test_a_stream_cut_in_the_middle_leaves_no_half_reply(chat, bot):
    half = 'event: typing\ndata: {}\n\nevent: sentence\ndata: {"text": "ご不便を"}\n\n'
    chat.page.route("**/chat", lambda route: route.fulfill(body=half, content_type="text/event-stream"), times=1)
    chat.open().say(ASK)
    chat.page.get_by_role("button", name=chat.words["retry"]).wait_for()
    assert chat.lines() == [("customer", ASK)]


def test_offline_says_so_and_the_message_is_sent_later(chat, bot, profile):
    chat.open()
    profile.set_offline(True)
    chat.say(ASK)
    chat.page.get_by_role("button", name=chat.words["retry"]).wait_for()
    assert chat.find(".failed span").text_content() == chat.words["offline"]
    profile.set_offline(False)
    chat.page.get_by_role("button", name=chat.words["retry"]).click()
    chat.wait_for_reply()
    assert [call[1] for call in bot.calls] == [ASK]


def test_a_message_too_long_stays_in_the_input_with_the_reason(chat, bot):
    chat.open().say("あ" * 201)
    assert chat.find(".alert").text_content() == chat.words["too_long"].replace("{max}", "200")
    assert (len(chat.input.input_value()), chat.lines(), bot.calls) == (201, [], [])


def test_a_text_that_the_bot_refuses_comes_back_with_the_reason(chat, bot):
    chat.open().say("a\0b")
    chat.find(".alert").get_by_text(chat.words["refused"]).wait_for()
    assert (chat.input.input_value(), chat.lines(), bot.calls) == ("a\0b", [], [])


def test_the_chat_works_where_the_browser_forbids_storage(profile, address, bot):
    page = profile.new_page()
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no') }})")
    chat = Chat(page, address).visit().open()
    chat.say(ASK)
    chat.wait_for_reply()
    chat.say("はい")
    chat.wait_for_reply(2)
    assert len({call[0] for call in bot.calls}) == 1


def test_nothing_is_shown_while_the_bot_cannot_be_reached(profile, address):
    page = profile.new_page()
    page.route("**/widget/strings/**", lambda route: route.abort())
    page.goto(address)
    page.wait_for_timeout(300)
    assert page.locator("teinei-chat .launcher").count() == 0
