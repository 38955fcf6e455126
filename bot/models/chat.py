"""What the bot asks of any model: messages in, a `Draft` out.

    draft = await model.complete(messages, adapter="ja-JP-retail-v1", max_tokens=160, temperature=0.1)

Implementations: `llama.py` (llama.cpp, under the supervisor), `openai.py` (vLLM, SGLang, vendors),
`peft_model.py` (transformers in this process), `scripted.py` (tests).
"""

from __future__ import annotations

from typing import Protocol

from bot.turn import Draft
from locales import ChatMessage


class ChatModel(Protocol):
    """A model that never raises for its own trouble: a turn goes on with the approved text.

    `Draft.problem` then begins with one of: `model_unreachable`, `model_restarting`, `model_timeout`,
    `model_busy`, `model_error`, `adapter_unknown`, `cut_off` (the cap came before the end), `empty`.
    """

    async def complete(
        self, messages: list[ChatMessage], *, adapter: str | None, max_tokens: int, temperature: float
    ) -> Draft:
        """One reply; `adapter` None is the base as it is."""

    async def ready(self) -> bool:
        """Whether a reply can be had now."""

    async def close(self) -> None:
        """Lets go of connections and processes."""
