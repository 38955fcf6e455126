"""A run's state on disk, whole or not at all: `save(run, 25, tensors, state)`, then `newest(run)`.

A save is written into a hidden folder, every file fsynced, a manifest of checksums last, and then
renamed; a kill at any moment leaves the checkpoint before it. `newest` believes only what its manifest
proves, because "the highest number" is what breaks resuming elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finetune.errors import TrainError

if TYPE_CHECKING:
    import torch

KEEP = 2  # the newest, and one for the case that the disk damages it
MANIFEST = "whole.json"


@dataclass(frozen=True)
class Checkpoint:
    """What a run needs to go on after `step` finished steps."""

    step: int
    tensors: dict[str, torch.Tensor]
    state: dict[str, Any]


def save(run: Path, step: int, tensors: dict[str, torch.Tensor], state: dict[str, Any]) -> Path:
    """Writes a checkpoint and removes the oldest. Raises TrainError when the disk is full."""
    from safetensors.torch import save_file

    work, final = run / f".checkpoint-{step:06d}", run / f"checkpoint-{step:06d}"
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(parents=True)
        save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, work / "tensors.safetensors")
        (work / "state.json").write_text(json.dumps({"step": step, **state}), encoding="utf-8")
        sums = {path.name: _sum(path) for path in sorted(work.iterdir())}
        (work / MANIFEST).write_text(json.dumps(sums), encoding="utf-8")
        for path in (*work.iterdir(), work):
            sync(path)
        shutil.rmtree(final, ignore_errors=True)
        os.replace(work, final)
        sync(run)
    except OSError as error:
        shutil.rmtree(work, ignore_errors=True)
        raise TrainError(
            f"{final}: cannot be saved ({error.strerror or error}); the checkpoint before it is whole: "
            f"free some space, then `teinei train resume {run}`"
        ) from error
    for old in _all(run)[:-KEEP]:
        shutil.rmtree(old)
    return final


def newest(run: Path) -> Checkpoint | None:
    """The newest checkpoint whose every file has the sum that its manifest says; None when there is none."""
    from safetensors.torch import load_file

    for folder in reversed(_all(run)):
        if is_whole(folder):
            state = json.loads((folder / "state.json").read_text(encoding="utf-8"))
            return Checkpoint(state.pop("step"), load_file(folder / "tensors.safetensors"), state)
    return None


def is_whole(folder: Path) -> bool:
    """True when the manifest is there and every file matches it."""
    try:
        sums = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return {"tensors.safetensors", "state.json"} <= set(sums) and all(
            _sum(folder / name) == wanted for name, wanted in sums.items()
        )
    except (OSError, ValueError):
        return False


def write_text(path: Path, text: str) -> None:
    """Replaces a file at once: a reader sees the old text or the new one."""
    work = path.with_name(f".{path.name}")
    work.write_text(text, encoding="utf-8")
    sync(work)
    os.replace(work, path)


def sync(path: Path) -> None:
    """Makes a file's bytes, or a folder's names, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _all(run: Path) -> list[Path]:
    return sorted(run.glob("checkpoint-*"))


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
