"""multilingual-e5-small on ONNX Runtime: `E5().encode(["荷物が届きません"]).shape` → `(1, 384)`.

Each text runs alone: the rounding of a matrix product's inputs follows its largest value, and a text's vector must
not depend on its neighbours. Many texts share the cores by threads instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from politeness_eval.encoders.e5_graph import build_graph
from politeness_eval.encoders.e5_weights import VALUES, Weights, read_weights, unpack
from politeness_eval.encoders.encoder import Vectors

PREFIX = "query: "  # the model was trained with it
SPACE = "\u2581"  # SentencePiece's mark for a space
MANY = 64  # fewer are not worth a thread pool
WORKERS = 2


class E5:
    """The default encoder's first half; 5 ms a message on one core, opened in about a second, 110 MB."""

    name = "e5-small-int8-1"
    dimensions = 384

    def __init__(self) -> None:
        import onnxruntime

        weights = read_weights()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(build_graph(weights), options, providers=["CPUExecutionProvider"])
        self._characters, self._limit = weights.characters, weights.positions - 2
        self._ends = (weights.bos, weights.eos)
        self._words = weights.blocks("emb.word").reshape(-1, self.dimensions // VALUES)
        kinds = weights.vector("emb.type").reshape(-1, self.dimensions)
        self._places = weights.vector("emb.pos").reshape(-1, self.dimensions) + kinds[0]
        self._pieces = _sentence_pieces(weights)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of the texts as queries; tokens after the 510th are not read."""
        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)

        def run(first: int, step: int) -> None:
            for place in range(first, len(texts), step):
                out[place] = self._encode(texts[place])

        if len(texts) < MANY:
            run(0, 1)
            return out
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(lambda first: run(first, WORKERS), range(WORKERS)))
        return out

    def tokens(self, text: str) -> list[int]:
        """The ids that the model reads, both ends included."""
        mapped = "".join(self._characters.get(ord(char), char) for char in PREFIX + text)
        spaced = SPACE + SPACE.join(part for part in mapped.strip(" ").split(" ") if part)
        return [self._ends[0], *self._pieces.encode(spaced)[: self._limit], self._ends[1]]

    def _encode(self, text: str) -> Vectors:
        ids = self.tokens(text)
        embedded = unpack(self._words[ids]).reshape(len(ids), self.dimensions) + self._places[: len(ids)]
        hidden = self._session.run(None, {"x": embedded[None]})[0][0]
        mean = hidden.mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


def _sentence_pieces(weights: Weights) -> Any:
    """The vocabulary as a SentencePiece unigram model that leaves the text as it is."""
    from sentencepiece import SentencePieceProcessor, sentencepiece_model_pb2

    model = sentencepiece_model_pb2.ModelProto()
    trainer, normalizer = model.trainer_spec, model.normalizer_spec
    trainer.model_type, trainer.unk_id, trainer.bos_id, trainer.eos_id = 1, weights.unknown, weights.bos, weights.eos
    trainer.pad_id = -1
    normalizer.name = "identity"
    normalizer.add_dummy_prefix = normalizer.remove_extra_whitespaces = normalizer.escape_whitespaces = False
    control = sentencepiece_model_pb2.ModelProto.SentencePiece.CONTROL
    for place, (piece, score) in enumerate(zip(weights.pieces, weights.scores.tolist(), strict=True)):
        added = model.pieces.add()
        added.piece, added.score = piece, score
        if place <= weights.unknown:
            added.type = control
    model.pieces[weights.unknown].type = sentencepiece_model_pb2.ModelProto.SentencePiece.UNKNOWN
    return SentencePieceProcessor(model_proto=model.SerializeToString())
