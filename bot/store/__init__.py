"""Conversations and their messages, kept: `Store`."""

from bot.store.store import Store, StoredAnswer, StoreError

__all__ = ["Store", "StoreError", "StoredAnswer"]
