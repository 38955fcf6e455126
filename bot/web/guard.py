"""ASGI middleware around everything: security headers on each response, and no internals in a failure's.

Works on raw ASGI messages, so that streams pass through untouched.
"""

from __future__ import annotations

import logging
import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.problems import Problem, to_response

log = logging.getLogger(__name__)

# The page needs its own script, style sheet, pictures and the bot; the widget adds no rule (adopted style sheets).
PAGE_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": PAGE_CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def failure() -> Problem:
    """A 500 whose `reference` finds the traceback in the log."""
    reference = secrets.token_hex(4)
    log.exception("request failed, reference %s", reference)
    return Problem(
        500,
        "server-failed",
        "The server failed",
        "The server could not answer. Nothing is wrong with the request; try again. "
        f"The operator finds the cause in the log under {reference}.",
        reference=reference,
    )


class Guard:
    """Wraps an ASGI app: `Guard(app)`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_guarded)
        except Exception:
            problem = failure()
            if started:
                raise
            await to_response(problem)(scope, receive, send_guarded)
