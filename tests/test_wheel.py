"""The wheel holds exactly bot, finetune, politeness_eval, locales, with the data that they read."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Built from what git tracks, as a clean clone would."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.split(b"\0")
    for name in filter(None, listed):
        path = Path(name.decode())
        if (ROOT / path).is_file():
            (source / path).parent.mkdir(parents=True, exist_ok=True)
            (source / path).write_bytes((ROOT / path).read_bytes())
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(out), str(source)],
        check=True,
        capture_output=True,
    )
    (wheel,) = out.glob("*.whl")
    return zipfile.ZipFile(wheel).namelist()


def test_the_wheel_holds_the_four_packages_and_nothing_else(names: list[str]) -> None:
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"bot", "finetune", "politeness_eval", "locales"}


@pytest.mark.parametrize(
    "name",
    [
        "locales/intents.yaml",
        "locales/ja-JP/replies.yaml",
        "locales/ja-JP/dialogues/order.yaml",
        "locales/ja-JP/adapter.yaml",
        "locales/ja-JP-x-kansai/intents.yaml",
        "locales/LICENSE",
        "bot/models/catalog.yaml",
        "bot/shop/demo.yaml",
        "bot/widget/dist/teinei.js",
        "bot/web/pages/shop.html",
        "bot/web/pages/art/umbrella.svg",
        "bot/store/migrations/script.py.mako",
        "bot/store/migrations/versions/r0001_conversations.py",
        "finetune/recipes/ja-JP.yaml",
    ],
)
def test_the_wheel_holds_what_is_read_at_run_time(names: list[str], name: str) -> None:
    assert name in names


def test_the_wheel_holds_the_published_adapter(names: list[str]) -> None:
    assert any(name.endswith(".safetensors") for name in names)


def test_no_build_leftover_is_in_the_wheel(names: list[str]) -> None:
    assert [name for name in names if "node_modules" in name or name.endswith((".ts", ".pyc", ".gguf"))] == []
