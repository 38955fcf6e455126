"""Runs an action on any rasa-sdk action server: `await client.run("action_track_order", slots, …)` → ActionAnswer.

Never raises for what a server or the network does: `ActionAnswer.problem` is then one of
  timeout         no answer in time           rejected        the action declined (400 with its name)
  down            nobody answers there        unknown_action  404
  failed          500 and any other status    garbage         200, but not an answer of the contract
Does not: read, log or pass on the body of a failure. rasa-sdk's 500 repeats the whole request, and with it the
customer's words.
"""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx

from bot.actions.answer import GARBAGE, ActionAnswer, Problem, read_answer
from bot.actions.request import Said, request_body
from bot.errors import TeineiError
from locales.pack import load_contract
from locales.schema import Contract

__all__ = ["ActionAnswer", "ActionClient"]

log = logging.getLogger(__name__)
MAX_ANSWER = 256 * 1024  # bytes; an answer is about 1 kB
NEEDS_DOMAIN = 449


class ActionClient:
    """A pool of connections to one action server; close it at the end."""

    def __init__(
        self, url: str, timeout: float, contract: Contract | None = None, *, selective_domain: bool = False
    ) -> None:
        """`url` with or without `/webhook`; `timeout` is for the whole call, in seconds.

        Raises TeineiError for an address that cannot be one. `selective_domain` sends the domain only when the
        server asks for it (449), as Rasa's `enable_selective_domain` does: fewer bytes, but not with servers of
        the 3.6 line.
        """
        base = _base(url)
        self._webhook, self._health = f"{base}/webhook", f"{base}/health"
        self._timeout = timeout
        self._contract = contract or load_contract()
        self._selective = selective_domain
        # No proxy from the environment: a shop's action server stands beside the bot.
        self._http = httpx.AsyncClient(timeout=timeout, trust_env=False)

    async def run(
        self,
        action: str,
        slots: dict[str, str],
        metadata: dict[str, object],
        sender: str,
        text: str,
        intent: str,
        confidence: float,
    ) -> ActionAnswer:
        """The action's outcome and facts, checked against the contract; or the problem."""
        said = Said(slots, metadata, sender, text, intent, confidence)
        try:
            async with asyncio.timeout(self._timeout):
                status, content = await self._post(request_body(action, said, self._contract, not self._selective))
                if status == NEEDS_DOMAIN:
                    status, content = await self._post(request_body(action, said, self._contract))
        except (TimeoutError, httpx.TimeoutException):
            return _trouble(action, "timeout")
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return _trouble(action, "down", type(error).__name__)
        if status != httpx.codes.OK:
            return _trouble(action, _problem(status, content), str(status))
        answer = read_answer(_json(content), self._contract, intent)
        return answer if answer is not GARBAGE else _trouble(action, "garbage")

    async def ready(self) -> bool:
        """Whether the server says that it is up."""
        try:
            async with asyncio.timeout(self._timeout):
                return (await self._http.get(self._health)).status_code == httpx.codes.OK
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, OSError):
            return False

    async def close(self) -> None:
        """Gives the connections back."""
        await self._http.aclose()

    async def _post(self, body: bytes) -> tuple[int, bytes]:
        """Status and body; no body of a failure but a 400's, and none beyond MAX_ANSWER."""
        # Not compressed: a small answer that unpacks to gigabytes would pass a limit on what is sent.
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        async with self._http.stream("POST", self._webhook, content=body, headers=headers) as answer:
            if answer.status_code not in (httpx.codes.OK, httpx.codes.BAD_REQUEST):
                return answer.status_code, b""
            content = b""
            async for part in answer.aiter_bytes():
                content += part
                if len(content) > MAX_ANSWER:
                    return answer.status_code, b""
            return answer.status_code, content


def _base(url: str) -> str:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:  # a port above 65535, half an IPv6 address
        sound = False
    if not sound:
        shown = url.rsplit("@", 1)[-1]  # what stands before may be a password
        raise TeineiError(f"action_url {shown!r}: expected http://host:port; set TEINEI_ACTION_URL")
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/").removesuffix("/webhook"), "", ""))


def _problem(status: int, content: bytes) -> Problem:
    if status == httpx.codes.NOT_FOUND:
        return "unknown_action"
    if status == httpx.codes.BAD_REQUEST:
        # A declined action is named; any other 400 is about the request, not about the customer's wish.
        body = _json(content)
        return "rejected" if isinstance(body, dict) and body.get("action_name") else "failed"
    return "failed"


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _trouble(action: str, problem: Problem, detail: str = "") -> ActionAnswer:
    log.warning("action %s: %s%s", action, problem, f" ({detail})" if detail else "")
    return ActionAnswer(problem=problem)
