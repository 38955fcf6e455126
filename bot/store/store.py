"""Keeps conversations: `await store.load("c1")`, then `await store.save(conversation, message, reply, record)`.

A turn is one transaction: state, the customer's line and the bot's line, or none of them. A message that the
client sends twice under one id is stored once, and its first answer stands.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.conversation import Conversation, Message
from bot.store.engine import StoreError, open_engine
from bot.store.tables import ID_LENGTH, conversations, messages
from bot.turn import Facts, LocaleGuess, Recognised, Reply, Source, Turn

__all__ = ["Store", "StoreError", "StoredAnswer"]

HISTORY = 12  # lines that a turn sees: the model is shown four, the judge looks for contradictions further back


@dataclass(frozen=True)
class StoredAnswer:
    """What was said to a message, and the record of its turn (locale, intent, outcome, how it was settled)."""

    message: str
    reply: str
    record: dict[str, Any] = field(default_factory=dict)

    def as_turn(self, turn: Turn) -> Turn:
        """`turn` with this answer: the same reply as the first time, marked as repeated."""
        kept = self.record
        intent = str(kept.get("intent", ""))
        return replace(
            turn,
            locale=LocaleGuess(str(kept.get("locale", "")), "stored answer", kept.get("dialect")),
            intent=Recognised(intent, float(kept.get("confidence", 0.0)), reason="stored answer"),
            facts=Facts(
                kept.get("kind", "outcome"),
                intent,
                str(kept.get("outcome", "")),
                self.reply,
                sources=tuple(Source(title, url) for title, url in kept.get("sources", ())),
            ),
            reply=Reply(self.reply, kept.get("settled", "approved"), str(kept.get("why", ""))),
        )


@dataclass(frozen=True)
class Store:
    """An open store; close it at the end."""

    engine: AsyncEngine

    @classmethod
    async def open(cls, url: str) -> Store:
        """Connects, and brings the tables to this version. Raises StoreError."""
        return cls(await open_engine(url))

    async def close(self) -> None:
        """Gives the connections back."""
        await self.engine.dispose()

    async def ready(self) -> bool:
        """Whether the database answers."""
        try:
            async with self.engine.connect() as db:
                await db.execute(select(1))
        except (SQLAlchemyError, OSError):
            return False
        return True

    async def load(self, conversation_id: str) -> Conversation:
        """The conversation with its last HISTORY lines; a new one for an unknown id."""
        async with self.engine.connect() as db:
            key = clean_id(conversation_id)
            state = await db.scalar(select(conversations.c.state).where(conversations.c.id == key))
            if state is None:
                return Conversation(key)
            lines = select(messages.c.customer, messages.c.text).where(messages.c.conversation_id == key)
            last = (await db.execute(lines.order_by(messages.c.id.desc()).limit(HISTORY))).all()
        return Conversation.from_json(state, tuple(Message(row.customer, row.text) for row in reversed(last)))

    async def save(
        self,
        conversation: Conversation,
        message: str,
        reply: str,
        record: dict[str, Any] | None = None,
        client_message_id: str | None = None,
    ) -> StoredAnswer:
        """Stores a turn. Returns the answer that counts: this one, or the first one to the same message id."""
        key, answer = clean_id(conversation.id), StoredAnswer(clean(message), clean(reply), record or {})
        state = clean(replace(conversation, id=key).to_json())
        number = clean_id(client_message_id) if client_message_id else None
        try:
            return await self._save(key, state, answer, number)
        except IntegrityError:
            # PostgreSQL: another process began the same conversation at the same moment; now its row is there.
            return await self._save(key, state, answer, number)

    async def _save(self, key: str, state: str, answer: StoredAnswer, number: str | None) -> StoredAnswer:
        async with self.engine.execution_options(write=True).begin() as db:
            await _lock(db, key, state)
            if number and (first := await _find(db, key, number)):
                return first
            now = datetime.now(UTC)
            mine = conversations.c.id == key
            await db.execute(update(conversations).where(mine).values(state=state, updated=now))
            asked = {"customer": True, "text": answer.message, "client_message_id": number}
            line = {"conversation_id": key, "created": now}
            place = (await db.execute(insert(messages).values(line | asked))).inserted_primary_key
            kept = clean(json.dumps(answer.record, ensure_ascii=False))
            said = {"customer": False, "text": answer.reply, "turn": kept, "answers": place and place[0]}
            await db.execute(insert(messages).values(line | said))
        return answer

    async def find_answer(self, conversation_id: str, client_message_id: str) -> StoredAnswer | None:
        """What was answered to this message before, or None."""
        async with self.engine.connect() as db:
            return await _find(db, clean_id(conversation_id), clean_id(client_message_id))

    async def transcript(self, conversation_id: str) -> list[Message]:
        """All lines, oldest first."""
        lines = select(messages.c.customer, messages.c.text).where(
            messages.c.conversation_id == clean_id(conversation_id)
        )
        async with self.engine.connect() as db:
            return [Message(row.customer, row.text) for row in await db.execute(lines.order_by(messages.c.id))]

    async def erase(self, conversation_id: str) -> int:
        """Removes a conversation for good, its bytes in the SQLite files included; the number of lines removed."""
        key = clean_id(conversation_id)
        async with self.engine.execution_options(write=True).begin() as db:
            lines = await db.scalar(select(func.count()).where(messages.c.conversation_id == key))
            await db.execute(delete(messages).where(messages.c.conversation_id == key))
            await db.execute(delete(conversations).where(conversations.c.id == key))
        if self.engine.dialect.name == "sqlite":
            # The write-ahead log still holds the lines as they were written.
            async with self.engine.connect() as db:
                raw = await db.execution_options(isolation_level="AUTOCOMMIT")
                await raw.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        return int(lines or 0)


async def _lock(db: AsyncConnection, key: str, state: str) -> None:
    """The conversation's row exists, and is ours until the transaction ends."""
    mine = select(conversations.c.id).where(conversations.c.id == key).with_for_update()
    if await db.scalar(mine) is None:
        now = datetime.now(UTC)
        await db.execute(insert(conversations).values(id=key, state=state, created=now, updated=now))


async def _find(db: AsyncConnection, key: str, number: str) -> StoredAnswer | None:
    asked, said = messages.alias("asked"), messages.alias("said")
    query = (
        select(asked.c.text.label("message"), said.c.text.label("reply"), said.c.turn)
        .join_from(asked, said, said.c.answers == asked.c.id)
        .where(asked.c.conversation_id == key, asked.c.client_message_id == number)
    )
    row = (await db.execute(query)).first()
    return StoredAnswer(row.message, row.reply, json.loads(row.turn or "{}")) if row else None


def clean(words: str) -> str:
    """Text that every database takes: a lone surrogate becomes `?`, a NUL the replacement character."""
    return words.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def clean_id(value: str) -> str:
    """An id that fits its column; one that does not is hashed: cut, it could be somebody else's."""
    if len(value) <= ID_LENGTH and clean(value) == value:
        return value
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
