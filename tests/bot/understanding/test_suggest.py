"""Which messages of a log are worth a label."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from test_confusions import Letters, small

from bot.understanding.intents import examples_of, train_head
from bot.understanding.logs import Message, masked, read_log
from bot.understanding.suggest import as_yaml, choose, simulate, suggest
from locales import PackError
from locales.read import read_yaml
from locales.schema import Intents


@pytest.fixture(scope="module")
def pack():
    return small("en-GB", count=20)


@pytest.fixture(scope="module")
def head(pack):
    return train_head([(text, intent, "en") for text, intent, _ in examples_of(pack)], Letters())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A-1003です", "A-0000です"),
        ("Ａ－１００３です", "Ａ－００００です"),  # full width stays full width
        ("メールはtaro.y+x@example.co.jpです", "メールはname@example.comです"),
        ("müller@web.de bitte", "name@example.com bitte"),
        ("почта@пример.рф", "name@example.com"),
        ("0@)@0", "name@example.com"),  # nothing of a chain stays behind
        ("090-1234-5678", "000-0000-0000"),
        ("+49 (30) 123 45 67", "+00 (00) 000 00 00"),
        ("٠٥٠١٢٣٤٥٦٧", "٠٠٠٠٠٠٠٠٠٠"),
        ("2 pairs in size 10", "2 pairs in size 10"),  # no person is in a size
        ("", ""),
    ],
)
def test_personal_data_is_masked_and_the_rest_stays(text, said):
    assert masked(text) == said


@given(st.text(st.sampled_from("0123456789 -.()a@x.jp１٣あ"), max_size=40))
def test_no_long_number_and_no_address_survives(text):
    out = masked(text)
    assert masked(out) == out
    assert not any(
        char in "1239" for run in out.split() if len(run) > 3 and run.isascii() and run.isdigit() for char in run
    )


def log(tmp_path, *lines):
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines))
    return path


def test_broken_lines_are_named_and_skipped_and_copies_are_one_message(tmp_path):
    path = log(
        tmp_path,
        {"text": "Where is A-1003", "locale": "en-GB", "extra": [1]},
        b"{broken",
        {"text": "where is  A-1007", "locale": "en_gb"},
        {"text": 3},
        b"\xff\xfe",
        b"",
        {"text": "Wo ist es", "locale": "de-DE"},
        {"text": "no tag"},
        [1],
    )
    messages, problems = read_log(path, ("en-GB", "de-DE"), only="en-GB")
    assert messages == [Message("Where is A-0000", "en-GB", 2), Message("no tag", None)]
    assert [problem.split("log.jsonl")[1].split(";")[0][:9] for problem in problems] == [
        ":2: not J", ":4: expec", ":5: not U", ":9: expec",
    ]  # fmt: skip
    with pytest.raises(PackError, match="no such file"):
        read_log(tmp_path / "none", ())


def test_ten_copies_of_a_message_are_one_suggestion(head, pack):
    same = [Message(f"when will my parcel be here{end}", "en-GB") for end in ("", "?", "!", " ?", "...", "??", "!!")]
    other = [Message("the shop in town, is it open on sunday", "en-GB"), Message("zzz qqq", "en-GB")]
    found = suggest([*same, *other], head, [pack], top=9)
    parcels = [one for one in found if "parcel" in one.text]
    assert len(parcels) == 1 and parcels[0].similar >= 5
    assert len(found) == 3
    assert all(len(one.guesses) == 2 and one.guesses[0].confidence >= one.guesses[1].confidence for one in found)


def test_what_stands_in_the_pack_is_not_suggested(head, pack):
    lines = [example.text for ones in pack.intents.values() for example in ones]
    assert suggest([Message(line, "en-GB") for line in lines], head, [pack], top=5) == []
    assert suggest([], head, [pack], top=5) == []


def test_of_two_messages_alike_in_all_else_the_uncertain_one_comes_first():
    vectors = np.eye(3, dtype=np.float32)
    assert choose(vectors, np.array([0.9, 0.1, 0.5], dtype=np.float32), np.array([1, 1, 1]), 3) == [1, 2, 0]


def test_of_two_uncertain_messages_the_one_that_many_write_comes_first():
    vectors = np.array([[1, 0, 0], [0, 1, 0], [0, 0.7, 0.714], [0, 0.7, -0.714]], dtype=np.float32)
    assert choose(vectors, np.full(4, 0.2, dtype=np.float32), np.array([1, 5, 1, 1]), 1) == [1]


def test_the_yaml_is_a_packs_own_form(head, pack, tmp_path):
    found = suggest([Message("no", None), Message("who is this: me # you", "en-GB")], head, [pack], top=5)
    path = tmp_path / "sort.yaml"
    path.write_text(as_yaml(found), encoding="utf-8")
    read = read_yaml(path, TypeAdapter(Intents))
    assert {one.text for ones in read.values() for one in ones} == {"no", "who is this: me # you"}
    assert set(read) <= set(pack.intents)
    path.write_text(as_yaml([]), encoding="utf-8")
    assert read_yaml(path, TypeAdapter(Intents)) == {}


def test_labels_by_suggestion_teach_more_than_labels_at_random():
    """A log as logs are: one intent is asked all the time, the others seldom."""
    draw = np.random.default_rng(1)
    words = {name: [f"{draw.integers(10**6)}" for n in range(40)] for name in "abcdef"}
    rows = [
        (" ".join(draw.choice(words[name], 2)), name) for name in "abcdef" for _ in range(300 if name == "a" else 25)
    ]
    test = [(" ".join(draw.choice(words[name], 2)), name) for name in "abcdef" for _ in range(30)]
    encoder = Letters()

    def fit(places):
        head = train_head([(*rows[place], "en") for place in places], encoder)
        return head, float(np.mean([head.rank(text, "en")[0].intent == intent for text, intent in test]))

    start = [next(place for place, row in enumerate(rows) if row[1] == name) for name in "abcdef"]
    found = simulate([text for text, _ in rows], start, fit, "en", budget=60, rounds=2)
    assert found["suggested"][0] == found["random"][0]
    assert found["suggested"][-1] > found["random"][-1]
