"""An OpenAI-compatible embeddings endpoint: `--encoder https://models.example.com/v1#bge-m3`.

Customers' messages leave the machine for it; every message waits for it. Keep it in your own network.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from politeness_eval.encoders.encoder import Vectors

AT_ONCE = 64  # texts a request
SECONDS = 30.0


class Endpoint:
    """The vectors that a server answers, made unit length."""

    def __init__(self, address: str, key: str | None = None) -> None:
        import httpx

        url, _, model = address.partition("#")
        if not model:
            raise ValueError(f"encoder {address!r}: expected the model's name after a #, as in {url}#bge-m3")
        self._model = model
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(base_url=url.rstrip("/") + "/", timeout=SECONDS, headers=headers, trust_env=False)
        self.name = re.sub(r"[^A-Za-z0-9.-]+", "-", address)
        self.dimensions = self._ask(["."]).shape[1]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors in the order of the texts. Raises ValueError where the server answers something else."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        parts = [self._ask(list(texts[first : first + AT_ONCE])) for first in range(0, len(texts), AT_ONCE)]
        return np.vstack(parts)

    def _ask(self, texts: list[str]) -> Vectors:
        answer = self._http.post("embeddings", json={"model": self._model, "input": texts})
        answer.raise_for_status()
        rows: list[Any] = answer.json().get("data", [])
        if len(rows) != len(texts):
            raise ValueError(f"{self.name}: {len(rows)} vectors for {len(texts)} texts; is it an embeddings endpoint?")
        ordered = sorted(rows, key=lambda row: row["index"])
        vectors = np.array([row["embedding"] for row in ordered], dtype=np.float32)
        if not np.isfinite(vectors).all():
            raise ValueError(f"{self.name}: a vector holds values that are no numbers")
        return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9))
