"""`teinei web`: the chat, its widget and the demo shop's page over HTTP."""

from __future__ import annotations

from typing import Annotated

import typer


def web(
    host: Annotated[str | None, typer.Option(help="Address to listen on; loopback unless told.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on.")] = None,
    origin: Annotated[
        list[str] | None,
        typer.Option(help="A shop whose pages may embed the widget, e.g. https://shop.example.com; repeatable."),
    ] = None,
) -> None:
    """Serve the bot over HTTP until Ctrl-C."""
    from bot.settings import Settings
    from bot.web.server import serve_web

    flags = {name: value for name, value in (("host", host), ("web_port", port)) if value is not None}
    settings = Settings(**flags)  # type: ignore[arg-type]
    serve_web(settings, origin or ())
