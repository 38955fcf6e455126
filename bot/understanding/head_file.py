"""Keeps a trained head in one .npz file: `read_head(path, encoder)`, None where there is none that can be read."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np

from bot.arrays import load_arrays, save_arrays
from bot.understanding.calibrate import Calibration
from bot.understanding.intents import Head
from bot.understanding.meaning import Meaning
from bot.understanding.spelling import Spelling
from politeness_eval.encoders import Encoder


def read_head(path: Path, encoder: Encoder) -> Head | None:
    """The head, or None for a file that is missing or broken."""
    data = load_arrays(path)
    try:
        return None if data is None else _from_arrays(data, encoder)
    except (KeyError, ValueError):
        return None


def write_head(head: Head, path: Path) -> None:
    """Keeps the head; a full disk costs only the cache."""
    save_arrays(path, _to_arrays(head))


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
