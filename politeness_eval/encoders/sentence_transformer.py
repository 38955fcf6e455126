"""Any model of the library sentence-transformers, by id or folder: `--encoder st:sentence-transformers/LaBSE`.

For shops with a hub or a GPU. The library and torch are not installed by default: pip install sentence-transformers.
Does not: run code that a model brings along, or fetch anything when `id` is a folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import numpy as np

from politeness_eval.encoders.encoder import Vectors


class SentenceTransformerEncoder:
    """The model's unit vectors."""

    def __init__(self, model: str) -> None:
        try:
            library = import_module("sentence_transformers")
        except ModuleNotFoundError as error:
            raise ValueError(f"encoder st:{model}: pip install sentence-transformers first ({error})") from error
        self._model = library.SentenceTransformer(model, trust_remote_code=False)
        self.name = "st-" + model.strip("/").replace("/", "-")
        self.dimensions = int(self._model.get_sentence_embedding_dimension())

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors; an empty list gives an empty array."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.asarray(self._model.encode(list(texts), normalize_embeddings=True), dtype=np.float32)
