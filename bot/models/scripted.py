"""A model that answers what a function says: `ScriptedModel(lambda messages: "かしこまりました。")`.

For tests and for measuring everything but the model. A function that raises becomes a draft with that
problem, as with a real server.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.turn import Draft
from locales import ChatMessage


@dataclass
class ScriptedModel:
    """Answers with `answer(messages)`; `asked` holds what it was asked, in order."""

    answer: Callable[[list[ChatMessage]], str | Draft]
    up: bool = True
    asked: list[tuple[list[ChatMessage], str | None]] = field(default_factory=list)

    async def complete(
        self, messages: list[ChatMessage], *, adapter: str | None, max_tokens: int, temperature: float
    ) -> Draft:
        """The function's text as a draft; a Draft from it is passed on."""
        self.asked.append((messages, adapter))
        if not self.up:
            return Draft(None, adapter, problem="model_restarting")
        try:
            said = self.answer(messages)
        except Exception as error:
            return Draft(None, adapter, problem=f"model_error: {error}")
        return said if isinstance(said, Draft) else Draft(said, adapter, tokens=len(said))

    async def ready(self) -> bool:
        """As set."""
        return self.up

    async def close(self) -> None:
        """Nothing is open."""
