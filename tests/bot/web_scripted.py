"""A bot whose replies are written down: the web's tests ask it instead of a model. Also runs as a server."""

import asyncio
import dataclasses
import sys

from pydantic import TypeAdapter

from bot.conversation import Conversation, Message
from bot.settings import Settings
from bot.turn import Facts, LocaleGuess, Recognised, Reply, Turn
from bot.web.shop import PAGES
from locales.pack import HOME, Pack, list_locales, load_contract
from locales.read import read_yaml
from locales.schema import Locale, Replies

DELAYED = "ご不便をおかけし、申し訳ございません。A-1004は11月25日(水)にお届けの予定です。今しばらくお待ちください。"


def read_light_pack(tag):
    """A pack with its locale.yaml only: all that the web reads, and no rule or example to wait for."""
    locale = read_yaml(HOME / tag / "locale.yaml", TypeAdapter(Locale))
    replies = Replies(labels={}, ask={}, system={}, outcomes={})
    return Pack(locale, HOME / tag, load_contract(), {}, replies, ())


TAGS = sorted(list_locales(), key=lambda tag: tag != "ja-JP")
# The demo shop's page is written in a few of their languages.
WITH_PAGE = [tag for tag in TAGS if (PAGES / f"shop.{tag.split('-')[0]}.yaml").exists()]


@dataclasses.dataclass
class ScriptedBot:
    """`replies` maps a message to its reply, or to the exception that its turn ends in."""

    replies: dict = dataclasses.field(default_factory=dict)
    delay: float = 0.0
    packs: dict = dataclasses.field(default_factory=lambda: {tag: read_light_pack(tag) for tag in TAGS})
    parts: dict = dataclasses.field(default_factory=lambda: {"store": True, "model": True, "actions": True})
    lines: dict = dataclasses.field(default_factory=dict)
    calls: list = dataclasses.field(default_factory=list)
    _done: dict = dataclasses.field(default_factory=dict)

    async def answer(self, sender, text, locale=None, message_id=None):
        if (sender, message_id) in self._done:
            return self._done[sender, message_id]
        self.calls.append((sender, text, locale, message_id))
        await asyncio.sleep(self.delay)
        reply = self.replies.get(text, DELAYED)
        if isinstance(reply, Exception):
            raise reply
        self.lines.setdefault(sender, []).extend([Message(True, text), Message(False, reply)])
        turn = Turn(
            text,
            Conversation(sender),
            locale,
            LocaleGuess(locale or "ja-JP", "scripted", "ja-JP-x-kansai" if "へん" in text else None),
            Recognised("track_order", 0.98),
            Facts("outcome", "track_order", "delayed", reply),
            reply=Reply(reply, "draft"),
        )
        if message_id:
            self._done[sender, message_id] = turn
        return turn

    async def ready(self):
        return dict(self.parts)

    async def transcript(self, sender):
        return list(self.lines.get(sender, []))


def settings(**values):
    return Settings(**{"default_locale": "ja-JP", **values})


async def _serve(delay):
    from bot.web.server import listen, serve

    listener = listen("127.0.0.1", 0)
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    await serve(ScriptedBot(delay=delay), settings(), listener)


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))
