"""The widget in a real browser, over real HTTP, against a bot whose replies are written down."""

import pytest
from web_scripted import DELAYED

ASK = "荷物がまだ届かへんねんけど"


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


def test_everything_works_by_keyboard_alone(chat, bot):
    words, keys = chat.words, chat.page.keyboard
    chat.page.evaluate("document.querySelector('footer').tabIndex = -1; document.querySelector('footer').focus()")
    keys.press("Tab")
    assert chat.focused() == words["open"]
    keys.press("Enter")
    assert chat.focused() == words["input"]
    keys.type("はい")
    keys.press("Enter")
    chat.wait_for_reply()
    assert (len(bot.calls), chat.focused()) == (1, words["input"])
    order = []
    for _ in range(3):
        keys.press("Shift+Tab")
        order.append(chat.focused())
    assert order == [words["transcript"], words["close"], words["new_conversation"]]
    keys.press("Escape")
    assert chat.focused() == words["open"]
    assert not chat.find(".panel").is_visible()
