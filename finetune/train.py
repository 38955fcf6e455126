"""`train(recipe, folder)` leaves an adapter in `folder/adapter` and every figure in `folder/run.json`.

One loop: take the step's rows, loss, gradients, optimiser; after each epoch the validation loss; now and
then a checkpoint. All chance comes from seed and step number, so a resumed run ends as if never stopped.

Does not: judge what the adapter writes (`evaluate.py`) or let it near customers (`publish.py`).
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from bot.settings import Settings
from finetune.attention import use_packed_attention
from finetune.base import Base, load_tokenizer, load_weights, open_base
from finetune.checkpoint import newest, save
from finetune.errors import TrainError
from finetune.lora import Trainee
from finetune.memory import give_back, keep_memory
from finetune.prepare import Data, Row, Step, make_steps, prepare
from finetune.progress import Show, Tick
from finetune.recipe import Recipe
from finetune.record import Record, open_record, write_record
from finetune.signals import Stop
from finetune.tricks import Tricks, batch_loss, make_batch
from locales.pack import HOME, load_pack

VAL_BATCH = 8


@dataclass(frozen=True)
class Job:
    """All that a run needs and that does not change while it runs."""

    recipe: Recipe
    folder: Path
    base: Base
    data: Data
    steps: list[Step]
    tricks: Tricks
    trainee: Trainee
    pad: int


def train(recipe: Recipe, folder: Path, tricks: Tricks, show: Show, stop: Stop, home: Path = HOME) -> Record:
    """Runs or goes on with the run in `folder`. Raises TrainError; Stopped (after saving) on a signal."""
    job = _set_up(recipe, folder, tricks, home)
    record = open_record(folder, recipe, job.base, job.data, tricks, len(job.steps))
    done = newest(folder)
    if done:
        job.trainee.restore(done.tensors)
        record = record.at(done.state)
    for number in range(done.step if done else 0, len(job.steps)):
        record = _take_step(job, number, record)
        last = number + 1 == len(job.steps)
        show(_tick(record, job, number))
        if last or stop.asked or (number + 1) % recipe.checkpoint_every == 0:
            save(folder, number + 1, job.trainee.tensors(), record.state())
            write_record(folder, record)
        if stop.asked and not last:
            raise stop.error(folder, number + 1)
    job.trainee.write(folder / "adapter", job.base.name)
    record = replace(record, finished=True)
    write_record(folder, record)
    return record


def _set_up(recipe: Recipe, folder: Path, tricks: Tricks, home: Path) -> Job:
    keep_memory()
    torch.set_num_threads(recipe.threads or torch.get_num_threads())
    base = open_base(recipe.base, Settings().cache)
    tokenizer = load_tokenizer(base)
    data = prepare(load_pack(recipe.locale, home), tokenizer, recipe)
    model = load_weights(base, choose_dtype(recipe, tricks))
    trainee = Trainee.attach(model, recipe)
    if tricks.shared_prefix:
        use_packed_attention(trainee.model)
    pad = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else tokenizer.eos_token_id
    return Job(recipe, folder, base, data, make_steps(data.train, recipe), tricks, trainee, pad)


def _take_step(job: Job, number: int, record: Record) -> Record:
    """One optimiser step, and the validation loss where an epoch ends."""
    began = time.monotonic()
    step = job.steps[number]
    torch.manual_seed(job.recipe.seed * 1_000_003 + number)  # dropout, the same whether resumed or not
    job.trainee.peft.train()
    batch = make_batch(step.rows, job.tricks, job.pad)
    loss = batch_loss(job.trainee.model, batch, job.tricks)
    torch.autograd.backward(loss)
    rate = learning_rate(job.recipe, number, len(job.steps))
    norm = job.trainee.step(rate, job.recipe.clip)
    if not (math.isfinite(loss.item()) and math.isfinite(norm)):
        rows = ", ".join(row.id for row in step.rows)
        raise TrainError(
            f"step {number + 1}: loss is {loss.item()}, gradient norm {norm}; rows: {rows}. "
            f"Lower learning_rate (now {job.recipe.learning_rate:g}) or look at these rows, then start a new run; "
            "nothing of this step was saved"
        )
    seconds = time.monotonic() - began
    tokens = sum(len(row.ids) for row in step.rows)
    give_back()
    record = record.add(loss=loss.item(), rate=rate, norm=norm, rows=len(step.rows), tokens=tokens, seconds=seconds)
    if step.closes and job.data.val:
        record = record.add_val(number + 1, mean_loss(job, job.data.val))
    return record


@torch.no_grad()
def mean_loss(job: Job, rows: Sequence[Row]) -> float:
    """Cross-entropy per reply token over `rows`, without learning."""
    job.trainee.peft.eval()
    total, count = 0.0, 0
    for at in range(0, len(rows), VAL_BATCH):
        batch = make_batch(rows[at : at + VAL_BATCH], job.tricks, job.pad)
        total += float(batch_loss(job.trainee.model, batch, job.tricks)) * len(batch.targets)
        count += len(batch.targets)
    return total / count


def learning_rate(recipe: Recipe, number: int, total: int) -> float:
    """Rises over the warm-up's steps, then falls along a half cosine to a tenth, or stays."""
    rising = round(recipe.warmup * total)
    if number < rising:
        return recipe.learning_rate * (number + 1) / rising
    if recipe.schedule == "constant":
        return recipe.learning_rate
    share = (number - rising) / max(1, total - rising)
    return recipe.learning_rate * (0.1 + 0.9 * (1 + math.cos(math.pi * share)) / 2)


def choose_dtype(recipe: Recipe, tricks: Tricks) -> torch.dtype:
    """What the frozen weights are held and multiplied in."""
    if not tricks.bfloat16 or recipe.dtype == "float32":
        return torch.float32
    if recipe.dtype == "bfloat16" or has_bfloat16():
        return torch.bfloat16
    return torch.float32


def has_bfloat16() -> bool:
    """True where the processor or the GPU multiplies bfloat16 itself; emulated, it is slower than float32."""
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
    checks: Any = torch.cpu
    return bool(checks._is_avx512_bf16_supported() or checks._is_amx_tile_supported())


def _tick(record: Record, job: Job, number: int) -> Tick:
    per_row = record.seconds / max(1, sum(record.step_rows))
    left = per_row * sum(len(step.rows) for step in job.steps[number + 1 :])
    val = record.val[-1][1] if record.val else None
    loss = sum(record.loss[-10:]) / len(record.loss[-10:])
    return Tick(number + 1, len(job.steps), job.steps[number].epoch, loss, val, record.tokens_per_second, left)
