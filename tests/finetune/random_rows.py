"""Rows of random tokens behind a common prefix, of different lengths."""

from __future__ import annotations

import random

from finetune.prepare import Row


def random_rows(count: int, prefix: int, seed: int = 0) -> list[Row]:
    """Rows of random tokens behind a common prefix; lengths differ."""
    chance = random.Random(seed)
    shared = [chance.randrange(250) for _ in range(prefix)]
    rows = []
    for number in range(count):
        prompt = [chance.randrange(250) for _ in range(chance.randrange(1, 30))]
        reply = [chance.randrange(250) for _ in range(chance.randrange(1, 20))]
        rows.append(Row(str(number), "standard", (*shared, *prompt, *reply), prefix + len(prompt)))
    return rows
