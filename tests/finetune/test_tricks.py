"""The tricks change nothing but the time: loss and gradients are those of plain padded batches."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from tiny_rows import random_rows

from finetune.attention import use_packed_attention
from finetune.lora import Trainee
from finetune.prepare import Row, common_prefix
from finetune.recipe import Lora, Recipe
from finetune.tricks import PLAIN, Tricks, batch_loss, make_batch

FP32 = Tricks(bfloat16=False)
RECIPE = Recipe(name="t", locale="ja-JP", base="tiny", lora=Lora(rank=4))


def trainee(folder: Path, packed: bool) -> Trainee:
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).requires_grad_(False)
    made = Trainee.attach(model, RECIPE)
    generator = torch.Generator().manual_seed(1)
    for weight in made.working.values():  # B matrices are zero at first, and so would be A's gradients
        weight.data += 0.05 * torch.randn(weight.shape, generator=generator)
    if packed:
        use_packed_attention(made.model)
    return made


def loss_and_gradients(folder: Path, rows: list[Row], tricks: Tricks) -> tuple[float, dict[str, Any]]:
    made = trainee(folder, tricks.shared_prefix)
    loss = batch_loss(made.model, make_batch(rows, tricks, pad=0), tricks)
    torch.autograd.backward(loss)
    return loss.item(), {name: weight.grad for name, weight in made.working.items()}


TABLE = [
    (Tricks(shared_prefix=True, loss_positions=False, chunked_loss=False, bfloat16=False), 40, "packing alone"),
    (Tricks(shared_prefix=False, loss_positions=True, chunked_loss=False, bfloat16=False), 40, "logits at loss alone"),
    (Tricks(shared_prefix=False, loss_positions=True, chunked_loss=True, bfloat16=False), 40, "chunked loss alone"),
    (FP32, 40, "all together"),
    (FP32, 0, "rows that share nothing"),
    (FP32, 1, "a prefix of one token"),
]


@pytest.mark.parametrize(("tricks", "prefix", "why"), TABLE, ids=[row[2] for row in TABLE])
def test_loss_and_gradients_equal_the_plain_way(tiny_base: Path, tricks: Tricks, prefix: int, why: str) -> None:
    rows = random_rows(5, prefix)
    plain, wanted = loss_and_gradients(tiny_base, rows, PLAIN)
    loss, found = loss_and_gradients(tiny_base, rows, tricks)
    assert loss == pytest.approx(plain, rel=1e-5)
    assert wanted and all(gradient.abs().max() > 0 for gradient in wanted.values())
    for name, gradient in wanted.items():
        torch.testing.assert_close(found[name], gradient, rtol=1e-3, atol=1e-6)


def test_first_and_last_token_of_every_reply_have_loss() -> None:
    rows = random_rows(4, prefix=12)
    for tricks in (FP32, PLAIN):
        batch = make_batch(rows, tricks, pad=0)
        flat = batch.ids.flatten()
        assert batch.targets.tolist() == [token for row in rows for token in row.ids[row.start :]]
        seen = iter(batch.where.tolist())
        for row in rows:  # the token before each target is the row's own
            assert [int(flat[next(seen)]) for _ in row.ids[row.start :]] == list(row.ids[row.start - 1 : -1])


def test_prefix_leaves_each_row_its_last_prompt_token() -> None:
    same = Row("a", "standard", (1, 2, 3, 4, 5), 3)
    assert common_prefix([same, same]) == 2  # token 3 predicts the reply, and so belongs to the row


def test_equal_rows_in_one_batch_do_not_see_each_other(tiny_base: Path) -> None:
    row = random_rows(1, prefix=20)[0]
    alone, _ = loss_and_gradients(tiny_base, [row], FP32)
    many, _ = loss_and_gradients(tiny_base, [row] * 3, FP32)
    assert many == pytest.approx(alone, rel=1e-5)


def test_bfloat16_gradients_point_the_same_way(tiny_base: Path) -> None:
    rows = random_rows(6, prefix=30)
    _, wanted = loss_and_gradients(tiny_base, rows, PLAIN)
    made = trainee(tiny_base, packed=True)
    made.peft.to(torch.bfloat16)
    torch.autograd.backward(batch_loss(made.model, make_batch(rows, Tricks(), pad=0), Tricks()))
    flat = torch.cat([weight.grad.float().flatten() for weight in made.working.values()])  # type: ignore[union-attr]
    want = torch.cat([gradient.flatten() for gradient in wanted.values()])
    assert torch.cosine_similarity(flat, want, dim=0) > 0.99
