"""An action server and a model port for a single command: used when no running one answers.

`teinei ask` works with or without `teinei up`: it uses the running action server where there is one.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.actions.client import ActionClient
from bot.errors import TeineiError
from bot.settings import Settings
from bot.up import start_child, stop_child


def free_port() -> int:
    """A port on loopback that nobody holds now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def local_actions(settings: Settings, always: bool = False) -> AsyncIterator[Settings]:
    """The settings with an action server that answers and a free model port; stopped at the end.

    `always` starts an own server even where one runs (evaluation and tests must not change a live shop).
    """
    own = settings.model_copy(update={"model_port": free_port()})
    client = ActionClient(settings.action_url or f"http://127.0.0.1:{settings.action_port}", 2.0)
    running = await client.ready()
    await client.close()
    if settings.action_url or (running and not always):
        yield own
        return
    own = own.model_copy(update={"action_port": free_port()})
    (settings.data / "logs").mkdir(parents=True, exist_ok=True)
    shop_data = tempfile.mkdtemp(prefix="teinei-shop-") if always else str(settings.data)
    arguments = ["--port", str(own.action_port), "--data", shop_data]
    child = start_child("bot.actions.server", arguments, settings.data / "logs" / "actions.log")
    client = ActionClient(f"http://127.0.0.1:{own.action_port}", 2.0)
    try:
        for _ in range(150):
            if await client.ready():
                break
            await asyncio.sleep(0.1)
        else:
            raise TeineiError(f"the action server did not start; its log is {settings.data / 'logs' / 'actions.log'}")
        yield own
    finally:
        await client.close()
        stop_child(child)
        if always:
            shutil.rmtree(shop_data, ignore_errors=True)
