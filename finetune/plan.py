"""What a run would be, before it costs anything: `make_plan(recipe, base, tokenizer)` and `print_plan`.

Rows and tokens per category, what is wrong with the data, three rows as the model sees them with the part
that has loss marked, and time and memory by what was measured on two cores with AVX-512 bf16.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from finetune.checks import find_problems
from finetune.prepare import Data, Row, Step, common_prefix, make_steps, prepare
from finetune.recipe import Recipe
from locales.pack import Pack

# The default base on 2 cores, in the packed tokens that are really multiplied (LOG.md, second ja-JP run).
TOKENS_PER_SECOND = 170.0
# Weights, logits of a chunk, libraries; and what each token of a step keeps for the way back.
FIXED_MB, MB_PER_TOKEN = 2300.0, 1.9


@dataclass(frozen=True)
class Plan:
    """All figures of a run that has not been started. Time and memory are for the default base."""

    data: Data
    steps: list[Step]
    read_tokens: int
    """Tokens multiplied over the whole run: a step's shared prompt counts once."""
    seconds: float
    memory_mb: float
    errors: list[str]
    warnings: list[str]


def make_plan(pack: Pack, recipe: Recipe, tokenizer: Any) -> Plan:
    """The plan of `recipe`. Raises TrainError for rows that cannot be rendered."""
    data = prepare(pack, tokenizer, recipe)
    steps = make_steps(data.train, recipe)
    read = [_read(step) for step in steps]
    errors, warnings = find_problems(pack, data, recipe)
    validation = sum(len(row.ids) for row in data.val) * recipe.epochs / 3  # forward only
    return Plan(
        data=data,
        steps=steps,
        read_tokens=sum(read),
        seconds=(sum(read) + validation) / TOKENS_PER_SECOND,
        memory_mb=FIXED_MB + MB_PER_TOKEN * max(read),
        errors=errors,
        warnings=warnings,
    )


def _read(step: Step) -> int:
    shared = common_prefix(step.rows)
    return shared + sum(len(row.ids) - shared for row in step.rows)


def print_plan(plan: Plan, tokenizer: Any, console: Console) -> None:
    """The plan for a person."""
    console.print(_rows_table(plan.data))
    share = len(plan.data.too_long) / max(1, len(plan.data.too_long) + len(plan.data.train) + len(plan.data.val))
    console.print(f"left out as too long: {len(plan.data.too_long)} rows ({share:.1%})")
    console.print(f"steps: {len(plan.steps)}; tokens multiplied: {plan.read_tokens:,}")
    figures = f"{plan.seconds / 60:.0f} minutes, {plan.memory_mb / 1000:.1f} GB"
    console.print(f"estimate (default base, 2 cores): {figures}")
    console.print(f"data {plan.data.hash[:12]}  template {plan.data.template_hash[:12]}")
    for row in pick_samples(plan.data.train):
        console.rule(f"{row.id} ({row.category})", align="left")
        console.print(show_row(row, tokenizer, console.is_terminal), highlight=False, soft_wrap=True)
    console.rule()
    for kind, style, lines in (("error", "red", plan.errors), ("warning", "yellow", plan.warnings)):
        for line in lines:
            console.print(f"{kind}: {line}", style=style, markup=False, highlight=False, soft_wrap=True)
    console.print(f"{len(plan.errors)} errors, {len(plan.warnings)} warnings", highlight=False)


def show_row(row: Row, tokenizer: Any, colour: bool) -> Text:
    """The row through the real template; the part with loss in green, or in ⟦…⟧ where there is no colour."""
    text = Text(tokenizer.decode(list(row.ids[: row.start])), style="dim")
    reply = tokenizer.decode(list(row.ids[row.start :]))
    return text.append(reply, style="bold green") if colour else text.append(f"⟦{reply}⟧")


def pick_samples(rows: tuple[Row, ...], count: int = 3) -> list[Row]:
    """Rows of different categories: the first of each, rarest category first."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.category, row)
    sizes = Counter(row.category for row in rows)
    return sorted(first.values(), key=lambda row: sizes[row.category])[:count]


def _rows_table(data: Data) -> Table:
    table = Table("category", "train", "val", "tokens a row", "reply tokens", box=None, pad_edge=False)
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in (*data.train, *data.val):
        rows[row.category].append(row)
    held = Counter(row.category for row in data.val)
    for name, part in (*sorted(rows.items()), ("all", [*data.train, *data.val])):
        val = held[name] if name != "all" else len(data.val)
        read, reply = sum(len(row.ids) for row in part), sum(len(row.ids) - row.start for row in part)
        table.add_row(name, str(len(part) - val), str(val), f"{read / len(part):.0f}", f"{reply / len(part):.0f}")
    return table
