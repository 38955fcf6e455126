"""The bot as the web app, the command line and the evaluation use it: `await bot.answer("c1", "…")` → Turn.

>>> async with Bot.open(Settings()) as bot:                        # doctest: +SKIP
...     turn = await bot.answer("c1", "荷物届かへんねんけど")
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.conversation import Message
from bot.memory import remember
from bot.open_parts import open_parts
from bot.parts import Parts
from bot.pipeline import run_turn
from bot.settings import Settings
from bot.store import Store
from bot.turn import Turn
from locales import Pack


def clean_message(text: str) -> str:
    """The text as it is stored and read: no control characters but line breaks, no lone surrogates."""
    kept = (char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
    return "".join(kept).strip()


@dataclass
class Bot:
    """An open bot. Turns of one conversation run in the order of their arrival, others beside each other."""

    settings: Settings
    parts: Parts
    store: Store
    _locks: dict[str, tuple[asyncio.Lock, int]] = field(default_factory=dict)

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings, parts: Parts | None = None) -> AsyncIterator[Bot]:
        """Starts what is missing (packs, heads, model process, store), and stops it at the end."""
        async with AsyncExitStack() as stack:
            if parts is None:
                parts = await stack.enter_async_context(open_parts(settings))
            settings.data.mkdir(parents=True, exist_ok=True)
            store = await Store.open(settings.database)
            stack.push_async_callback(store.close)
            yield cls(settings, parts, store)

    @property
    def packs(self) -> dict[str, Pack]:
        """The shop's packs by tag."""
        return self.parts.packs

    async def answer(self, sender: str, text: str, locale: str | None = None, message_id: str | None = None) -> Turn:
        """One turn, stored. A `message_id` seen before gets the stored answer and changes nothing."""
        async with self._in_order(sender):
            conversation = await self.store.load(sender)
            turn = Turn(clean_message(text), conversation, locale)
            if message_id and (stored := await self.store.find_answer(sender, message_id)):
                return stored.as_turn(turn)
            turn = await run_turn(turn, self.parts)
            assert turn.reply
            await self.store.save(remember(turn), turn.message, turn.reply.text, record_of(turn), message_id)
            return turn

    @asynccontextmanager
    async def _in_order(self, sender: str) -> AsyncIterator[None]:
        lock, waiting = self._locks.get(sender, (asyncio.Lock(), 0))
        self._locks[sender] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._locks[sender]
            if waiting == 1:
                del self._locks[sender]
            else:
                self._locks[sender] = (lock, waiting - 1)

    async def transcript(self, sender: str) -> list[Message]:
        """All lines of a conversation, oldest first."""
        return await self.store.transcript(sender)

    async def ready(self) -> dict[str, bool]:
        """Which parts answer now: store, model, actions."""
        model, actions = await asyncio.gather(self.parts.model.ready(), self.parts.actions.ready())
        return {"store": await self.store.ready(), "model": model, "actions": actions}


def record_of(turn: Turn) -> dict[str, Any]:
    """What is kept of a turn beside its texts: no customer data, no facts."""
    assert turn.locale and turn.intent and turn.facts and turn.reply
    return {
        "locale": turn.locale.tag,
        "dialect": turn.locale.dialect,
        "intent": turn.intent.intent,
        "confidence": round(turn.intent.confidence, 4),
        "outcome": turn.facts.outcome,
        "kind": turn.facts.kind,
        "settled": turn.reply.settled,
        "why": turn.reply.why,
        "adapter": turn.draft.adapter if turn.draft else None,
        "sources": [[source.title, source.url] for source in turn.facts.sources],
        "rules": [finding.rule for finding in turn.verdict.faults] if turn.verdict else [],
        "times": {name: round(ms, 2) for name, ms in turn.times.items()},
    }
