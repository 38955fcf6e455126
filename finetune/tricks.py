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

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn.functional import cross_entropy, scaled_dot_product_attention

from finetune.prepare import Row

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
class Layout:
    """Where the rows of one packed sequence lie: `prefix` tokens, then the rows one after another."""

    prefix: int
    lengths: tuple[int, ...]
    mask: torch.Tensor
    """[1, 1, longest, prefix + longest]: the prefix whole, the row up to itself."""

    @property
    def longest(self) -> int:
        """Tokens of the longest row without the prefix."""
        return max(self.lengths)


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


def common_prefix(rows: Sequence[Row]) -> int:
    """How many tokens all rows begin with; ends before the last prompt token of every row."""
    most = min(row.start - 1 for row in rows)
    for place in range(most):
        if any(row.ids[place] != rows[0].ids[place] for row in rows):
            return place
    return most


def attend(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    scaling: float | None = None,
    layout: Layout | None = None,
    **_: Any,
) -> tuple[torch.Tensor, None]:
    """Attention over a packed sequence: the prefix to itself, then each row to prefix and row.

    A quarter of the work of one mask over the whole sequence at 8 rows. Shapes: [1, heads, tokens, size]
    in, [1, tokens, heads, size] out. Registered with transformers as `teinei`.
    """
    groups = query.shape[1] // key.shape[1]
    key, value = (part.repeat_interleave(groups, dim=1) if groups > 1 else part for part in (key, value))
    if layout is None:
        whole = scaled_dot_product_attention(query, key, value, is_causal=True, scale=scaling)
        return whole.transpose(1, 2).contiguous(), None
    sizes = [layout.prefix, query.shape[2] - layout.prefix]
    (query, rest_query), (key, rest_key), (value, rest_value) = (part.split(sizes, 2) for part in (query, key, value))
    rows = len(layout.lengths)
    tail = scaled_dot_product_attention(
        _Spread.apply(rest_query, layout),
        torch.cat([key.expand(rows, -1, -1, -1), _Spread.apply(rest_key, layout)], dim=2),
        torch.cat([value.expand(rows, -1, -1, -1), _Spread.apply(rest_value, layout)], dim=2),
        attn_mask=layout.mask,
        scale=scaling,
    )
    rest = _Gather.apply(tail, layout)
    if not layout.prefix:
        return rest, None
    head = scaled_dot_product_attention(query, key, value, is_causal=True, scale=scaling)
    return torch.cat([head.transpose(1, 2), rest], dim=1), None


def _spread(part: torch.Tensor, layout: Layout) -> torch.Tensor:
    """[1, heads, tokens, size] → [rows, heads, longest, size], shorter rows filled with zeros."""
    spread = part.new_zeros(len(layout.lengths), part.shape[1], layout.longest, part.shape[3])
    for row, piece in zip(spread, part[0].split(layout.lengths, 1), strict=True):
        row[:, : piece.shape[1]] = piece
    return spread


def _gather(spread: torch.Tensor, layout: Layout) -> torch.Tensor:
    """The reverse of `_spread`: the rows one after another, without their filling."""
    return torch.cat([row[:, :length] for row, length in zip(spread, layout.lengths, strict=True)], 1)[None]


class _Spread(torch.autograd.Function):
    """`_spread`; written out because autograd's own backward of slices fills a whole tensor for each row."""

    @staticmethod
    def forward(ctx: Any, part: torch.Tensor, layout: Layout) -> torch.Tensor:
        """Rows apart."""
        ctx.layout = layout
        return _spread(part, layout)

    @staticmethod
    def backward(ctx: Any, *outer: torch.Tensor) -> tuple[torch.Tensor, None]:
        """Rows together."""
        return _gather(outer[0], ctx.layout), None


class _Gather(torch.autograd.Function):
    """`_gather` and a transposition to [1, tokens, heads, size]."""

    @staticmethod
    def forward(ctx: Any, spread: torch.Tensor, layout: Layout) -> torch.Tensor:
        """Rows together."""
        ctx.layout = layout
        return _gather(spread, layout).transpose(1, 2)

    @staticmethod
    def backward(ctx: Any, *outer: torch.Tensor) -> tuple[torch.Tensor, None]:
        """Rows apart."""
        return _spread(outer[0].transpose(1, 2), ctx.layout), None


def use_packed_attention(model: Any) -> None:
    """Makes `model` call `attend`, which reads the layout that `batch_loss` hands down with each step."""
    from transformers import AttentionInterface

    AttentionInterface.register("teinei", attend)
    model.set_attn_implementation("teinei")


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


def keep_memory() -> None:
    """Asks the C library to keep freed memory: each step wants the same large blocks again.

    Returned to the system and asked for anew, their page faults cost more than a third of a step on
    small virtual machines. Does nothing where the C library is not glibc.
    """
    trim_threshold, top_pad, mmap_max = -1, -2, -4
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return
    mallopt(mmap_max, 0)
    mallopt(trim_threshold, 2**31 - 1)
    mallopt(top_pad, 64 * 2**20)
