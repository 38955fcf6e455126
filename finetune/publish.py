"""`publish(run, home)` makes a run's adapter the one that its locale is served with, or says why not.

A published adapter is the folder `locales/<tag>/<name>-vN/`: immutable, named by its version, with the
model card. `locales/<tag>/adapter.yaml` says which one serves; the manifest before it is kept as
`adapter.previous.yaml`, and `rollback` swaps the two. Both are files that a person reviews as a diff.

Does not: commit anything, or tell a running server.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

from finetune.card import write_card
from finetune.checkpoint import sync, write_text
from finetune.errors import TrainError
from finetune.evaluate import Evaluation, hash_rows, load_evaluation
from finetune.gate import MIN_ROWS, reasons_against
from finetune.manifest import write_manifest
from finetune.recipe import load_recipe
from locales.pack import load_pack

FILES = ("adapter_model.safetensors", "adapter_config.json")
MAX_BYTES = 12_000_000  # an adapter lives in git, and is cloned by everyone for ever


def publish(run: Path, home: Path, min_rows: int = MIN_ROWS) -> str:
    """The published name, `ja-JP-retail-v1`. Raises TrainError with every gate that failed."""
    record = _finished(run)
    evaluation = load_evaluation(run)
    pack = load_pack(evaluation.locale, home)
    _check(run, evaluation, hash_rows(pack.dialogues(heldout=True)), min_rows)
    name = next_name(pack.folder, load_recipe(run / "recipe.yaml").name)
    folder = _place(run, pack.folder / name, write_card(name, record, evaluation))
    live, before = pack.folder / "adapter.yaml", pack.folder / "adapter.previous.yaml"
    if live.exists():
        write_text(before, live.read_text(encoding="utf-8"))
    write_manifest(live, folder, record, evaluation)
    return name


def rollback(tag: str, home: Path) -> str:
    """What serves now. Raises TrainError when nothing was published before."""
    live, before = home / tag / "adapter.yaml", home / tag / "adapter.previous.yaml"
    if not before.exists():
        raise TrainError(f"{before} is missing: {tag} has no adapter before this one; to serve the base, remove {live}")
    text = live.read_text(encoding="utf-8") if live.exists() else None
    os.replace(before, live)
    if text is not None:
        write_text(before, text)
    found = re.search(r"^name: *(\S+)", live.read_text(encoding="utf-8"), re.MULTILINE)
    return f"{found[1] if found else live.name} serves again"


def next_name(pack: Path, name: str) -> str:
    """`ja-JP-retail-v3` where v2 is the highest: a version is never used twice."""
    numbers = [int(path.name.rsplit("-v", 1)[1]) for path in pack.glob(f"{name}-v*") if path.name[-1].isdigit()]
    return f"{name}-v{max(numbers, default=0) + 1}"


def _finished(run: Path) -> dict[str, Any]:
    try:
        record: dict[str, Any] = json.loads((run / "run.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TrainError(f"{run}/run.json is missing; give the folder that `teinei train run` printed") from None
    if not record["finished"]:
        raise TrainError(f"{run} has not finished; go on with: teinei train resume {run}")
    return record


def _check(run: Path, evaluation: Evaluation, heldout_hash: str, min_rows: int) -> None:
    from bot.models.files import sha256_of

    weights = run / "adapter" / FILES[0]
    reasons = reasons_against(evaluation, sha256_of(weights), heldout_hash, min_rows)
    if weights.stat().st_size > MAX_BYTES:
        reasons.append(f"{weights.stat().st_size:,} bytes, at most {MAX_BYTES:,} enter git; lower lora.rank")
    if reasons:
        raise TrainError("\n".join([f"{run} is not published:", *(f"  {reason}" for reason in reasons)]))


def _place(run: Path, folder: Path, card: str) -> Path:
    """Copies beside the target and renames: a version is whole or not there."""
    work = folder.with_name(f".{folder.name}")
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(parents=True)
        for name in FILES:
            shutil.copyfile(run / "adapter" / name, work / name)
        (work / "README.md").write_text(card, encoding="utf-8")
        for path in (*work.iterdir(), work):
            sync(path)
        os.rename(work, folder)
    except OSError as error:
        shutil.rmtree(work, ignore_errors=True)
        raise TrainError(f"{folder}: cannot be written ({error.strerror or error}); nothing was published") from error
    return folder
