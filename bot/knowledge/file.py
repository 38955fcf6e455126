"""Keeps an index in the cache: `load_index(pages, encoder, cache)` reads it, or builds and writes it.

`cache`/knowledge/`key`.npz (vectors, no pickle) holds the passages as JSON too, so that the two are never of different
pages. The key is the hash of passages, encoder and packs. A broken file is built anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from bot.arrays import load_arrays, save_arrays
from bot.knowledge.index import Index, build_index
from bot.knowledge.page import Passage
from bot.knowledge.shelf import Shelf
from locales import load_pack
from politeness_eval.encoders import Encoder, Remembered

VERSION = "1"  # raise it when the vectors or the reading of pages change


def load_index(passages: Sequence[Passage], encoder: Encoder, cache: Path) -> Index:
    """The passages' index from the cache, or built now and put there."""
    path = cache / "knowledge" / f"{index_key(passages, encoder)}.npz"
    if index := read_index(path, passages, encoder):
        return index
    index = build_index(passages, encoder, Remembered(encoder, cache))
    write_index(index, path)
    return index


def index_key(passages: Sequence[Passage], encoder: Encoder) -> str:
    """Twenty letters that change with any page, the encoder, or a pack's examples."""
    packs = " ".join(load_pack(tag).hash for tag in sorted({passage.locale for passage in passages}))
    return hashlib.sha256(f"{VERSION} {encoder.name} {packs} {_json(passages)}".encode()).hexdigest()[:20]


def read_index(path: Path, passages: Sequence[Passage], encoder: Encoder) -> Index | None:
    """The index, or None for a file that is missing, broken or of other passages: the cache may be removed."""
    data = load_arrays(path)
    try:
        return None if data is None else _from_arrays(data, passages, encoder)
    except (KeyError, ValueError, TypeError):
        return None


def write_index(index: Index, path: Path) -> None:
    """Keeps the index; a full disk costs only the cache."""
    arrays: dict[str, Any] = {}
    for tag, shelf in index.shelves.items():
        arrays |= {
            f"{tag}.passages": np.frombuffer(_json(shelf.passages).encode(), dtype=np.uint8),
            f"{tag}.wholes": shelf.wholes,
            f"{tag}.sentences": shelf.sentences,
            f"{tag}.starts": shelf.starts,
            f"{tag}.question_mean": shelf.question_mean,
        }
    save_arrays(path, arrays)


def _from_arrays(data: dict[str, Any], passages: Sequence[Passage], encoder: Encoder) -> Index:
    shelves = {}
    for tag in sorted({passage.locale for passage in passages}):
        wanted = tuple(passage for passage in passages if passage.locale == tag)
        kept = tuple(Passage(**row) for row in json.loads(bytes(data[f"{tag}.passages"])))
        wholes, sentences, starts = (data[f"{tag}.{name}"] for name in ("wholes", "sentences", "starts"))
        shape = (len(wanted), encoder.dimensions)
        if kept != wanted or wholes.shape != shape or starts.shape != shape[:1] or starts[-1] >= len(sentences):
            raise ValueError(f"{tag}: vectors of other passages")
        mean = data[f"{tag}.question_mean"].astype(np.float32)
        if sentences.shape[1:] != shape[1:] or mean.shape != shape[1:]:
            raise ValueError(f"{tag}: vectors of another encoder")
        shelves[tag] = Shelf(wanted, wholes.astype(np.float32), sentences.astype(np.float32), starts, mean)
    return Index(encoder, shelves)


def _json(passages: Sequence[Passage]) -> str:
    return json.dumps([asdict(passage) for passage in passages], ensure_ascii=False, sort_keys=True)
