"""A checkpoint is whole or not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch

from finetune import checkpoint
from finetune.checkpoint import newest, save
from finetune.errors import TrainError

TENSORS = {"master.a": torch.arange(6.0).reshape(2, 3)}


def test_newest_gives_back_what_was_saved(tmp_path: Path) -> None:
    for step in (5, 10, 15):
        save(tmp_path, step, {"master.a": TENSORS["master.a"] + step}, {"seconds": float(step)})
    found = newest(tmp_path)
    assert found is not None
    assert (found.step, found.state) == (15, {"seconds": 15.0})
    assert torch.equal(found.tensors["master.a"], TENSORS["master.a"] + 15)
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["checkpoint-000010", "checkpoint-000015"]


def test_nothing_saved_is_none(tmp_path: Path) -> None:
    assert newest(tmp_path) is None


DAMAGE = [
    ("tensors.safetensors", "cut", "half a file"),
    ("tensors.safetensors", "flip", "a flipped bit"),
    ("tensors.safetensors", "gone", "a file that is missing"),
    ("state.json", "cut", "half a state"),
    ("whole.json", "gone", "no manifest: the save was not finished"),
    ("whole.json", "cut", "half a manifest"),
]


@pytest.mark.parametrize(("name", "how", "why"), DAMAGE, ids=[row[2] for row in DAMAGE])
def test_damaged_checkpoint_is_passed_over(tmp_path: Path, name: str, how: str, why: str) -> None:
    save(tmp_path, 1, TENSORS, {})
    path = save(tmp_path, 2, TENSORS, {}) / name
    data = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(data[: len(data) // 2] if how == "cut" else data[:-1] + bytes([data[-1] ^ 1]))
    found = newest(tmp_path)
    assert found is not None and found.step == 1


@pytest.mark.parametrize("fatal", range(1, 8))
def test_killed_at_any_sync_leaves_the_one_before(tmp_path: Path, fatal: int, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path, 1, TENSORS, {})
    calls = 0

    class Killed(BaseException):
        pass

    def dying(*arguments: object) -> None:
        nonlocal calls
        calls += 1
        if calls == fatal:
            raise Killed

    monkeypatch.setattr(checkpoint, "sync", dying)
    real = os.replace

    def dying_replace(old: Path, new: Path) -> None:
        dying()
        real(old, new)

    monkeypatch.setattr(os, "replace", dying_replace)
    try:
        save(tmp_path, 2, TENSORS, {})
    except Killed:
        pass
    monkeypatch.undo()
    found = newest(tmp_path)
    assert found is not None and found.step in (1, 2)
    assert torch.equal(found.tensors["master.a"], TENSORS["master.a"])
    save(tmp_path, 3, TENSORS, {})
    assert newest(tmp_path).step == 3  # type: ignore[union-attr]


def test_full_disk_says_so_and_leaves_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path, 1, TENSORS, {})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoint, "sync", full)
    with pytest.raises(TrainError, match="No space left on device.*free some space.*resume"):
        save(tmp_path, 2, TENSORS, {})
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint-000001"]
