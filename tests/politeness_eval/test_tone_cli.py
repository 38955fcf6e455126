"""The commands as a linguist types them."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from locales.read import PackError
from politeness_eval.cli import locale
from politeness_eval.tone_cli import tone

RUN = CliRunner()


def test_tone_check_shows_the_line_with_carets_under_the_span(tmp_path):
    file = tmp_path / "reply.txt"
    file.write_text("かしこまりました。\n\nお荷物のほうをお預かりします。\n", encoding="utf-8")
    result = RUN.invoke(tone, ["check", str(file), "--locale", "ja-JP"])
    lines = result.output.splitlines()
    place = next(number for number, line in enumerate(lines) if "^" in line)
    assert result.exit_code == 1
    assert f"{file}:1: passed" in lines[0]
    assert lines[place] == "  " + "^" * 14  # お荷物のほうを is seven wide characters
    assert "error manual-no-hou (register)" in lines[place + 1]
    assert "better: 「のほう」を取る" in result.output


def test_tone_check_reads_standard_input_and_writes_json():
    result = RUN.invoke(tone, ["check", "-", "-l", "ja-JP", "--json"], input="承りました。\n\n了解しました。")
    first, second = (json.loads(line) for line in result.output.splitlines())
    assert (first["where"], first["passed"]) == ("stdin:1", True)
    assert [one for one in first["findings"] if one["severity"] != "credit"] == []
    assert second["findings"][0]["rule"] == "ryoukai"
    assert result.exit_code == 1


def test_tone_check_of_good_text_ends_well():
    assert RUN.invoke(tone, ["check", "-", "-l", "ja-JP"], input="承りました。").exit_code == 0


def test_tone_check_survives_bytes_that_are_no_text():
    assert RUN.invoke(tone, ["check", "-", "-l", "ja-JP"], input=b"\xff\xfe\x00").exit_code == 1


def test_explain_says_why_and_shows_the_examples():
    result = RUN.invoke(tone, ["explain", "sa-ire"])
    assert result.exit_code == 0
    assert "さ入れ言葉" in result.output
    assert "読まさせて" in result.output


def test_explain_of_no_rule_names_the_nearest():
    result = RUN.invoke(tone, ["explain", "sa-irre", "--locale", "ja-JP"])
    assert result.exit_code == 1
    assert "Did you mean sa-ire" in result.output


def test_locale_check_says_that_all_is_well_or_names_the_pack_that_is_none():
    assert "no problems" in RUN.invoke(locale, ["check", "ja-JP-x-kansai"]).output
    assert isinstance(RUN.invoke(locale, ["check", "xx-XX"]).exception, PackError)


def test_locale_new_refuses_a_pack_that_exists():
    result = RUN.invoke(locale, ["new", "ja-JP", "--from", "ja-JP"])
    assert isinstance(result.exception, PackError)
    assert "exists already" in str(result.exception)


@pytest.mark.parametrize("heavy", ["sudachipy", "pydantic", "icu4py", "ruamel.yaml", "rich"])
def test_the_commands_are_listed_without_anything_heavy(heavy):
    code = f"import politeness_eval.cli, sys; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
