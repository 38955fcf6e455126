"""Runs the web application until SIGINT or SIGTERM: `serve_web(Settings(web_port=8000))`.

Stops gracefully: no new requests, replies under way get ten seconds, then the bot closes its own parts.
Does not: log requests (conversation ids are in the addresses) or terminate TLS (a proxy in front does).
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.errors import PortTaken, TeineiError

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.web.answerer import Answerer

GRACE_SECONDS = 10


def serve_web(settings: Settings, origins: Sequence[str] = ()) -> None:
    """Opens the bot and serves it. Raises PortTaken, or TeineiError for an address that is not ours."""
    listener = listen(settings.host, settings.web_port)
    with contextlib.closing(listener), contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(_open_and_serve(settings, listener, origins))


def listen(host: str, port: int) -> socket.socket:
    """The bound socket; taken before the bot opens, so that a taken port is known before a model loads."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, UnicodeError) as error:
        listener.close()
        if getattr(error, "errno", None) == errno.EADDRINUSE:
            raise PortTaken("web", host, port) from None
        where = f"{host!r}, port {port}"
        raise TeineiError(f"web: cannot listen on {where}: {error}; set TEINEI_HOST, TEINEI_WEB_PORT") from None
    return listener


async def _open_and_serve(settings: Settings, listener: socket.socket, origins: Sequence[str]) -> None:
    from bot.service import Bot

    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    loop.add_signal_handler(signal.SIGTERM, task.cancel)  # while a model loads; uvicorn takes over below
    async with Bot.open(settings) as bot:
        loop.remove_signal_handler(signal.SIGTERM)
        await serve(bot, settings, listener, origins)


async def serve(bot: Answerer, settings: Settings, listener: socket.socket, origins: Sequence[str] = ()) -> None:
    """Serves an open bot on a bound socket until a signal comes."""
    import uvicorn

    from bot.web.app import create_app

    config = uvicorn.Config(
        create_app(bot, settings, origins),
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    with _signals_end_here():
        await uvicorn.Server(config).serve(sockets=[listener])


@contextlib.contextmanager
def _signals_end_here() -> Iterator[None]:
    """A signal that uvicorn raises again when it is done would end the process before the bot has closed."""
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


if __name__ == "__main__":
    from bot.parent import die_with_parent
    from bot.settings import Settings

    die_with_parent()
    try:
        serve_web(Settings())
    except TeineiError as problem:
        sys.exit(str(problem))
