"""What the web needs of a bot: `turn = await bot.answer("web:c1", "荷物が届きません")`.

`bot.service.Bot` is one; the tests have a scripted one. Nothing in `bot/web` knows how a turn is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.conversation import Message
from bot.turn import Turn
from locales.pack import Pack


class Answerer(Protocol):
    """Answers customers, remembers conversations, says whether its parts are up."""

    @property
    def packs(self) -> Mapping[str, Pack]:
        """The shop's enabled locales by tag, in the order of the settings."""

    async def answer(self, sender: str, text: str, locale: str | None = None, message_id: str | None = None) -> Turn:
        """The turn of one message. The same `message_id` again gives the first turn's reply, and no second turn."""

    async def ready(self) -> dict[str, bool]:
        """Each part that a turn needs (store, model, actions), and whether it answers."""

    async def transcript(self, sender: str) -> list[Message]:
        """The conversation so far, oldest first; empty for a sender never seen."""
