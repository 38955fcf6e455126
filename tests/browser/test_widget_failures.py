"""Reload, other tabs, lost networks, refusals: nothing lost, nothing doubled."""

from web_chat import Chat
from web_scripted import DELAYED

ASK = "荷物がまだ届かへんねんけど"


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
