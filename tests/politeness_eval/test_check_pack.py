"""`teinei locale check` finds what is wrong and says where."""

import shutil

import pytest

from locales.pack import HOME
from locales.read import PackError
from politeness_eval.check_pack import check_pack
from politeness_eval.check_replies import arguments
from politeness_eval.problems import normalised

SMALL = """\
- id: row-1
  category: standard
  intent: greet
  outcome: hello
  messages: [こんにちは、少しよろしいですか]
  reply: お問い合わせいただき、ありがとうございます。どのようなご用件でしょうか。
"""


@pytest.fixture
def home(tmp_path):
    """The packs' folder with the Japanese packs, and one training row instead of hundreds."""
    names = shutil.ignore_patterns("*.py", "__pycache__", "dialogues", "conversations.yaml", "[!j]?-??")
    folder = shutil.copytree(HOME, tmp_path / "locales", ignore=names)
    (folder / "ja-JP" / "dialogues").mkdir()
    (folder / "ja-JP" / "dialogues" / "a.yaml").write_text(SMALL, encoding="utf-8")
    return folder


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_packs_as_they_are_have_no_problem(home):
    assert check_pack("ja-JP", home) == []
    assert check_pack("ja-JP-x-kansai", home) == []


CHANGES = [
    ("replies.yaml", "  ok: かしこまりました。どの", "  okay: かしこまりました。どの", 0, "okay is not in"),
    ("replies.yaml", "{ship_by}までに発送", "明日までに発送", 0, "does not say {ship_by}"),
    (
        "replies.yaml",
        "の準備をしております。{ship_by}",
        "の準備をしております。{eta}と{ship_by}",
        0,
        "{eta} is not known there",
    ),
    (
        "replies.yaml",
        "申し訳ございません。ご注文{order_id}のお届けが",
        "ご注文{order_id}のお届けが",
        0,
        "apology-missing",
    ),
    ("replies.yaml", "  greet: ", "  greets: ", -1, "labels: greet has no text"),
    (
        "replies.yaml",
        "{amount}を{refund_by}までにご返金",
        "{amount, nonsense}を{refund_by}までにご返金",
        None,
        "cannot be filled in",
    ),
    ("intents.yaml", "\ncancel_order:", "\ncancel_orders:", None, "cancel_order: 0 messages; at least 10"),
    (
        "intents.yaml",
        "  - A-1003の配送状況を教えてください",
        "  - 注文をキャンセルしたいです",
        None,
        "stands under track_order",
    ),
    ("locale.yaml", "currency: JPY", "curency: JPY", 0, "unknown key"),
    ("tone.yaml", "kind: ending", "kind: endings", 0, "Input should be"),
    ("dialogues/a.yaml", "intent: greet", "intent: greeting", 0, "'greeting' is not an intent"),
    ("dialogues/a.yaml", "outcome: hello", "outcome: hi", 0, "there are hello"),
    (
        "dialogues/a.yaml",
        "outcome: hello",
        "facts: {eta: 2027-03-10}\n  outcome: hello",
        0,
        "eta is no fact of greet.hello",
    ),
    ("dialogues/a.yaml", "ありがとうございます。どの", "ありがとうね。どの", 0, "casual-ending"),
    ("dialogues/a.yaml", "  category: standard", "  category: normal", 0, "'normal'"),
]


@pytest.mark.parametrize(("name", "old", "new", "offset", "message"), CHANGES)
def test_a_problem_is_named_with_its_line(home, name, old, new, offset, message):
    line = change(home / "ja-JP" / name, old, new)
    problems = [problem for problem in check_pack("ja-JP", home) if message in problem]
    assert problems
    if offset == 0:
        assert f"ja-JP/{name}:{line}: " in problems[0]


def test_a_file_that_is_missing_is_named(home):
    (home / "ja-JP" / "replies.yaml").unlink()
    assert "ja-JP/replies.yaml:1: the file is missing" in check_pack("ja-JP", home)[0]


def test_the_problems_of_several_files_are_named_at_once(home):
    change(home / "ja-JP" / "locale.yaml", "currency: JPY", "curency: JPY")
    change(home / "ja-JP" / "tone.yaml", "kind: ending", "kind: endings")
    assert len(check_pack("ja-JP", home)) == 2


def test_held_out_words_must_not_be_trained_on(home):
    text = SMALL.replace("row-1", "held-1").replace("こんにちは、少し", "こんにちは、 少し")
    (home / "ja-JP" / "dialogues" / "heldout.yaml").write_text(text, encoding="utf-8")
    (problem,) = check_pack("ja-JP", home)
    assert "heldout.yaml:5: held-1: the customer's words are held out, but also trained on (row-1)" in problem


def test_facts_have_their_types(home):
    row = SMALL.replace("intent: greet", "intent: store_hours").replace(
        "outcome: hello", "outcome: hours\n  facts: {opens_at: 10, closes_at: '19:00'}"
    )
    (home / "ja-JP" / "dialogues" / "a.yaml").write_text(row, encoding="utf-8")
    assert any("opens_at must be a time, got 10" in problem for problem in check_pack("ja-JP", home))


def test_an_expectation_names_what_exists(home):
    (home / "ja-JP" / "conversations.yaml").write_text(
        "- id: a\n  about: b\n  turns:\n  - {customer: c, intent: greet, outcome: bye, asks: hue, locale: xx-XX}\n",
        encoding="utf-8",
    )
    assert len(check_pack("ja-JP", home)) == 3


def test_an_unknown_pack_is_refused_with_those_there_are(home):
    with pytest.raises(PackError, match="'xx-XX' is no locale pack; there are "):
        check_pack("xx-XX", home)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{a}と{ b }", {"a", "b"}),
        ("{n, plural, one{# day} other{# days and {m}}}", {"n", "m"}),
        ("{n, plural, one{day} other{days}} {b}", {"n", "b"}),
        ("none", set()),
    ],
)
def test_the_arguments_of_a_text(text, names):
    assert arguments(text) == names


def test_a_line_typed_twice_is_the_same_line():
    assert normalised("Ａ-1003 の 荷物") == normalised("a-1003の荷物")
    assert normalised("荷物") != normalised("荷物は")
