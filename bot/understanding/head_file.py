"""Keeps a trained head in one .npz file: `read_head(path, encoder)`, None where there is none that can be read."""

from __future__ import annotations

import os
import zipfile
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np

from bot.understanding.calibrate import Calibration
from bot.understanding.intents import Head
from bot.understanding.meaning import Meaning
from bot.understanding.spelling import Spelling
from politeness_eval.encoders import Encoder


def read_head(path: Path, encoder: Encoder) -> Head | None:
    """The head, or None for a file that is missing or broken: the cache may be removed at any time."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            return _from_arrays(dict(data), encoder)
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
        return None


def write_head(head: Head, path: Path) -> None:
    """Written beside and renamed: a killed process leaves no half file; a full disk costs only the cache."""
    part = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            np.savez(file, **_to_arrays(head))
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)


def _to_arrays(head: Head) -> dict[str, Any]:
    arrays: dict[str, Any] = {
        "names": np.array(head.names),
        "languages": np.array(head.languages),
        "means": head.means,
        "axes": head.meaning.axes,
        "weights": head.meaning.weights,
        "calibration": np.array(astuple(head.calibration)),
    }
    for language, spelling in head.spelling.items():
        arrays |= {
            f"{language}.model": np.frombuffer(spelling.model, dtype=np.uint8),
            f"{language}.columns": spelling.columns,
            f"{language}.rarity": spelling.rarity,
            f"{language}.weights": spelling.weights,
        }
    return arrays


def _from_arrays(data: dict[str, Any], encoder: Encoder) -> Head:
    spelling = {}
    for language in map(str, data["languages"]):
        spelling[language] = Spelling(
            data[f"{language}.model"].astype(np.uint8).tobytes(),
            data[f"{language}.columns"].astype(np.int32),
            data[f"{language}.rarity"].astype(np.float32),
            data[f"{language}.weights"].astype(np.float16),
        )
    return Head(
        encoder,
        tuple(map(str, data["names"])),
        tuple(spelling),
        data["means"].astype(np.float32),
        Meaning(data["axes"].astype(np.float32), data["weights"].astype(np.float32)),
        spelling,
        Calibration(*map(float, data["calibration"])),
    )
