"""The documents say what is: the README's tree, its commands, the six packages, every YAML key."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from locales import rows, schema
from politeness_eval.words import Words

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FOLDERS = ("bot", "finetune", "locales", "politeness_eval", "tests", "docker", "docs", "scripts")


def tree() -> list[str]:
    block = README.split("<!-- tree -->")[1].split("```")[1]
    paths, top = [], ""
    for line in block.splitlines():
        name = line.split()[0] if line.strip() else ""
        if not name:
            continue
        if not line.startswith(" "):
            top = name
            paths.append(name)
        else:
            paths.append(f"{top}{name}")
    return paths


def test_every_path_of_the_tree_exists() -> None:
    assert len(tree()) > 20
    assert [path for path in tree() if not (ROOT / path).exists()] == []


def test_every_folder_at_the_top_is_in_the_tree() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    tops = {line.split("/")[0] + "/" for line in tracked.splitlines() if "/" in line and not line.startswith(".")}
    assert tops - set(tree()) == set()


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    wanted = set(re.findall(r"`make ([a-z]+)", README))
    assert {"demo", "test"} <= wanted
    assert {target for target in wanted if not re.search(rf"^{target}:", makefile, re.M)} == set()


def test_every_subcommand_of_the_readme_exists() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = set(re.findall(r"teinei ([a-z]+)", README))
    table = project.split('[project.entry-points."teinei.commands"]')[1].split("[")[0]
    assert wanted <= set(re.findall(r"^(\w+) =", table, re.M)), wanted


@pytest.mark.parametrize("package", ["rasa-sdk", "transformers", "peft", "fastapi", "langdetect", "sentencepiece"])
def test_the_packages_that_the_owner_fixed_are_imported_by_our_code(package: str) -> None:
    module = package.replace("-", "_")
    code = [path.read_text(encoding="utf-8") for name in ("bot", "finetune") for path in (ROOT / name).rglob("*.py")]
    assert any(re.search(rf"^\s*(?:from|import) {module}\b", text, re.M) for text in code)


@pytest.mark.parametrize(
    "model",
    [schema.Locale, schema.Replies, schema.ToneRule, rows.Dialogue, schema.Formats, rows.Pair, rows.Graded, Words],
)
def test_every_key_of_a_pack_is_documented(model: type) -> None:
    docs = (ROOT / "docs" / "packs.md").read_text(encoding="utf-8")
    assert [key for key in model.model_fields if f"`{key}`" not in docs] == []
