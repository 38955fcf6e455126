"""Dialogues become rows of tokens: `prepare(pack, tokenizer, recipe).train[0].ids`.

The prompt is written by `locales.prompt.build_prompt`, the very function that serving calls, and goes
through the base's own chat template. Loss falls on the agent's last reply and its end token alone.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.models.adapter_manifest import prompt_sha256
from bot.models.gguf_meta import template_sha256
from finetune.errors import TrainError
from finetune.recipe import Recipe
from locales.pack import Pack
from locales.prompt import build_prompt
from locales.rows import Dialogue


@dataclass(frozen=True)
class Row:
    """One dialogue as the model sees it; `ids[start:]` are the agent's words, the only ones with loss."""

    id: str
    category: str
    ids: tuple[int, ...]
    start: int


@dataclass(frozen=True)
class Step:
    """The rows of one optimiser step; `closes` marks the last one of an epoch."""

    rows: tuple[Row, ...]
    epoch: int
    closes: bool


@dataclass(frozen=True)
class Data:
    """What a run trains on. `too_long` names the rows that were left out."""

    train: tuple[Row, ...]
    val: tuple[Row, ...]
    too_long: tuple[str, ...]
    hash: str
    template_hash: str
    prompt_sha256: str


def prepare(pack: Pack, tokenizer: Any, recipe: Recipe) -> Data:
    """All training rows of a pack, split. Raises TrainError naming every row that cannot be rendered."""
    dialogues = pack.dialogues()
    rows = _render_all(dialogues, pack, tokenizer)
    fitting = [row for row in rows if len(row.ids) <= recipe.max_tokens]
    train = tuple(row for row in fitting if not _held_back(row.id, recipe.val_share))
    val = tuple(row for row in fitting if _held_back(row.id, recipe.val_share))
    if not train:
        raise TrainError(f"{pack.tag}: no rows to train on; write some into {pack.folder.name}/dialogues/*.yaml")
    return Data(
        train=train,
        val=val,
        too_long=tuple(row.id for row in rows if len(row.ids) > recipe.max_tokens),
        hash=_hash_rows(rows),
        template_hash=template_sha256(tokenizer.chat_template),
        prompt_sha256=prompt_sha256(pack),
    )


def render_row(dialogue: Dialogue, pack: Pack, tokenizer: Any) -> Row:
    """One dialogue through prompt and template. Raises KeyError for an outcome or fact that the pack lacks."""
    approved = pack.reply(dialogue.intent, dialogue.outcome, dialogue.facts)
    chat = build_prompt(pack, dialogue.messages, approved, pack.show(dialogue.facts))
    prompt = tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
    reply = dialogue.reply.strip()
    whole = tokenizer.apply_chat_template([*chat, {"role": "assistant", "content": reply}], tokenize=False)
    if not whole.startswith(prompt + reply + tokenizer.eos_token):
        raise TrainError(
            f"the chat template does not end a reply with {tokenizer.eos_token!r}; "
            "an adapter trained on it would not stop where serving expects it"
        )
    # Prompt and reply are encoded apart, as serving does it: the prompt's last token never merges with the reply.
    head = tokenizer.encode(prompt, add_special_tokens=False)
    tail = tokenizer.encode(reply, add_special_tokens=False) + [tokenizer.eos_token_id]
    return Row(dialogue.id, dialogue.category, tuple(head + tail), len(head))


def draw_epoch(rows: Iterable[Row], balance: dict[Any, float], seed: int, epoch: int) -> list[Row]:
    """One epoch's rows in order: a category of weight 1.5 is seen once, and half of it twice.

    Depends on seed and epoch alone, so that a resumed run goes on with the row after the last one.
    """
    chance = random.Random(f"{seed}/{epoch}")
    drawn = []
    for row in rows:
        weight = balance.get(row.category, 1.0)
        drawn += [row] * (int(weight) + (chance.random() < weight % 1))
    chance.shuffle(drawn)
    return drawn


def make_steps(rows: Iterable[Row], recipe: Recipe) -> list[Step]:
    """Every step of a run, in order."""
    rows = tuple(rows)
    steps: list[Step] = []
    for epoch in range(recipe.epochs):
        drawn = draw_epoch(rows, dict(recipe.balance), recipe.seed, epoch)
        parts = [tuple(drawn[at : at + recipe.batch]) for at in range(0, len(drawn), recipe.batch)]
        steps += [Step(part, epoch, place == len(parts)) for place, part in enumerate(parts, start=1)]
    if recipe.steps and recipe.steps < len(steps):
        steps = [*steps[: recipe.steps - 1], replace(steps[recipe.steps - 1], closes=True)]
    return steps


def common_prefix(rows: Sequence[Row]) -> int:
    """How many tokens all rows begin with; ends before the last prompt token of every row."""
    most = min(row.start - 1 for row in rows)
    for place in range(most):
        if any(row.ids[place] != rows[0].ids[place] for row in rows):
            return place
    return most


def _render_all(dialogues: Iterable[Dialogue], pack: Pack, tokenizer: Any) -> list[Row]:
    rows, problems = [], []
    for dialogue in dialogues:
        try:
            rows.append(render_row(dialogue, pack, tokenizer))
        except (KeyError, ValueError) as error:
            reason = error.args[0] if error.args else error
            problems.append(f"{find_row(pack, dialogue.id)}: {dialogue.intent}.{dialogue.outcome}: {reason}")
    if problems:
        raise TrainError("\n".join(problems))
    return rows


def find_row(pack: Pack, row: str) -> str:
    """`file:line` of a dialogue's id, for messages."""
    named = re.compile(rf"""\bid: *["']?{re.escape(row)}["']?\s*(?:[,}}#]|$)""")
    for path in sorted((pack.folder / "dialogues").glob("*.yaml")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if named.search(line):
                return f"{pack.folder.name}/dialogues/{path.name}:{number}"
    return row


def _held_back(row: str, share: float) -> bool:
    return int(hashlib.sha256(row.encode()).hexdigest()[:8], 16) < share * 16**8


def _hash_rows(rows: Iterable[Row]) -> str:
    """SHA-256 over what is trained on, order apart: any changed word, prompt or template changes it."""
    lines = sorted(f"{row.id}\t{row.start}\t{','.join(map(str, row.ids))}" for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
