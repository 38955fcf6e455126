"""The web application: `app = create_app(bot, settings)`, one line a group of routes.

`origins` are the shops' own addresses (`https://shop.example.com`) whose pages may call this server; none by
default, so that the widget works on this server's pages only until someone decides otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from bot import __version__
from bot.settings import Settings
from bot.web.answerer import Answerer
from bot.web.chat import chat_routes
from bot.web.guard import Guard
from bot.web.health import health_routes
from bot.web.nlg import nlg_routes
from bot.web.parse import parse_routes
from bot.web.problems import add_problem_handlers
from bot.web.rasa import rasa_routes
from bot.web.shop import shop_routes
from bot.web.widget import widget_routes

__all__ = ["Answerer", "create_app"]


def create_app(bot: Answerer, settings: Settings, origins: Sequence[str] = ()) -> FastAPI:
    """The application around an open bot. Interactive API pages are off: they load scripts from a third party."""
    app = FastAPI(
        title="teinei",
        version=__version__,
        description="Answers retail customers in their own language, in the register that their locale expects.",
        docs_url=None,
        redoc_url=None,
    )
    app.include_router(chat_routes(bot, settings))
    app.include_router(rasa_routes(bot))
    app.include_router(nlg_routes(bot, settings))
    app.include_router(parse_routes(bot, settings))
    app.include_router(health_routes(bot, settings))
    app.include_router(widget_routes(bot, settings))
    app.include_router(shop_routes(bot, settings))
    add_problem_handlers(app)
    app.add_middleware(Guard)
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Content-Type", "Accept"],
            max_age=600,
        )
    return app
