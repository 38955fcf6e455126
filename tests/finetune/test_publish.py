"""Only an adapter that is better gets published, whole, under a new name; and it can be taken back."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from test_evaluate import an_evaluation

from bot.models.adapter_manifest import check_bundle, load_manifest
from bot.models.files import sha256_of
from finetune.errors import TrainError
from finetune.evaluate import Evaluation, hash_rows
from finetune.publish import publish, rollback
from finetune.recipe import Recipe, dump_recipe
from locales.pack import load_pack

BETTER = an_evaluation([False] * 60 + [True] * 40, [True] * 98 + [False] * 2)
INVENTS = replace(
    BETTER, outputs=tuple(replace(one, facts_kept=not one.adapter or one.id != "row-5") for one in BETTER.outputs)
)
RECORD: dict[str, Any] = {
    "base": "qwen2.5-coder-0.5b-instruct", "base_sha256": "1" * 64, "data_hash": "2" * 64, "template_hash": "3" * 64,
    "prompt_sha256": "4" * 64, "code": "0.1.0+abc", "train_rows": 20, "val": [[6, 1.0]], "seconds": 60.0,
    "tokens_per_second": 9.0, "peak_mb": 100, "finished": True,
}  # fmt: skip


@pytest.fixture()
def home(tiny_home: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "locales"
    shutil.copytree(tiny_home, copy)
    return copy


def a_run(
    tmp_path: Path, home: Path, evaluation: Evaluation | None, weights: bytes = b"weights", **record: Any
) -> Path:
    """A finished run's folder, its evaluation made to fit the adapter and the held-out rows."""
    run = tmp_path / f"run-{len(list(tmp_path.glob('run-*')))}"
    (run / "adapter").mkdir(parents=True)
    (run / "adapter" / "adapter_model.safetensors").write_bytes(weights)
    (run / "adapter" / "adapter_config.json").write_text("{}")
    recipe = Recipe(name="ja-JP-retail", locale="ja-JP", base="qwen2.5-coder-0.5b-instruct")
    (run / "recipe.yaml").write_text(dump_recipe(recipe), encoding="utf-8")
    (run / "run.json").write_text(json.dumps({**RECORD, "recipe": recipe.model_dump(mode="json"), **record}))
    if evaluation:
        fitting = replace(
            evaluation,
            adapter_sha256=sha256_of(run / "adapter" / "adapter_model.safetensors"),
            heldout_hash=hash_rows(load_pack("ja-JP", home).dialogues(heldout=True)),
        )
        (run / "evaluation.json").write_text(json.dumps(asdict(fitting), ensure_ascii=False), encoding="utf-8")
    return run


def test_better_adapter_is_published_as_serving_wants_it(home: Path, tmp_path: Path) -> None:
    assert publish(a_run(tmp_path, home, BETTER), home) == "ja-JP-retail-v1"
    manifest = load_manifest(home / "ja-JP")
    assert manifest is not None
    assert (manifest.name, manifest.base.sha256, manifest.data_sha256) == ("ja-JP-retail-v1", "1" * 64, "2" * 64)
    assert manifest.scores["all/adapter"]["passed"] == 0.98 and manifest.scores["dialect/base"]["passed"] == 0.4
    bundle = check_bundle(home / "ja-JP", manifest)
    assert (bundle / "adapter_model.safetensors").read_bytes() == b"weights"
    card = (bundle / "README.md").read_text(encoding="utf-8")
    for fact in ("Apache-2.0", "CC BY 4.0", "2" * 64, "| dialect | 50 |", "98.0 %"):
        assert fact in card


REFUSED = [
    (None, {}, b"w", "evaluation.json is missing; run: teinei train evaluate", "never evaluated"),
    (an_evaluation([True] * 100, [True] * 100), {}, b"w", "does not lie above zero", "no better than the base"),
    (an_evaluation([False] * 2 + [True] * 98, [True] * 100), {}, b"w", "does not lie above zero", "better by chance"),
    (an_evaluation([False] * 20, [True] * 20), {}, b"w", "20 held-out rows, at least 80", "too few rows"),
    (BETTER, {"finished": False}, b"w", "has not finished; go on with: teinei train resume", "half a run"),
    (BETTER, {}, b"w" * 12_000_001, "at most 12,000,000 enter git; lower lora.rank", "too large for git"),
    (INVENTS, {}, b"w", "facts kept: -1.0 points", "facts got worse"),
    (
        an_evaluation([False, True] * 50, [True, False] * 30 + [True, True] * 20), {}, b"w",
        "dialect: passed -60.0 points, surely worse", "one category got worse",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("evaluation", "record", "weights", "said", "why"), REFUSED, ids=[row[4] for row in REFUSED])
def test_adapter_is_refused_with_the_gate_that_failed(
    home: Path,
    tmp_path: Path,
    evaluation: Evaluation | None,
    record: dict[str, Any],
    weights: bytes,
    said: str,
    why: str,
) -> None:
    run = a_run(tmp_path, home, evaluation, weights, **record)
    before = sorted(str(path) for path in home.rglob("*"))
    with pytest.raises(TrainError) as caught:
        publish(run, home)
    assert said in str(caught.value)
    assert sorted(str(path) for path in home.rglob("*")) == before


STALE = [("adapter_sha256", "of another adapter"), ("heldout_hash", "not of all held-out rows as they are now")]


@pytest.mark.parametrize(("field", "said"), STALE)
def test_stale_evaluation_is_refused(home: Path, tmp_path: Path, field: str, said: str) -> None:
    run = a_run(tmp_path, home, BETTER)
    data = json.loads((run / "evaluation.json").read_text(encoding="utf-8"))
    (run / "evaluation.json").write_text(json.dumps({**data, field: "0" * 64}), encoding="utf-8")
    with pytest.raises(TrainError, match=said):
        publish(run, home)


def test_versions_count_up_and_rollback_swaps_them(home: Path, tmp_path: Path) -> None:
    folder = home / "ja-JP"
    publish(a_run(tmp_path, home, BETTER, b"one"), home)
    first = (folder / "adapter.yaml").read_bytes()
    assert publish(a_run(tmp_path, home, BETTER, b"two"), home) == "ja-JP-retail-v2"
    second = (folder / "adapter.yaml").read_bytes()
    assert rollback("ja-JP", home) == "ja-JP-retail-v1 serves again"
    assert (folder / "adapter.yaml").read_bytes() == first
    assert (folder / "adapter.previous.yaml").read_bytes() == second
    assert check_bundle(folder, load_manifest(folder)).name == "ja-JP-retail-v1"  # type: ignore[arg-type]
    assert rollback("ja-JP", home) == "ja-JP-retail-v2 serves again"
    assert (folder / "ja-JP-retail-v1" / "adapter_model.safetensors").read_bytes() == b"one"


def test_nothing_to_go_back_to_is_said(home: Path, tmp_path: Path) -> None:
    publish(a_run(tmp_path, home, BETTER), home)
    with pytest.raises(TrainError, match=r"adapter\.previous\.yaml is missing.*to serve the base, remove"):
        rollback("ja-JP", home)
