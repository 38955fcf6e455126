"""The benches on rows whose figures can be worked out by hand."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from bot.bench.cli import bench
from locales import pack_for
from politeness_eval.bench.keigo import macro_f1
from politeness_eval.bench.lines import half_of, read_lines
from politeness_eval.bench.politeness import partial, ranks, spearman
from politeness_eval.bench.slips import merged

PAIRS = [
    {"label": "formal", "lang": "de", "text": "Können Sie uns Ihre Nummer nennen?", "pair": "a"},
    {"label": "informal", "lang": "de", "text": "Kannst du uns deine Nummer nennen?", "pair": "a"},
    {"label": "formal", "lang": "de", "text": "Wo bist du?", "pair": "b"},  # labelled wrong on purpose
    {"label": "informal", "lang": "de", "text": "Hast du deine Nummer?", "pair": "b"},
]


@pytest.fixture
def write(tmp_path):
    def write(name, rows):
        path = tmp_path / name
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return str(path)

    return write


def run(tmp_path, *args):
    out = tmp_path / "out.json"
    result = CliRunner().invoke(bench, [*args, "--json", str(out)])
    assert result.exit_code == 0, result.output
    rows = json.loads(out.read_text())["rows"]
    return {(row["group"], row["metric"]): row["value"] for row in rows}


def test_register_counts_each_class_alike(write, tmp_path):
    figures = run(tmp_path, "register", write("r.jsonl", PAIRS))
    assert figures["de", "balanced_accuracy"] == 0.75  # one of two formal, both informal
    assert figures["de", "pairwise_accuracy"] > 0.5


def test_slips_are_found_with_their_span(write, tmp_path):
    text = "Alles, was du brauchst, finden Sie hier."
    slip = {"lang": "de", "text": text, "label": "mixed", "slip_span": [11, 13], "pair": "a"}
    figures = run(tmp_path, "slips", write("s.jsonl", [slip]), "--clean", write("c.jsonl", PAIRS))
    assert figures["de", "recall"] == 1.0
    assert figures["de", "false_alarms"] == 0.5


def test_false_alarms_are_texts_that_would_be_stopped(write, tmp_path):
    rows = [{"lang": "ja", "text": "かしこまりました。"}, {"lang": "ja", "text": "了解。"}]
    figures = run(tmp_path, "false-alarms", write("f.jsonl", rows))
    assert figures["ja", "flagged"] == 0.5


def test_keigo_levels_rise_with_the_honorifics(write, tmp_path):
    texts = ["先生がいらっしゃいます。", "ご都合はどうですか。", "明日届きます。", "明日届く。"]
    rows = [
        {"lang": "ja", "text": text, "label": level, "sonkei": int(level < 3), "kenjo": 0, "teinei": int(level == 3)}
        for level, text in enumerate(texts, start=1)
    ]
    figures = run(tmp_path, "keigo", write("k.jsonl", rows))
    assert (figures["ja", "within_1"], figures["ja", "pass_fail"]) == (1.0, 1.0)


def test_politeness_by_rules_follows_the_people(write, tmp_path):
    texts = [
        "Why did you do that? Stop it now!",
        "The page has three parts.",
        "Thank you! Could you please have a look?",
    ]
    rows = [{"lang": "en", "text": text, "score": score} for score, text in zip((-1, 0, 1), texts, strict=True)]
    figures = run(tmp_path, "politeness", write("p.jsonl", rows), "--scorer", "rules")
    assert figures["en", "spearman"] == pytest.approx(1.0)


def test_ranks_share_the_mean_of_ties_and_partial_takes_the_third_out():
    assert ranks(np.array([3.0, 1.0, 3.0])).tolist() == [1.5, 0.0, 1.5]
    one, held = np.array([1.0, 2, 3, 4]), np.array([1.0, 2, 3, 4])
    assert spearman(one, -one) == pytest.approx(-1)
    assert partial(one, one, held) == 0.0  # nothing is left beyond what is held


def test_macro_f1_is_the_mean_over_all_four_levels():
    assert macro_f1(np.array([1, 2, 3, 3]), np.array([1, 2, 3, 4])) == pytest.approx((1 + 1 + 2 / 3 + 0) / 4)


def test_touching_spans_are_one():
    assert merged("mach dir", [(0, 4), (5, 8)]) == [(0, 8)]
    assert merged("mach es dir", [(0, 4), (8, 11)]) == [(0, 4), (8, 11)]


def test_a_pair_lies_in_one_half():
    assert half_of({"pair": "x", "text": "a"}) == half_of({"pair": "x", "text": "b"})


@pytest.mark.parametrize(("lang", "tag"), [("de", "de-DE"), ("pt-PT", "pt-PT"), ("zh-TW", "zh-TW"), ("hi", "hi-IN")])
def test_a_language_is_judged_by_its_own_pack(lang, tag):
    assert pack_for(lang).tag == tag


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "is no JSON"), ('{"text": "x"}', "expected an object with `text` and `lang`"), ("", "no row is left")],
)
def test_a_bad_file_is_named_with_its_line(tmp_path, text, said):
    path = tmp_path / "bad.jsonl"
    path.write_text(text + "\n")
    with pytest.raises(ValueError, match=said):
        read_lines([path])
