"""A pack whose rule contradicts its own examples does not load, and the message has the line."""

import shutil
from dataclasses import replace

import pytest

from locales import load_pack
from locales.pack import HOME
from locales.read import PackError
from politeness_eval import judge
from politeness_eval.rule_examples import check_rules

RULE = """\
# a comment, so that lines and rules differ
- id: no-akan
  kind: {kind}
  axis: register
  pattern: '{pattern}'
  why: w
  source: s
  ok:
    - よろしくお願いいたします。
    - {ok}
  not_ok: [{not_ok}, あかん。]
"""
GOOD = {"kind": "forbid", "pattern": "あかん", "ok": "承りました。", "not_ok": "あかんです。"}
BROKEN = [
    ({"ok": "あかんことはありません。"}, 10, "finds its own ok line 'あかんことはありません。', at 'あかん'"),
    ({"not_ok": "だめです。"}, 11, "does not find its own not_ok line 'だめです。'"),
    ({"pattern": "あかん("}, 5, "no regular expression"),
    ({"pattern": "あ*かん"}, 5, "take too long"),
]


def home_with(path, text):
    shutil.copytree(
        HOME, path / "locales", ignore=shutil.ignore_patterns("*.py", "dialogues", "__pycache__", "[!j]?-??")
    )
    (path / "locales" / "ja-JP" / "tone.yaml").write_text(text, encoding="utf-8")
    return path / "locales"


def test_a_rule_that_holds_its_examples_loads(tmp_path):
    pack = load_pack("ja-JP", home_with(tmp_path, RULE.format(**GOOD)))
    assert [one.rule.id for one in check_rules(pack)] == ["no-akan"]


@pytest.mark.parametrize(("change", "line", "message"), BROKEN)
def test_a_rule_that_breaks_on_an_example_is_named_with_its_line(tmp_path, change, line, message):
    pack = load_pack("ja-JP", home_with(tmp_path, RULE.format(**{**GOOD, **change})))
    with pytest.raises(PackError) as error:
        check_rules(pack)
    (problem,) = error.value.problems
    assert f"ja-JP/tone.yaml:{line}: no-akan: " in problem
    assert message in problem


def test_a_broken_rule_stops_the_judge_too(tmp_path):
    pack = load_pack("ja-JP", home_with(tmp_path, RULE.format(**{**GOOD, "not_ok": "だめです。"})))
    with pytest.raises(PackError, match="no-akan"):
        judge("承りました。", pack)


def test_an_id_is_taken_once(tmp_path):
    text = RULE.format(**GOOD)
    pack = load_pack("ja-JP", home_with(tmp_path, text + text))
    with pytest.raises(PackError, match="tone.yaml:13: no-akan: this id is taken"):
        check_rules(pack)


def test_morph_needs_an_analyser():
    ja = load_pack("ja-JP")
    strange = replace(ja, locale=ja.locale.model_copy(update={"tag": "tlh-001"}))
    with pytest.raises(PackError, match="use `forbid`"):
        check_rules(strange)
