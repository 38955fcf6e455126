"""Rows for the tests: of random tokens, and of a pack."""

from __future__ import annotations

import json
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


def dialogue(number: int, category: str) -> dict[str, object]:
    """One row about a lost parcel."""
    order = f"A-{2000 + number}"
    messages = [f"注文{order}の荷物が届きません。{number}日待ちました。"]
    if category == "multi_turn":
        messages = ["荷物が届きません。", "ご注文番号をお知らせいただけますでしょうか。", order]
    reply = f"ご不便をおかけし、申し訳ございません。ご注文{order}の配送状況をお調べいたします。"
    return {
        "id": f"row-{number}",
        "category": category,
        "intent": "track_order",
        "outcome": "lost",
        "facts": {"order_id": order},
        "messages": messages,
        "reply": reply,
    }


def as_yaml(rows: list[dict[str, object]]) -> str:
    """Rows as linguists write them: one key a line."""
    lines = []
    for row in rows:
        pairs = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in row.items()]
        lines += ["- " + "\n  ".join(pairs)]
    return "\n".join(lines) + "\n"
