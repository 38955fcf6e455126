"""One turn a message, however often it is sent: `turn = await ongoing.answer("web:c1", "…", None, "m1")`.

A customer who closes the page or loses the network must not cancel half a turn (an order may be cancelled
in it), and the retry that follows must join that turn, not start a second one. Finished turns are the
store's to remember; this holds only those that are running in this process.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from bot.turn import Turn
from bot.web.answerer import Answerer
from bot.web.problems import Problem, shorten

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Running:
    text: str
    task: asyncio.Task[Turn]


class Ongoing:
    """The running turns, by sender and message id."""

    def __init__(self, bot: Answerer) -> None:
        self._bot = bot
        self._running: dict[tuple[str, str], _Running] = {}

    async def answer(self, sender: str, text: str, locale: str | None, message_id: str) -> Turn:
        """The turn of this message, started now or before. Raises Problem when the id belongs to another text."""
        key = (sender, message_id)
        if key not in self._running:
            task = asyncio.create_task(self._bot.answer(sender, text, locale, message_id))
            self._running[key] = _Running(text, task)
            task.add_done_callback(lambda done: self._forget(key, done))
        running = self._running[key]
        if running.text != text:
            raise Problem(
                422,
                "message-id-taken",
                "The message id belongs to another message",
                "message_id is that of another message which is being answered. Use a new one.",
                field="message_id",
                value=shorten(message_id),
                expected="one id for each message",
            )
        return await asyncio.shield(running.task)

    def _forget(self, key: tuple[str, str], task: asyncio.Task[Turn]) -> None:
        del self._running[key]
        # Looked at here as well, since the one who asked may be gone, and asyncio reports unread errors.
        if not task.cancelled() and (error := task.exception()):
            log.error("a turn failed", exc_info=error)
