"""`teinei ask`, `teinei trace` and `teinei up`: talk to the bot from a terminal."""

from __future__ import annotations

import asyncio
import dataclasses
import sys
from typing import Annotated, Any

import typer

Message = Annotated[str, typer.Argument(help="What the customer writes.")]
LocaleOption = Annotated[str | None, typer.Option("--locale", help="The page's locale, such as ja-JP.")]
ConversationOption = Annotated[
    str | None, typer.Option("--conversation", help="Continues a conversation; a new one each time without it.")
]


def _out(text: str) -> None:
    sys.stdout.write(text + "\n")


def ask(message: Message, locale: LocaleOption = None, conversation: ConversationOption = None) -> None:
    """Prints the bot's reply to one message."""
    turn = asyncio.run(_one_turn(message, locale, conversation))
    _out(turn.reply.text)


def trace(message: Message, locale: LocaleOption = None, conversation: ConversationOption = None) -> None:
    """Prints every field of the turn, in the order of the flow, with the milliseconds of each step."""
    turn = asyncio.run(_one_turn(message, locale, conversation))
    for field in dataclasses.fields(turn):
        value = getattr(turn, field.name)
        ms = turn.times.get(field.name)
        _out(f"{field.name}{f'  ({ms:.1f} ms)' if ms is not None else ''}")
        for line in _shown(value):
            _out(f"    {line}")


def _shown(value: Any) -> list[str]:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        pairs = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return [f"{name}: {_short(item)}" for name, item in pairs]
    if isinstance(value, dict):
        return [f"{name}: {_short(item)}" for name, item in value.items()]
    return [_short(value)]


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return str(value)


async def _one_turn(message: str, locale: str | None, conversation: str | None) -> Any:
    import secrets

    from bot.local import local_actions
    from bot.service import Bot
    from bot.settings import Settings

    settings = Settings()
    async with local_actions(settings) as ready, Bot.open(ready) as bot:
        return await bot.answer(conversation or f"cli-{secrets.token_hex(6)}", message, locale)


def up() -> None:
    """Starts the demo: action server, model, web app. Ctrl-C stops all of them."""
    from bot.models.pull import pull
    from bot.settings import Settings
    from bot.up import run_up

    settings = Settings()
    if settings.model_url is None:
        pull(settings.base)
    raise typer.Exit(run_up(settings, _out))
