"""The widget's script at `/widget/teinei.js` and its words at `/widget/strings/{tag}.json`, from the locale pack."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse, JSONResponse
from pydantic import BaseModel

from bot.settings import Settings
from bot.web.answerer import Answerer
from bot.web.problems import Problem, documented, shorten
from locales import find_tag

SCRIPT = Path(__file__).parent.parent / "widget" / "dist" / "teinei.js"
# A new release of the script or of a pack is seen within five minutes, without a version in the address.
_CACHE = {"Cache-Control": "public, max-age=300"}


class Strings(BaseModel):
    """Every word that the widget shows or says to a screen reader."""

    tag: str
    max_message: int
    strings: dict[str, str]


def widget_routes(bot: Answerer, settings: Settings) -> APIRouter:
    """The two routes."""
    routes = APIRouter(prefix="/widget", tags=["widget"])

    @routes.get(
        "/teinei.js",
        response_class=FileResponse,
        responses={200: {"content": {"text/javascript": {"schema": {"type": "string"}}}}},
    )
    async def script() -> Response:
        """The custom element `<teinei-chat>`, one file."""
        return FileResponse(SCRIPT, media_type="text/javascript", headers=_CACHE)

    @routes.get("/strings/{tag}.json", response_model=Strings, responses=documented(404))
    async def strings(tag: str) -> Response:
        """The interface's words in one locale; `default` is the shop's own."""
        found = find_tag(bot.packs, settings.default_locale if tag == "default" else tag)
        if found is None:
            raise Problem(
                404,
                "locale-unknown",
                "The locale is not enabled",
                f"{shorten(tag)!r} is not one of {', '.join(bot.packs)}.",
                field="tag",
                value=shorten(tag),
                expected=f"one of {', '.join(bot.packs)}",
            )
        words = Strings(tag=found, max_message=settings.max_message, strings=bot.packs[found].locale.ui)
        return JSONResponse(words.model_dump(), headers=_CACHE)

    return routes
