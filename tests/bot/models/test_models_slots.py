"""Which slot reads a prompt: a lane keeps its slots, and within it the one that has read most already is taken."""

from hypothesis import given
from hypothesis import strategies as st

from bot.models.slots import WORTH, Slots

START = "system prompt of the shop\n"
TRACK = START + "案内文: ご注文のお荷物は、ただいま配送中でございます。お届けは明日です。\n"
REFUND = START + "案内文: ご返金の手続きは、すでに完了しております。数日お待ちください。\n"


def ask(slots, prompt, lane="ja", start=START):
    slot = slots.take(lane, start, prompt)
    slots.free(slot)
    return slot


def warmed(*lanes):
    slots = Slots(len(lanes))
    for number, lane in enumerate(lanes):
        slots.assign(number, lane, START + "…")
    return slots


def test_the_same_approved_text_goes_to_the_slot_that_has_read_it():
    slots = warmed("ja", "ja", "ja")
    track, refund = ask(slots, TRACK + "まだ？"), ask(slots, REFUND + "返金は？")
    assert track != refund
    assert ask(slots, TRACK + "どこ？") == track and ask(slots, REFUND + "いつ？") == refund


def test_a_new_text_takes_the_slot_that_was_idle_longest_and_leaves_the_others():
    slots = warmed("ja", "ja")
    track, refund = ask(slots, TRACK), ask(slots, REFUND)
    ask(slots, TRACK + "どこ？")
    assert ask(slots, START + "別の案内です。" * 9) == refund
    assert ask(slots, TRACK + "おそい") == track


def test_a_lane_never_reads_in_the_slot_of_another_while_it_has_its_own():
    slots = warmed("ja", "en", "ja", "en")
    assert {ask(slots, START + str(n) * 40) for n in range(6)} == {0, 2}


def test_a_new_lane_takes_a_spare_slot_and_not_the_last_one_of_a_lane():
    slots = warmed("ja", "en", "ja")
    assert ask(slots, START, lane="de") in (0, 2)
    assert ask(slots, START, lane="en") == 1


def test_a_busy_slot_is_not_waited_for_while_another_is_idle():
    slots = warmed("ja", "ja")
    first = slots.take("ja", START, TRACK)
    assert slots.take("ja", START, TRACK) != first
    third = slots.take("ja", START, TRACK)
    assert third in (0, 1)  # all busy: the server queues it


def test_two_prompts_alike_by_less_than_it_is_worth_are_kept_apart():
    slots = warmed("ja", "ja")
    first = ask(slots, START + "x" * (WORTH - 1) + "A")
    assert ask(slots, START + "x" * (WORTH - 1) + "B") != first


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.text("xy", max_size=30), st.booleans()), max_size=40))
def test_every_take_gets_a_slot_that_exists_and_lanes_with_a_slot_keep_one(asked):
    slots, open_ones = warmed("a", "b", "c"), []
    for lane, text, stays in asked:
        slot = slots.take(lane, START, START + text)
        assert 0 <= slot < 3
        if stays:
            open_ones.append(slot)
        else:
            slots.free(slot)
    for slot in open_ones:
        slots.free(slot)
    assert all(slot.busy == 0 for slot in slots._slots)
