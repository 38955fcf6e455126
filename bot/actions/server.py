"""The demo shop's rasa-sdk action server: `python -m bot.actions.server --port 5055 --data var`.

The server of rasa_sdk itself, in one process: its own `run` starts workers, which would live on when only
the first process is killed. `python -m …` is the form for a child and dies with its parent; `teinei actions`
is the operator's and does not.
"""

from __future__ import annotations

import argparse
import logging
import socket
import sys
from pathlib import Path
from typing import Any

from bot.errors import PortTaken, TeineiError
from bot.parent import die_with_parent
from bot.settings import Settings

MAX_REQUEST = 1_000_000  # bytes; a tracker with a long conversation is about 100 kB


def serve_actions(settings: Settings, port: int | None = None) -> None:
    """Answers until SIGTERM or Ctrl-C. Raises PortTaken, ShopError or PackError before anything is served."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in ("sanic.root", "sanic.server", "sanic.error"):
        logging.getLogger(name).setLevel(logging.WARNING)
    app = build_app(settings)
    with _listen(settings.host, port or settings.action_port) as listening:
        app.run(sock=listening, single_process=True, motd=False, access_log=False)


def build_app(settings: Settings) -> Any:
    """The Sanic app of rasa_sdk with the demo shop's actions and nothing else registered."""
    from rasa_sdk.endpoint import create_app_for_serve
    from rasa_sdk.executor import ActionExecutor

    from bot.actions.actions import ACTIONS
    from bot.shop.demo import DemoShop

    shop = DemoShop.open(settings.data)
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action(shop))
    # No CORS: a browser has no business here. No endpoints file: no tracing.
    app = create_app_for_serve(executor, cors_origins="", endpoints="")
    app.config.REQUEST_MAX_SIZE = MAX_REQUEST
    return app


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise PortTaken("action", host, port) from None
    return listening


def main() -> None:
    """Serves until the parent or a signal ends it; an error that can be mended is one line, exit code 1."""
    die_with_parent()
    parser = argparse.ArgumentParser(prog="python -m bot.actions.server", description="The demo shop's actions.")
    parser.add_argument("--port", type=int, help="default: action_port of the settings")
    parser.add_argument("--data", type=Path, help="folder of shop.db; default: data of the settings")
    given = parser.parse_args()
    settings = Settings()
    if given.data:
        settings = settings.model_copy(update={"data": given.data})
    try:
        serve_actions(settings, given.port)
    except (TeineiError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
