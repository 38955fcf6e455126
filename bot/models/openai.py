"""Any OpenAI-compatible server (vLLM, SGLang, llama-server, vendors); an adapter is addressed as a model.

>>> model = OpenAIModel("http://127.0.0.1:8000/v1", "Qwen/Qwen3-4B-Instruct-2507", key=None)     # doctest: +SKIP
"""

from __future__ import annotations

from typing import Any

import httpx

from bot.models.wire import open_client, stream_draft
from bot.turn import Draft
from locales import ChatMessage


class OpenAIModel:
    """Speaks to `url` (ends in /v1). `extra` is added to every body, for what only some servers take."""

    def __init__(
        self, url: str, base: str, key: str | None = None, seconds: float = 20.0, extra: dict[str, Any] | None = None
    ) -> None:
        self._client = open_client(url.rstrip("/") + "/", key)
        self._base, self._seconds, self._extra = base, seconds, extra or {}

    async def complete(
        self, messages: list[ChatMessage], *, adapter: str | None, max_tokens: int, temperature: float
    ) -> Draft:
        """One reply; the adapter's name goes where the model's name goes (vLLM, SGLang, LoRAX)."""
        body = {"model": adapter or self._base, "messages": messages, "max_tokens": max_tokens}
        draft = await stream_draft(
            self._client, {**body, "temperature": temperature, **self._extra}, adapter, self._seconds
        )
        if adapter and draft.problem and draft.problem.startswith("model_error: HTTP 404"):
            return Draft(None, adapter, problem=f"adapter_unknown: the server has no model {adapter!r}")
        return draft

    async def ready(self) -> bool:
        """Whether the server lists its models."""
        try:
            answer = await self._client.get("models", timeout=2.0)
        except httpx.HTTPError:
            return False
        return answer.status_code == 200

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()
