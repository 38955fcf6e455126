"""Paired runs and readers: the figures are those that can be worked out by hand."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from locales.read import PackError
from politeness_eval.agreement import agreement, cohen_kappa, read_labels
from politeness_eval.compare import compare, sign_test
from politeness_eval.read_replies import read_replies
from politeness_eval.tone_cli import tone

GOOD, BAD = "承りました。", "了解しました。"


def write(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def judged(path, texts):
    rows = [{"id": str(place), "locale": "ja-JP", "text": text} for place, text in enumerate(texts)]
    return [(row, row.judged()) for row in read_replies(write(path, rows), None)]


def test_a_paired_gain_is_the_mean_difference(tmp_path):
    before, after = judged(tmp_path / "a.jsonl", [BAD, BAD, GOOD, GOOD]), judged(tmp_path / "b.jsonl", [GOOD] * 4)
    values = {row.metric: row.value for row in compare(before, after)}
    assert (values["passed_before"], values["passed_after"], values["passed_gain"]) == (0.5, 1.0, 0.5)
    assert (values["now_pass"], values["now_fail"], values["sign_test_p"]) == (2, 0, 0.5)


def test_runs_without_a_common_row_are_refused(tmp_path):
    with pytest.raises(PackError, match="no row in common"):
        compare(judged(tmp_path / "a.jsonl", [GOOD]), [])


@pytest.mark.parametrize(("better", "worse", "p"), [(0, 0, 1.0), (5, 5, 1.0), (8, 0, 2 / 256), (1, 0, 1.0)])
def test_the_sign_test_is_exact(better, worse, p):
    assert sign_test(better, worse) == pytest.approx(p)


def test_kappa_takes_chance_out():
    one, other = np.array(["p"] * 45 + ["f"] * 55), np.array(["p"] * 20 + ["f"] * 25 + ["p"] * 5 + ["f"] * 50)
    seen, chance = 0.70, 0.45 * 0.25 + 0.55 * 0.75
    assert cohen_kappa(one, other) == pytest.approx((seen - chance) / (1 - chance))


def test_the_judge_is_one_more_reader_of_verdicts(tmp_path):
    rows = [
        {"text": GOOD, "locale": "ja-JP", "labels": {"anna": "pass", "ben": "pass"}},
        {"text": BAD, "locale": "ja-JP", "labels": {"anna": "fail", "ben": "pass"}},
    ]
    file = write(tmp_path / "labels.jsonl", rows)
    figures = {(row.group, row.metric): row.value for row in agreement(read_labels(file, None))}
    assert figures["anna – judge", "cohen_kappa"] == 1.0
    assert figures["anna – ben", "percent"] == 50.0
    shown = CliRunner().invoke(tone, ["agreement", file]).output
    assert shown.startswith(f"{file}:2: anna fail, ben pass, judge fail")


def test_grades_are_compared_on_an_ordinal_scale_among_linguists_only(tmp_path):
    rows = [{"text": GOOD, "locale": "ja-JP", "labels": {"anna": str(n), "ben": str(n)}} for n in (1, 2, 3)]
    figures = agreement(read_labels(write(tmp_path / "grades.jsonl", rows), None))
    assert {row.group for row in figures} == {"anna – ben", "linguists"}
    assert figures[-1].metric == "krippendorff_alpha_ordinal"
    assert figures[-1].value == 1.0


def test_a_row_without_labels_is_named(tmp_path):
    file = write(tmp_path / "labels.jsonl", [{"text": GOOD, "locale": "ja-JP"}])
    with pytest.raises(PackError, match=r"labels.jsonl:1: `labels` is None"):
        read_labels(file, None)
