"""What makes training fast, each trick in one place; with all of them off, the same loss the plain way.

shared_prefix   the rows of a step lie in one sequence behind one copy of the tokens that all begin with
                (the system prompt); positions restart after it, and a row sees the prefix and itself
loss_positions  the vocabulary's 151,936 logits are computed only where there is loss: 1 token in 5
chunked_loss    logits, loss and gradient 256 positions at a time, so that no large matrix ever exists
bfloat16        frozen weights and products in bfloat16, the adapter's master copy in float32

The gradients are those of the plain way (tests/finetune/test_tricks.py): attention masks nothing but
what a row could not have seen, and the last prompt token of each row, which predicts the first word of
its reply, always lies in the row and never in the prefix.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn.functional import cross_entropy

from finetune.attention import Layout
from finetune.prepare import Row, common_prefix

CHUNK = 256  # positions: 256 x 151,936 float32 logits are 156 MB; smaller chunks multiply no faster


@dataclass(frozen=True)
class Tricks:
    """Which tricks are on; `plain` is the reference that the others are tested against."""

    shared_prefix: bool = True
    loss_positions: bool = True
    chunked_loss: bool = True
    bfloat16: bool = True


PLAIN = Tricks(shared_prefix=False, loss_positions=False, chunked_loss=False, bfloat16=False)


@dataclass(frozen=True)
class Batch:
    """The tokens of one step. `where` are flat positions in `ids`, `targets` the tokens they predict."""

    ids: torch.Tensor
    positions: torch.Tensor
    where: torch.Tensor
    targets: torch.Tensor
    layout: Layout | None
    rows: int

    @property
    def tokens(self) -> int:
        """Tokens that the model reads, padding included."""
        return self.ids.numel()


def make_batch(rows: Sequence[Row], tricks: Tricks, pad: int) -> Batch:
    """The rows of one step, packed or padded."""
    return _pack(rows) if tricks.shared_prefix and len(rows) > 1 else _pad(rows, pad)


def _pad(rows: Sequence[Row], pad: int) -> Batch:
    """Padded on the right: in causal attention no real token sees the padding, so no mask is needed."""
    longest = max(len(row.ids) for row in rows)
    ids = torch.tensor([list(row.ids) + [pad] * (longest - len(row.ids)) for row in rows])
    where = [at * longest + place for at, row in enumerate(rows) for place in _predicting(row)]
    return Batch(
        ids=ids,
        positions=torch.arange(longest).expand(len(rows), longest),
        where=torch.tensor(where),
        targets=torch.tensor([token for row in rows for token in row.ids[row.start :]]),
        layout=None,
        rows=len(rows),
    )


def _pack(rows: Sequence[Row]) -> Batch:
    prefix = common_prefix(rows)
    lengths = tuple(len(row.ids) - prefix for row in rows)
    ids, positions, where = list(rows[0].ids[:prefix]), list(range(prefix)), []
    for row in rows:
        where += [len(ids) - prefix + place for place in _predicting(row)]
        ids += row.ids[prefix:]
        positions += range(prefix, len(row.ids))
    longest = max(lengths)
    seen = torch.ones(longest, prefix + longest, dtype=torch.bool).tril(prefix)
    return Batch(
        ids=torch.tensor([ids]),
        positions=torch.tensor([positions]),
        where=torch.tensor(where),
        targets=torch.tensor([token for row in rows for token in row.ids[row.start :]]),
        layout=Layout(prefix, lengths, seen[None, None]),
        rows=len(rows),
    )


def _predicting(row: Row) -> range:
    """The positions whose next token has loss."""
    return range(row.start - 1, len(row.ids) - 1)


def batch_loss(model: Any, batch: Batch, tricks: Tricks) -> torch.Tensor:
    """Mean cross-entropy over the step's reply tokens."""
    extra = {"layout": batch.layout} if tricks.shared_prefix else {}
    body, head = model.base_model, model.get_output_embeddings()
    hidden = body(input_ids=batch.ids, position_ids=batch.positions, use_cache=False, **extra).last_hidden_state
    hidden = hidden.flatten(0, 1)
    if not tricks.loss_positions:
        logits = head(hidden).float()
        return cross_entropy(logits[batch.where], batch.targets)
    hidden = hidden[batch.where]
    if tricks.chunked_loss:
        total: torch.Tensor = _ChunkedLoss.apply(hidden, head.weight, batch.targets)  # type: ignore[no-untyped-call]
        return total / len(batch.targets)
    return cross_entropy(head(hidden).float(), batch.targets)


class _ChunkedLoss(torch.autograd.Function):
    """Summed cross-entropy behind a frozen output layer, its gradient worked out on the way forward."""

    @staticmethod
    def forward(ctx: Any, hidden: torch.Tensor, weight: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Logits of CHUNK positions at a time; softmax minus one at the target is their gradient."""
        total = torch.zeros((), dtype=torch.float32)
        gradient = torch.empty_like(hidden)
        for at in range(0, len(targets), CHUNK):
            part = slice(at, at + CHUNK)
            logits = (hidden[part] @ weight.T).float()
            likely = torch.log_softmax(logits, dim=-1)
            index = targets[part, None]
            total -= likely.gather(1, index).sum()
            likely.exp_().scatter_add_(1, index, torch.full(index.shape, -1.0))
            gradient[part] = likely.to(weight.dtype) @ weight
        ctx.save_for_backward(gradient)
        return total

    @staticmethod
    def backward(ctx: Any, *outer: torch.Tensor) -> tuple[torch.Tensor, None, None]:
        """Scales the gradient that forward kept."""
        (gradient,) = ctx.saved_tensors
        return gradient * outer[0].to(gradient.dtype), None, None
