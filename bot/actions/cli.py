"""`teinei actions`: the demo shop's rasa-sdk action server in the foreground."""

from __future__ import annotations

import sys
from typing import Annotated

import typer


def actions(
    port: Annotated[
        int | None, typer.Option(help="Default: action_port of the settings, 5055.", min=1, max=65535)
    ] = None,
) -> None:
    """Serves the demo shop's actions until Ctrl-C."""
    from bot.actions.server import serve_actions
    from bot.settings import Settings

    settings = Settings()
    sys.stdout.write(
        f"action server on http://{settings.host}:{port or settings.action_port}/webhook; Ctrl-C stops it\n"
    )
    sys.stdout.flush()
    serve_actions(settings, port)
