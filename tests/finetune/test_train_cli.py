"""What a person sees: plan, run, resume; errors in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import locales.pack
from finetune.cli import train

RUNNER = CliRunner()


@pytest.fixture()
def recipe(tiny_base: Path, tmp_path: Path) -> Path:
    path = tmp_path / "tiny.yaml"
    path.write_text(
        f"name: tiny\nlocale: ja-JP\nbase: {tiny_base}\nlora: {{rank: 4}}\nsteps: 3\nbatch: 4\nmax_tokens: 4000\n"
        "min_rows: 3\nthreads: 1\n",
        encoding="utf-8",
    )
    return path


@pytest.fixture(autouse=True)
def _tiny_packs(tiny_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands read the packs of the test instead of the shipped ones."""
    real = locales.pack.load_pack
    monkeypatch.setattr(locales, "load_pack", lambda tag: real(tag, tiny_home))
    monkeypatch.setattr("finetune.train.load_pack", lambda tag, home: real(tag, tiny_home))


def test_plan_shows_rows_samples_with_their_loss_and_an_estimate(recipe: Path) -> None:
    told = RUNNER.invoke(train, ["plan", str(recipe)])
    assert told.exit_code == 0, told.output
    for wanted in ("multi_turn", "left out as too long: 0 rows", "steps: 3", "minutes", "GB", "0 errors"):
        assert wanted in told.output
    assert told.output.count("⟦ご不便をおかけし") == 3  # three samples, the part with loss marked
    assert told.output.count("<|im_end|>⟧") == 3


def test_run_prints_plain_lines_and_leaves_an_adapter(recipe: Path, tmp_path: Path) -> None:
    told = RUNNER.invoke(train, ["run", str(recipe), "--runs", str(tmp_path / "runs")])
    assert told.exit_code == 0, told.output
    assert "step 3/3  epoch 1  loss" in told.output and "tokens/s" in told.output
    (run,) = (tmp_path / "runs").iterdir()
    assert (run / "adapter" / "adapter_model.safetensors").exists()
    again = RUNNER.invoke(train, ["resume", str(run)])
    assert again.exit_code == 0 and "is ready" in again.output  # nothing was left to do


WRONG = [
    (["plan", "nowhere.yaml"], "nowhere.yaml", "no such recipe"),
    (["resume", "runs/none"], "recipe.yaml", "no such run"),
    (["publish", "runs/none"], "run.json is missing", "nothing to publish"),
    (["evaluate", "runs/none"], "recipe.yaml", "nothing to evaluate"),
]


@pytest.mark.parametrize(("arguments", "said", "why"), WRONG, ids=[row[2] for row in WRONG])
def test_wrong_argument_is_one_clear_line(arguments: list[str], said: str, why: str) -> None:
    told = RUNNER.invoke(train, arguments)
    assert told.exit_code == 1
    assert said in told.stderr and "Traceback" not in told.output
