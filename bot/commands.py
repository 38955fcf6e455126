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


def understand(
    message: Message,
    locale: LocaleOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Prints what the bot hears in a message: locale, dialect, intents, values, and why. Needs no model."""
    import json

    heard = asyncio.run(_understand(message, locale))
    if as_json:
        _out(json.dumps(heard, ensure_ascii=False, indent=2))
        return
    for name, value in heard.items():
        if name in ("ranking", "entities", "others"):
            _out(name if value else f"{name:<14} none")
            for row in value:
                _out("    " + "  ".join(str(item) for item in (row.values() if isinstance(row, dict) else row)))
        else:
            _out(f"{name:<14} {value}")


async def _understand(message: str, locale: str | None) -> dict[str, Any]:
    from bot.models.scripted import ScriptedModel
    from bot.open_parts import open_parts
    from bot.settings import Settings
    from bot.understanding.understand import understand as hear

    async with open_parts(Settings(), ScriptedModel(lambda _: "")) as parts:
        return await hear(message, parts, locale)


def up() -> None:
    """Starts the demo: action server, model, web app. Ctrl-C stops all of them."""
    from bot.models.pull import pull
    from bot.settings import Settings
    from bot.up import run_up

    settings = Settings()
    if settings.model_url is None:
        pull(settings.base)
    raise typer.Exit(run_up(settings, _out))
