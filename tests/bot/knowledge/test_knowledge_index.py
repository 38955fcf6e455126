from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.knowledge.answer import answer_text
from bot.knowledge.bench import bench_knowledge, read_questions
from bot.knowledge.file import load_index, read_index, write_index
from bot.knowledge.index import Found, Index, build_index
from bot.knowledge.page import Passage
from politeness_eval.encoders import Encoder

QUESTIONS = Path("tests/data/knowledge.yaml")


def passage(text: str, number: int = 1, tag: str = "en-US") -> Passage:
    return Passage(f"{tag}/a.md#{number}", tag, "a.md", "T", f"H{number}", text)


def test_recall_stays_where_it_was_measured(shop_index: Index):
    questions = read_questions(QUESTIONS)
    assert len(questions) > 400
    rows = {(row.group, row.metric): row.value for row in bench_knowledge(shop_index, questions)}
    assert rows["report", "recall_at_3"] >= 0.83
    assert rows["report", "recall_at_3"] > rows["report", "bm25 recall_at_3"] + 0.2
    assert rows["report", "unanswered"] >= 0.85
    assert rows["report", "wrongly_answered"] <= 0.1


def test_a_clear_question_is_answered_from_its_section(shop_index: Index):
    found = shop_index.best("How long do I have to return something?", "en-US")
    assert found and found.passage.page == "returns.md"


@pytest.mark.parametrize("question", ["", "  ", "???", "\x00", "asdf qwer zxcv", "Who won the World Cup in 1998?"])
def test_what_no_page_answers_gets_no_passage(shop_index: Index, question: str):
    assert shop_index.best(question, "en-US") is None


def test_a_locale_without_pages_has_no_answers(shop_index: Index):
    assert shop_index.search("returns?", "th-TH") == () and shop_index.best("returns?", "th-TH") is None


def test_scores_are_chances_and_fall(shop_index: Index):
    scores = [one.score for one in shop_index.search("Can I pay cash on delivery?", "en", k=20)]
    assert len(scores) == 20 and scores == sorted(scores, reverse=True) and all(0 <= score <= 1 for score in scores)


def test_one_passage_is_enough_for_an_index(encoder: Encoder):
    index = build_index([passage("You can send shoes back within 30 days.")], encoder)
    assert [one.passage.id for one in index.search("send back shoes", "en-US")] == ["en-US/a.md#1"]


def test_a_short_passage_is_quoted_whole():
    assert answer_text(Found(passage("One. Two."), 1.0), "two?") == "One. Two."


def test_of_a_long_passage_whole_sentences_are_quoted_in_order():
    filler = [f"Sentence number {number} speaks of weather and of nothing else." for number in range(12)]
    text = " ".join([*filler[:6], "Returns of shoes take 30 days.", *filler[6:], "Refunds of shoes take a week."])
    quoted = answer_text(Found(passage(text), 1.0), "refunds and returns of shoes")
    assert len(quoted) <= 320 and quoted.index("Returns of shoes take 30 days.") < quoted.index("Refunds of shoes")


def test_no_sentence_is_cut_to_fit():
    assert answer_text(Found(passage("word " * 200), 1.0), "word") == ""


def test_a_kept_index_is_the_same_and_a_broken_one_is_built_anew(tmp_path: Path, encoder: Encoder):
    passages = (passage("You can send shoes back within 30 days."), passage("We open at nine.", 2))
    built = load_index(passages, encoder, tmp_path)
    (path,) = (tmp_path / "knowledge").glob("*")
    loaded = read_index(path, passages, encoder)
    assert loaded and loaded.search("opening", "en-US") == built.search("opening", "en-US")
    assert read_index(path, passages[:1], encoder) is None
    path.write_bytes(path.read_bytes()[:500])
    assert read_index(path, passages, encoder) is None
    assert load_index(passages, encoder, tmp_path).search("opening", "en-US") == built.search("opening", "en-US")


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path, encoder: Encoder):
    (tmp_path / "file").write_text("", encoding="utf-8")
    write_index(Index(encoder, {}), tmp_path / "file" / "x.npz")


def test_neither_torch_nor_the_web_is_imported():
    code = """
import bot.knowledge.cli, bot.knowledge.file, bot.knowledge.bench, bot.knowledge.answer, sys
print([name for name in sys.modules if name.split(".")[0] in ("torch", "finetune") or name.startswith("bot.web")])
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
