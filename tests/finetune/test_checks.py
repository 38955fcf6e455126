"""What would spoil a run is said before it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from tiny_rows import as_yaml, dialogue

from finetune.base import Base, load_tokenizer
from finetune.checks import find_problems, normal_form
from finetune.prepare import prepare
from finetune.recipe import Recipe
from locales.pack import load_pack

RECIPE = Recipe(name="t", locale="ja-JP", base="b", max_tokens=4000, min_rows=1, val_share=0.2)


def problems(home: Path, tiny_base: Path, tmp_path: Path, **change: Any) -> tuple[list[str], list[str]]:
    """Of the tiny pack with one row added or changed."""
    copy = tmp_path / "locales"
    shutil.copytree(home, copy)
    extra = {**dialogue(77, "standard"), **change}
    (copy / "ja-JP" / "dialogues" / "extra.yaml").write_text(as_yaml([extra]), encoding="utf-8")
    pack = load_pack("ja-JP", copy)
    return find_problems(pack, prepare(pack, load_tokenizer(Base("tiny", tiny_base, "")), RECIPE), RECIPE)


def test_clean_pack_has_no_problems(tiny_home: Path, tiny_base: Path, tmp_path: Path) -> None:
    assert problems(tiny_home, tiny_base, tmp_path) == ([], [])


ERRORS = [
    ({"messages": [" メールは taro@mail.test です"]}, "taro@mail.test", "an e-mail address"),
    ({"messages": ["電話は 090-1234-5678 です"]}, "090-1234-5678", "a telephone number"),
    ({"messages": ["カードは 4111 1111 1111 1111 です"]}, "4111", "a card number with a right check digit"),
    (
        {"messages": ["注文Ａ-２１００の荷物が届きません。１００日待ちました！"]},
        "row-100",
        "held-out words in another width",
    ),
    ({"id": "row-3"}, "used 2 times", "an id used twice"),
]


@pytest.mark.parametrize(("change", "said", "why"), ERRORS, ids=[row[2] for row in ERRORS])
def test_spoilt_row_is_an_error(
    tiny_home: Path, tiny_base: Path, tmp_path: Path, change: dict[str, Any], said: str, why: str
) -> None:
    errors, _ = problems(tiny_home, tiny_base, tmp_path, **change)
    assert len(errors) == 1 and said in errors[0]
    assert "ja-JP/dialogues/" in errors[0]


FINE = [
    ({"messages": ["メールは taro@example.com です"]}, "documentation domain"),
    ({"messages": ["番号は 4111 1111 1111 1112 です"]}, "wrong check digit: no card"),
    ({"messages": ["注文A-2077と2026-11-25、どちらですか"]}, "order number and date"),
]


@pytest.mark.parametrize(("change", "why"), FINE, ids=[row[1] for row in FINE])
def test_harmless_row_is_no_error(
    tiny_home: Path, tiny_base: Path, tmp_path: Path, change: dict[str, Any], why: str
) -> None:
    assert problems(tiny_home, tiny_base, tmp_path, **change)[0] == []


def test_duplicate_row_is_a_warning(tiny_home: Path, tiny_base: Path, tmp_path: Path) -> None:
    twin = {**dialogue(3, "hint"), "id": "twin"}
    _, warnings = problems(tiny_home, tiny_base, tmp_path, **twin)
    assert len(warnings) == 1 and "the same row as" in warnings[0]


def test_normal_form_forgets_width_case_and_punctuation() -> None:
    assert normal_form("Ａ-12 です。") == normal_form("a12です") == "a12です"
