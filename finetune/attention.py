"""Attention over rows that share one copy of their first tokens: `attend`, registered with transformers.

A step's rows lie in one sequence: the shared prefix, then the rows one after another. The prefix attends
to itself; each row attends to the prefix and to itself, all rows at once in one padded product. That is a
quarter of the work of one mask over the whole sequence at 8 rows, and no row sees another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch.nn.functional import scaled_dot_product_attention


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
    """Plain causal attention without a layout. Shapes: [1, heads, tokens, size] in, [1, tokens, heads, size] out."""
    groups = query.shape[1] // key.shape[1]
    key, value = (part.repeat_interleave(groups, dim=1) if groups > 1 else part for part in (key, value))
    if layout is None:
        whole = scaled_dot_product_attention(query, key, value, is_causal=True, scale=scaling)
        return whole.transpose(1, 2).contiguous(), None
    sizes = [layout.prefix, query.shape[2] - layout.prefix]
    (query, rest_query), (key, rest_key), (value, rest_value) = (
        torch.split(part, sizes, 2) for part in (query, key, value)
    )
    rows = len(layout.lengths)
    tail = scaled_dot_product_attention(
        spread(rest_query, layout),
        torch.cat([key.expand(rows, -1, -1, -1), spread(rest_key, layout)], dim=2),
        torch.cat([value.expand(rows, -1, -1, -1), spread(rest_value, layout)], dim=2),
        attn_mask=layout.mask,
        scale=scaling,
    )
    rest = gather(tail, layout)
    if not layout.prefix:
        return rest, None
    head = scaled_dot_product_attention(query, key, value, is_causal=True, scale=scaling)
    return torch.cat([head.transpose(1, 2), rest], dim=1), None


def _spread_rows(part: torch.Tensor, layout: Layout) -> torch.Tensor:
    """[1, heads, tokens, size] → [rows, heads, longest, size], shorter rows filled with zeros."""
    apart = part.new_zeros(len(layout.lengths), part.shape[1], layout.longest, part.shape[3])
    for row, piece in zip(apart, torch.split(part[0], list(layout.lengths), 1), strict=True):
        row[:, : piece.shape[1]] = piece
    return apart


def _join_rows(apart: torch.Tensor, layout: Layout) -> torch.Tensor:
    """The reverse of `_spread_rows`: the rows one after another, without their filling."""
    return torch.cat([row[:, :length] for row, length in zip(apart, layout.lengths, strict=True)], 1)[None]


class _Spread(torch.autograd.Function):
    """`_spread_rows`; written out because autograd's own backward of slices fills a whole tensor for each row."""

    @staticmethod
    def forward(ctx: Any, part: torch.Tensor, layout: Layout) -> torch.Tensor:
        """Rows apart."""
        ctx.layout = layout
        return _spread_rows(part, layout)

    @staticmethod
    def backward(ctx: Any, *outer: torch.Tensor) -> tuple[torch.Tensor, None]:
        """Rows together."""
        return _join_rows(outer[0], ctx.layout), None


class _Gather(torch.autograd.Function):
    """`_join_rows` and a transposition to [1, tokens, heads, size]."""

    @staticmethod
    def forward(ctx: Any, apart: torch.Tensor, layout: Layout) -> torch.Tensor:
        """Rows together."""
        ctx.layout = layout
        return _join_rows(apart, layout).transpose(1, 2)

    @staticmethod
    def backward(ctx: Any, *outer: torch.Tensor) -> tuple[torch.Tensor, None]:
        """Rows apart."""
        return _spread_rows(outer[0].transpose(1, 2), ctx.layout), None


def spread(part: torch.Tensor, layout: Layout) -> torch.Tensor:
    """[1, heads, tokens, size] → [rows, heads, longest, size]."""
    apart: torch.Tensor = _Spread.apply(part, layout)  # type: ignore[no-untyped-call]
    return apart


def gather(apart: torch.Tensor, layout: Layout) -> torch.Tensor:
    """[rows, heads, longest, size] → [1, tokens, heads, size]."""
    joined: torch.Tensor = _Gather.apply(apart, layout)  # type: ignore[no-untyped-call]
    return joined


def use_packed_attention(model: Any) -> None:
    """Makes `model` call `attend`, which reads the layout that `batch_loss` hands down with each step."""
    from transformers import AttentionInterface

    AttentionInterface.register("teinei", attend)
    model.set_attn_implementation("teinei")
