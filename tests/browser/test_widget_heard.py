"""What a screen reader hears of the widget, and what it calls each control."""

import pytest
from web_chat import Chat
from web_scripted import DELAYED, WITH_PAGE

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
    assert chat.focused() == chat.words["transcript"]


@pytest.mark.parametrize("locale", WITH_PAGE)
def test_every_control_has_a_name_in_the_pages_language(profile, address, locale):
    chat = Chat(profile.new_page(), address, locale).visit().open()
    assert chat.find("#disclosure").text_content() == chat.words["disclosure"]
    assert chat.find(".message.bot p").first.text_content() == chat.words["greeting"]
    assert chat.find(".frame").get_attribute("lang") == locale
    names = chat.find("button, textarea, [tabindex='0']").evaluate_all("all => all.map(e => e.ariaLabel)")
    assert sorted(names) == sorted(
        chat.words[name] for name in ("open", "close", "new_conversation", "send", "input", "transcript")
    )
