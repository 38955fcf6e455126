"""A llama.cpp server that serves one base with several adapters: `LlamaModel(url, key, adapters, slots)`.

The wire is OpenAI's; the body names the adapter as `lora` and the slot that has most of the prompt read
already as `id_slot`. The server ignores an unknown adapter id and answers with the bare base, so names are
mapped to ids here, by path, and an unknown name is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from bot.models.slots import Slots
from bot.models.wire import open_client, stream_draft
from bot.turn import Draft
from locales import ChatMessage

SEED = 1  # one answer to one question, for whoever debugs a conversation


class LlamaModel:
    """Speaks to the server at `url` (no /v1). `adapters` is name → path as the server was given it."""

    def __init__(
        self, url: str, key: str | None, adapters: Mapping[str, Path], slots: int, seconds: float = 20.0
    ) -> None:
        self.slots = Slots(slots)
        self._client = open_client(f"{url}/", key)
        self._paths = {str(path): name for name, path in adapters.items()}
        self._ids: dict[str, int] = {}
        self._seconds = seconds

    async def learn_adapters(self) -> None:
        """Fills the map from name to id. Raises KeyError naming adapters that the server lacks."""
        listed = (await self._client.get("lora-adapters", timeout=self._seconds)).raise_for_status().json()
        self._ids = {self._paths[entry["path"]]: int(entry["id"]) for entry in listed if entry["path"] in self._paths}
        if missing := set(self._paths.values()) - set(self._ids):
            raise KeyError(f"the model server has no adapter {sorted(missing)}")

    async def complete(
        self, messages: list[ChatMessage], *, adapter: str | None, max_tokens: int, temperature: float
    ) -> Draft:
        """One reply from the slot that knows most of the prompt."""
        if adapter is not None and adapter not in self._ids:
            return Draft(None, adapter, problem=f"adapter_unknown: {adapter!r} is not loaded")
        start, prompt = prompt_text(messages)
        slot = self.slots.take((adapter, start), start, prompt)
        try:
            body = {**self.body(messages, adapter, slot), "max_tokens": max_tokens, "temperature": temperature}
            return await stream_draft(self._client, body, adapter, self._seconds)
        finally:
            self.slots.free(slot)

    def body(self, messages: list[ChatMessage], adapter: str | None, slot: int) -> dict[str, Any]:
        """What every request of ours has in common."""
        lora = [] if adapter is None else [{"id": self._ids[adapter], "scale": 1.0}]
        thinking = {"enable_thinking": False}
        return {"messages": messages, "lora": lora, "id_slot": slot, "cache_prompt": True, "seed": SEED,
                "chat_template_kwargs": thinking}  # fmt: skip

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        """A request of the supervisor's. Raises httpx.HTTPError."""
        answer = await self._client.post(path, json=body, timeout=max(self._seconds, 60.0))
        return answer.raise_for_status().json()

    async def ready(self) -> bool:
        """Whether the server says that it is well."""
        try:
            answer = await self._client.get("health", timeout=3.0)
        except httpx.HTTPError:
            return False
        return answer.status_code == 200

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()


def prompt_text(messages: list[ChatMessage]) -> tuple[str, str]:
    """(system prompt, everything): as much of the rendered prompt as it takes to see what two have in common."""
    texts = [f"{message['role']}\n{message['content']}\n" for message in messages]
    return texts[0] if messages[0]["role"] == "system" else "", "".join(texts)
