"""The report holds what it was given, escaped, whole and without anything from elsewhere."""

import json
import re

import pytest
from typer.testing import CliRunner

from locales.read import PackError
from politeness_eval.read_replies import read_replies
from politeness_eval.report.figures import summarise
from politeness_eval.report.page import pieces
from politeness_eval.tone_cli import tone

RUN = CliRunner()
ROWS = [
    {"id": "a", "locale": "ja-JP", "text": "了解しました。<script>alert(1)</script>"},
    {"id": "b", "locale": "ja-JP", "text": "承りました。"},
    {"id": "c", "locale": "de-DE", "text": "Danke, wir schicken es dir morgen."},
]


def write(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)


@pytest.fixture
def run(tmp_path):
    return write(tmp_path / "run.jsonl", ROWS)


def test_the_page_is_self_contained_and_escapes_what_it_shows(run, tmp_path):
    out = tmp_path / "report.html"
    result = RUN.invoke(tone, ["report", run, "-o", str(out)])
    page = out.read_text(encoding="utf-8")
    assert result.exit_code == 0, result.output
    assert "ja-JP: 1 of 2 pass" in result.output
    assert "&lt;" in page
    assert not re.search(r"<script|https?://|src=|@import", page)
    assert '<blockquote lang="ja-JP" dir="auto"><mark class="error" title="ryoukai' in page


def test_against_another_run_it_shows_whose_verdict_changed(run, tmp_path):
    better = write(tmp_path / "better.jsonl", [{**ROWS[0], "text": "承知いたしました。"}, *ROWS[1:]])
    out = tmp_path / "report.html"
    assert RUN.invoke(tone, ["report", better, "-o", str(out), "--against", run]).exit_code == 0
    page = out.read_text(encoding="utf-8")
    assert "Failed before, passes now" in page
    assert "Replies whose verdict changed (1)" in page


def test_the_figures_are_those_of_the_verdicts(run):
    judged = [(row, row.judged()) for row in read_replies(run, None)]
    summary = summarise(judged, worst=5)
    assert [(one.tag, one.replies, one.passed) for one in summary.locales] == [("de-DE", 1, 0), ("ja-JP", 2, 1)]
    assert all(one.low < one.rate + 1e-9 and one.rate < one.high + 1e-9 for one in summary.locales)
    assert {row.id for row, _ in summary.worst} == {"a", "c"}


def test_the_pieces_of_a_reply_are_the_whole_reply(run):
    for row in read_replies(run, None):
        assert "".join(piece.text for piece in pieces((row, row.judged()))) == row.text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "is no JSON"),
        ('{"locale": "ja-JP"}', "`text` is None"),
        ('{"text": "x"}', "names no `locale`"),
        ('{"text": "x", "locale": "xx"}', "no locale pack judges it"),
    ],
)
def test_a_bad_row_is_named_with_its_line(tmp_path, line, said):
    file = tmp_path / "bad.jsonl"
    file.write_text('{"text": "承りました。", "locale": "ja-JP"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(PackError) as error:
        read_replies(str(file), None)
    assert error.value.problems[0].startswith(f"{file}:2: ")
    assert said in error.value.problems[0]
