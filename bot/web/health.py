"""`/healthz` (the process lives), `/readyz` (every part answers; 503 names those that do not), `/version`."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from bot import __version__
from bot.settings import Settings
from bot.web.answerer import Answerer
from bot.web.problems import Problem, documented


class Health(BaseModel):
    """The process answers; says nothing about its parts."""

    status: str = "ok"


class Ready(BaseModel):
    """Each part that a turn needs, and whether it answers."""

    ready: bool
    parts: dict[str, bool]


class Version(BaseModel):
    """What runs here."""

    version: str
    locales: list[str]
    base: str


def health_routes(bot: Answerer, settings: Settings) -> APIRouter:
    """The three routes that an operator's probes ask."""
    routes = APIRouter(tags=["operations"])

    @routes.get("/healthz")
    async def healthz() -> Health:
        """Whether the process lives."""
        return Health()

    @routes.get("/readyz", responses=documented(503))
    async def readyz() -> Ready:
        """Whether every part answers."""
        parts = await bot.ready()
        missing = [name for name, up in parts.items() if not up]
        if missing:
            raise Problem(
                503,
                "not-ready",
                "A part that the bot needs does not answer",
                f"{', '.join(missing)} {'does' if len(missing) == 1 else 'do'} not answer.",
                missing=missing,
                parts=parts,
            )
        return Ready(ready=True, parts=parts)

    @routes.get("/version")
    async def version() -> Version:
        """The release, the enabled locales and the base model."""
        return Version(version=__version__, locales=list(bot.packs), base=settings.base)

    return routes
