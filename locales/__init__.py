"""Locale packs: what linguists own, read into `Pack`. Imports nothing of the other packages."""

from locales.pack import Pack, find_tag, list_judged, list_locales, list_tags, load_contract, load_pack, pack_for
from locales.prompt import ChatMessage, build_prompt
from locales.read import PackError

__all__ = [
    "ChatMessage",
    "Pack",
    "PackError",
    "build_prompt",
    "find_tag",
    "list_judged",
    "list_locales",
    "list_tags",
    "load_contract",
    "load_pack",
    "pack_for",
]
