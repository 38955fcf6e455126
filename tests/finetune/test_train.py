"""The whole run on a tiny random base: it learns, it stops well, and it resumes as if never stopped."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from finetune.checkpoint import newest
from finetune.errors import TrainError
from finetune.progress import Tick
from finetune.recipe import Lora, Recipe
from finetune.record import Record
from finetune.signals import Stop, Stopped, listen
from finetune.train import learning_rate, train
from finetune.tricks import PLAIN, Tricks

FP32 = Tricks(bfloat16=False)


@pytest.fixture()
def recipe(tiny_base: Path) -> Recipe:
    return Recipe(
        name="tiny",
        locale="ja-JP",
        base=str(tiny_base),
        lora=Lora(rank=4, dropout=0.1),
        learning_rate=5e-3,
        epochs=3,
        batch=6,
        max_tokens=4000,
        val_share=0.2,
        checkpoint_every=2,
        threads=1,
    )


class StopAfter(Stop):
    """Asked to stop once `steps` steps are done."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self.left = steps

    def show(self, tick: Tick) -> None:
        self.left -= 1
        self.asked = self.left == 0


def go(recipe: Recipe, folder: Path, home: Path, tricks: Tricks = FP32) -> Record:
    return train(recipe, folder, tricks, lambda tick: None, Stop(), home)


def weights(folder: Path) -> dict[str, Any]:
    from safetensors.torch import load_file

    return dict(load_file(folder / "adapter" / "adapter_model.safetensors"))


def test_run_learns_and_writes_every_figure(recipe: Recipe, tiny_home: Path, tmp_path: Path) -> None:
    record = go(recipe, tmp_path / "run", tiny_home)
    assert record.val[-1][1] < 0.8 * record.loss[0]
    written = json.loads((tmp_path / "run" / "run.json").read_text())
    assert written["finished"] and written["steps"] == len(written["loss"]) == len(written["rates"])
    assert len(written["val"]) == recipe.epochs
    for name in ("rows_per_second", "tokens_per_second", "peak_mb", "seconds"):
        assert written[name] > 0
    for name in ("data_hash", "base_sha256", "template_hash", "prompt_sha256"):
        assert len(written[name]) == 64
    assert (tmp_path / "run" / "loss.png").read_bytes().startswith(b"\x89PNG")
    config = json.loads((tmp_path / "run" / "adapter" / "adapter_config.json").read_text())
    assert str(tmp_path) not in json.dumps(config)
    assert {str(weight.dtype) for weight in weights(tmp_path / "run").values()} == {"torch.float16"}


def test_fast_run_ends_where_the_plain_one_does(recipe: Recipe, tiny_home: Path, tmp_path: Path) -> None:
    still = recipe.model_copy(update={"lora": Lora(rank=4)})  # dropout draws differ with the shape of a batch
    fast, plain = go(still, tmp_path / "fast", tiny_home), go(still, tmp_path / "plain", tiny_home, PLAIN)
    assert fast.loss == pytest.approx(plain.loss, rel=1e-2)
    assert fast.val[-1][1] == pytest.approx(plain.val[-1][1], rel=1e-2)


@pytest.mark.parametrize("after", [1, 3, 4, 7])
def test_stopped_and_resumed_run_is_bit_identical(recipe: Recipe, tiny_home: Path, tmp_path: Path, after: int) -> None:
    whole = go(recipe, tmp_path / "whole", tiny_home)
    stop = StopAfter(after)
    with pytest.raises(Stopped, match="go on with: teinei train resume"):
        train(recipe, tmp_path / "cut", FP32, stop.show, stop, tiny_home)
    resumed = go(recipe, tmp_path / "cut", tiny_home)
    assert resumed.loss == whole.loss and resumed.val == whole.val
    one, two = weights(tmp_path / "whole"), weights(tmp_path / "cut")
    assert one.keys() == two.keys()
    assert all((one[name] == two[name]).all() for name in one)


def test_lost_steps_are_repeated_after_a_kill(recipe: Recipe, tiny_home: Path, tmp_path: Path) -> None:
    whole = go(recipe, tmp_path / "run", tiny_home)
    newest_folder = sorted((tmp_path / "run").glob("checkpoint-*"))[-1]
    (newest_folder / "whole.json").unlink()  # killed in the middle of its last save
    assert go(recipe, tmp_path / "run", tiny_home).loss == whole.loss


CHANGED = [("data_hash", "rows"), ("recipe", "learning rate")]


@pytest.mark.parametrize(("said", "what"), CHANGED, ids=[row[1] for row in CHANGED])
def test_resume_refuses_what_changed(recipe: Recipe, tiny_home: Path, tmp_path: Path, said: str, what: str) -> None:
    stop = StopAfter(2)
    with pytest.raises(Stopped):
        train(recipe, tmp_path / "run", FP32, stop.show, stop, tiny_home)
    home, other = tiny_home, recipe
    if what == "rows":
        home = tmp_path / "locales"
        shutil.copytree(tiny_home, home)
        path = home / "ja-JP" / "dialogues" / "order.yaml"
        path.write_text(
            path.read_text(encoding="utf-8").replace("お調べいたします", "確認いたします"), encoding="utf-8"
        )
    else:
        other = recipe.model_copy(update={"learning_rate": 1e-3})
    with pytest.raises(TrainError, match=f"{said} changed since this run began"):
        go(other, tmp_path / "run", home)


def test_loss_that_is_no_number_stops_and_names_the_rows(recipe: Recipe, tiny_home: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    broken = tmp_path / "broken"
    shutil.copytree(Path(recipe.base), broken)
    tensors = load_file(broken / "model.safetensors")
    tensors["model.norm.weight"] = torch.full_like(tensors["model.norm.weight"], float("nan"))
    save_file(tensors, broken / "model.safetensors", {"format": "pt"})
    with pytest.raises(TrainError, match=r"step 1: loss is nan.*rows: row-\d+.*Lower learning_rate"):
        go(recipe.model_copy(update={"base": str(broken)}), tmp_path / "run", tiny_home)
    assert newest(tmp_path / "run") is None
    assert not (tmp_path / "run" / "adapter").exists()


def test_learning_rate_rises_then_falls_to_a_tenth() -> None:
    recipe = Recipe(name="t", locale="ja-JP", base="b", learning_rate=1.0e-3, warmup=0.1)
    rates = [learning_rate(recipe, number, 100) for number in range(100)]
    assert rates[:10] == sorted(rates[:10]) and rates[9] == pytest.approx(1e-3)
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[-1] == pytest.approx(1e-4, rel=0.02)


def test_sigterm_is_remembered_and_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with listen() as stop:
        assert not stop.asked
        signal.raise_signal(signal.SIGTERM)
        assert stop.asked
    assert signal.getsignal(signal.SIGTERM) is before
    assert threading.current_thread() is threading.main_thread()


def test_command_line_does_not_import_torch() -> None:
    code = "import finetune.cli, finetune.plan, sys; print({'torch', 'transformers', 'peft'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
