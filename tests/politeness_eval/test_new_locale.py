"""A new pack has the structure of another, and says what is left to write."""

import shutil

import pytest

from locales import load_pack
from locales.pack import HOME
from locales.read import PackError
from politeness_eval.check_pack import check_pack
from politeness_eval.new_locale import new_locale


@pytest.fixture
def home(tmp_path):
    names = shutil.ignore_patterns("*.py", "__pycache__", "dialogues", "[!j]?-??")
    folder = shutil.copytree(HOME, tmp_path / "locales", ignore=names)
    shutil.copytree(HOME / "_template" / "dialogues", folder / "_template" / "dialogues", dirs_exist_ok=True)
    return folder


def test_it_names_the_three_files_to_fill_first(home):
    files = new_locale("fr-FR", "ja-JP", home)
    assert [path.name for path in files[:3]] == ["locale.yaml", "replies.yaml", "intents.yaml"]
    assert {path.name for path in files} >= {"tone.yaml", "style.md", "first.yaml"}


def test_it_has_every_key_of_its_model_and_every_text_marked(home):
    new_locale("fr-FR", "ja-JP", home)
    made, model = load_pack("fr-FR", home), load_pack("ja-JP", home)
    assert made.tag == "fr-FR"
    assert made.replies.outcomes.keys() == model.replies.outcomes.keys()
    assert made.replies.system.keys() == model.replies.system.keys()
    assert all(text.startswith("TRANSLATE: ") for text in made.replies.labels.values())
    assert made.locale.formats == model.locale.formats


def test_the_check_names_what_is_left_to_write(home):
    new_locale("fr-FR", "ja-JP", home)
    problems = check_pack("fr-FR", home)
    assert sum("still to be translated" in problem for problem in problems) > 100
    assert any("track_order: 1 messages; at least 10" in problem for problem in problems)


def test_a_dialect_gets_only_what_differs(home):
    files = new_locale("ja-JP-x-mikawa", "ja-JP-x-kansai", home)
    assert [path.name for path in files] == ["locale.yaml", "intents.yaml"]
    assert load_pack("ja-JP-x-mikawa", home).locale.extends == "ja-JP"


def test_a_variety_of_another_country_names_its_parent(home):
    new_locale("ja-US", "ja-JP-x-kansai", home, extends="ja-JP")
    assert load_pack("ja-US", home).locale.extends == "ja-JP"


@pytest.mark.parametrize(
    ("name", "model", "message"),
    [
        ("ja-JP", "ja-JP", "exists already"),
        ("french", "ja-JP", "expected a form like fr-FR"),
        ("../fr-FR", "ja-JP", "expected a form like fr-FR"),
        ("fr-FR", "xx-XX", "'xx-XX' is no locale pack"),
        ("fr-FR-x-midi", "ja-JP-x-kansai", "make fr-FR first"),
        ("fr-FR", "ja-JP-x-kansai", "take its parent ja-JP"),
    ],
)
def test_what_is_in_the_way_is_said_and_nothing_is_made(home, name, model, message):
    before = sorted(home.iterdir())
    with pytest.raises(PackError, match=message):
        new_locale(name, model, home)
    assert sorted(home.iterdir()) == before
