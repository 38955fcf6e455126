"""A recipe is strict: what it says is what is trained."""

from __future__ import annotations

from pathlib import Path

import pytest

from finetune.recipe import HOME, dump_recipe, load_recipe
from locales.read import PackError

SHIPPED = sorted(HOME.glob("*.yaml"))


def test_recipes_are_shipped() -> None:
    assert "ja-JP.yaml" in [path.name for path in SHIPPED]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_shipped_recipe_loads_and_opens_with_its_launch_command(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith(f"# teinei train run {path.stem} ")
    assert "minutes" in first and "GB" in first
    assert load_recipe(path).locale == path.stem


def test_shipped_recipe_is_found_by_name() -> None:
    assert load_recipe(Path("ja-JP")) == load_recipe(HOME / "ja-JP.yaml")


def test_dumped_recipe_reads_back_the_same(tmp_path: Path) -> None:
    recipe = load_recipe(Path("ja-JP"))
    (tmp_path / "recipe.yaml").write_text(dump_recipe(recipe), encoding="utf-8")
    assert load_recipe(tmp_path / "recipe.yaml") == recipe


WRONG = [
    ("learning_rat: 0.1", "learning_rat: unknown key", "misspelt key"),
    ("epochs: 0", "epochs", "no epoch at all"),
    ("name: a:b", "name", "a colon, which servers read as an adapter"),
    ("balance: {sadness: 1}", "balance", "a category that the schema lacks"),
    ("lora: {rank: 0}", "lora.rank", "no rank"),
    ("balance: {standard: 0, dialect: 0, anger: 0, hint: 0, typo: 0, multi_turn: 0}", "every category is 0", "no rows"),
]


@pytest.mark.parametrize(("line", "said", "why"), WRONG, ids=[row[2] for row in WRONG])
def test_wrong_recipe_is_refused_with_its_line(tmp_path: Path, line: str, said: str, why: str) -> None:
    path = tmp_path / "recipe.yaml"
    rest = "" if line.startswith("name") else "name: t\n"
    path.write_text(f"{rest}locale: ja-JP\nbase: b\n{line}\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"recipe\.yaml:\d+: ") as caught:
        load_recipe(path)
    assert said in str(caught.value)
