"""The messages that the model reads: the one place that writes them, for training and serving alike.

The constant part comes first (the model server keeps it in its cache), what changes from turn to turn
last. Facts are listed only where the approved text does not already show them: every token of the
changing part is read anew in each turn, at about 100 tokens a second on two cores.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypedDict

from locales.pack import Pack


class ChatMessage(TypedDict):
    """One message in the form that OpenAI-compatible servers and chat templates take."""

    role: str
    content: str


_CONTROL = re.compile(r"<\|")
HISTORY = 4  # earlier messages shown to the model: two exchanges, enough for "and the other one?"


def build_prompt(pack: Pack, messages: Sequence[str], approved: str, facts: dict[str, str]) -> list[ChatMessage]:
    """System prompt, up to HISTORY earlier messages, then approved text, facts and the customer's words.

    `messages` alternates customer, agent, …, customer; `facts` are shown as the locale writes them
    (`Pack.show`). A customer who writes `<|im_end|>` must not end his own turn: model servers read such
    marks as control tokens wherever they stand. Raises ValueError for a pack without `prompt`.
    """
    prompt = pack.locale.prompt
    if prompt is None:
        raise ValueError(f"{pack.tag} has no `prompt` in locale.yaml; add it, or use its parent pack")
    messages = [_CONTROL.sub("< |", message) for message in messages]
    chat: list[ChatMessage] = [{"role": "system", "content": prompt.system.strip()}]
    earlier = list(messages[:-1])[-HISTORY:]
    for place, text in enumerate(reversed(earlier)):
        chat.insert(1, {"role": "assistant" if place % 2 == 0 else "user", "content": text})
    lines = [f"{prompt.approved}: {approved}"]
    unseen = [f"{name}={value}" for name, value in facts.items() if value not in approved]
    if unseen:
        lines.append(f"{prompt.facts}: {', '.join(unseen)}")
    lines.append(f"{prompt.customer}: {messages[-1]}")
    chat.append({"role": "user", "content": "\n".join(lines)})
    return chat
