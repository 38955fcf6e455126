"""SARIF: the level, the rule and the place of each finding, as code review reads them."""

import json

from typer.testing import CliRunner

from politeness_eval.tone_cli import tone


def sarif(*args, **more):
    return json.loads(CliRunner().invoke(tone, ["check", *args, "--sarif"], **more).output)["runs"][0]


def test_a_text_gets_lines_and_columns(tmp_path):
    file = tmp_path / "replies.txt"
    file.write_text("承りました。\n\n🎁ありがとうございます。\n了解しました。\n", encoding="utf-8")
    run = sarif(str(file), "-l", "ja-JP")
    result = next(one for one in run["results"] if one["ruleId"] == "ja-JP/ryoukai")
    place = result["locations"][0]["physicalLocation"]
    assert result["level"] == "error"
    assert place["artifactLocation"]["uri"] == str(file)
    assert place["region"] == {"startLine": 4, "startColumn": 1, "endLine": 4, "endColumn": 7}
    assert "ja-JP/ryoukai" in {rule["id"] for rule in run["tool"]["driver"]["rules"]}


def test_columns_are_counted_in_utf_16_units(tmp_path):
    file = tmp_path / "replies.txt"
    file.write_text("🎁了解しました。\n", encoding="utf-8")
    result = next(one for one in sarif(str(file), "-l", "ja-JP")["results"] if one["ruleId"] == "ja-JP/ryoukai")
    assert result["locations"][0]["physicalLocation"]["region"]["startColumn"] == 3


def test_a_json_row_gets_its_line(tmp_path):
    file = tmp_path / "replies.jsonl"
    file.write_text(
        '{"text": "承りました。", "lang": "ja"}\n{"text": "了解しました。", "lang": "ja"}\n', encoding="utf-8"
    )
    regions = [one["locations"][0]["physicalLocation"]["region"] for one in sarif(str(file))["results"]]
    assert regions == [{"startLine": 2}]
