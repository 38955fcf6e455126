"""The benches of understanding: what they read, what they refuse, and rates that are what they say."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bot.bench.implicit import bench_implicit, read_answers
from bot.bench.intent import heldout_lines, variety_ratios
from bot.bench.rates import expected_calibration_error, known_or_strange
from locales import load_pack
from politeness_eval.bench.table import Row, where
from tests.bot.understanding.test_intents import Letters


def test_an_answer_is_read_in_the_light_of_its_question(tmp_path) -> None:
    rows = [
        {"question": q, "answer": a, "label": label}
        for q, a, label in [
            ("shall I cancel it", "go on then", "YES"),
            ("shall I cancel it", "leave it be", "NO"),
            ("shall I cancel it", "what does it cost", "NYNN"),
        ]
        for _ in range(12)
    ]
    path = tmp_path / "answers.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    read = read_answers([path], [])
    found = {(row.group, row.metric): row.value for row in bench_implicit(read, read[::7], "none", Letters(), 0)}
    assert found["all", "accuracy"] == 1.0 and found["majority", "accuracy"] < 0.6


def test_a_row_without_its_label_is_named(tmp_path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text('{"question": "a", "answer": "b", "label": "MAYBE"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="row 1: expected question, answer and a label of YES, NO, NYNN"):
        read_answers([path], [])


def test_conditions_about_one_column_widen_and_about_two_narrow() -> None:
    rows = [{"split": "valid", "lang": "de"}, {"split": "oos", "lang": "de"}, {"split": "oos", "lang": "en"}]
    assert where(rows, ["split=valid", "split=oos"]) == rows
    assert where(rows, ["split=oos", "lang=en"]) == rows[2:]


def test_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    sure, right = np.full(100, 0.85), np.arange(100) < 60
    assert expected_calibration_error(sure, right) == pytest.approx(0.25)


def test_strange_messages_are_counted_where_nine_in_ten_known_ones_are_answered() -> None:
    familiarity = np.concatenate([np.linspace(0.5, 1, 90), np.linspace(0, 0.6, 10)])
    outside = np.arange(100) >= 90
    gold = ["a"] * 90 + ["oos"] * 10
    rows = {row.metric: row.value for row in known_or_strange("all", familiarity, outside, gold, gold, 0)}
    assert rows["mcc"] == 1.0
    assert rows["oos_recall_at_90_coverage"] == pytest.approx(0.9, abs=0.11)


def test_a_variety_is_measured_against_its_standard() -> None:
    pack = load_pack("zh-TW")
    rows = [Row("zh-TW", "accuracy", 0.9, n=120), Row("zh-HK", "accuracy", 0.81, n=80)]
    (ratio,) = variety_ratios(rows, [pack])
    assert (ratio.group, ratio.metric, round(ratio.value, 2)) == ("zh-HK", "ratio_to_standard", 0.9)
    assert {tag for _, _, tag, _ in heldout_lines([pack])} == {"zh-TW", "zh-HK"}
