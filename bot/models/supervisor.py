"""The model process, watched: `ModelProcess(config, adapters, lanes, log)`, then `start`, `complete`, `close`.

A process that dies or no longer answers is started again, after half a second, then one, two … thirty; turns
meanwhile get a draft with the problem `model_restarting` at once and are answered with the approved text.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx

from bot.errors import ModelError, TeineiError
from bot.models.child import Child
from bot.models.llama import LlamaModel
from bot.models.llama_process import LlamaConfig
from bot.models.warm import Lane, probe, warm
from bot.turn import Draft
from locales import ChatMessage

HEARTBEAT = 5.0  # seconds between looks at a healthy process
MISSES = 6  # unanswered looks before it is taken for hung: a crowded machine answers late
PATIENCE = 120.0  # seconds to load the base
CALM = 60.0  # seconds up after which the next failure starts from the shortest pause
_LOG = logging.getLogger("teinei.model")


class ModelProcess:
    """A ChatModel over a llama.cpp process of its own. `adapters` is name → GGUF file."""

    def __init__(
        self, config: LlamaConfig, adapters: Mapping[str, Path], lanes: Sequence[Lane], log: Path,
        seconds: float = 20.0, stamp: str = "",
    ) -> None:  # fmt: skip
        self._config, self._adapters, self._lanes = config, dict(adapters), tuple(lanes)
        self._log, self._seconds, self._stamp = log, seconds, stamp
        self._child: Child | None = None
        self._model: LlamaModel | None = None
        self._watcher: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Returns when the first customer can be served. Raises TeineiError in one line where it cannot."""
        try:
            await self._launch(first=True)
        except BaseException:
            await self._end()
            raise
        self._watcher = asyncio.create_task(self._watch())

    async def complete(
        self, messages: list[ChatMessage], *, adapter: str | None, max_tokens: int, temperature: float
    ) -> Draft:
        """The process's reply, or at once a draft that says that it restarts."""
        if self._model is None:
            return Draft(None, adapter, problem="model_restarting")
        return await self._model.complete(messages, adapter=adapter, max_tokens=max_tokens, temperature=temperature)

    async def ready(self) -> bool:
        """Whether the process is up and says that it is well."""
        return self._model is not None and await self._model.ready()

    async def close(self) -> None:
        """Stops watching and ends the process; none is left behind."""
        if self._watcher:
            self._watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watcher
            self._watcher = None
        await self._end()

    @property
    def pid(self) -> int | None:
        """The process's id while there is one."""
        return self._child.pid if self._child else None

    async def _launch(self, first: bool) -> None:
        self._child = await Child.spawn(self._config, self._log)
        url = f"http://{self._config.host}:{self._config.port}"
        model = LlamaModel(url, self._config.key, self._adapters, self._config.slots, self._seconds)
        try:
            await self._until_ready(model, self._child)
            await model.learn_adapters()
            if first:
                await probe(model, list(self._adapters))
            if self._config.states:
                await warm(model, self._lanes, self._config.slots, self._stamp, Path(self._config.states))
        except (httpx.HTTPError, KeyError, ValueError) as error:
            await model.close()
            raise ModelError(f"the model server did not get ready: {error!r}; its log is {self._log}") from None
        except BaseException:
            await model.close()
            raise
        self._model = model

    async def _until_ready(self, model: LlamaModel, child: Child) -> None:
        deadline = time.monotonic() + PATIENCE
        while not await model.ready():
            if child.ended:
                raise child.why_it_ended(self._config)
            if time.monotonic() > deadline:
                raise ModelError(f"the model server was not ready after {PATIENCE:.0f} s; its log is {self._log}")
            await asyncio.sleep(0.05)

    async def _watch(self) -> None:
        failures, since = 0, time.monotonic()
        while True:
            await self._until_lost()
            failures = 0 if time.monotonic() - since > CALM else failures
            await self._end()
            pause = min(30.0, 0.5 * 2**failures)
            failures += 1
            _LOG.warning("the model process is gone; starting it again in %.1f s", pause)
            await asyncio.sleep(pause)
            try:
                await self._launch(first=False)
                since = time.monotonic()
            except (TeineiError, OSError) as problem:
                _LOG.error("%s", problem)

    async def _until_lost(self) -> None:
        """Returns when the process has ended, or has not answered MISSES times in a row."""
        misses = 0
        while self._child and self._model and misses < MISSES:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._child.wait(), HEARTBEAT)
                return
            misses = 0 if await self._model.ready() else misses + 1

    async def _end(self) -> None:
        model, child, self._model, self._child = self._model, self._child, None, None
        if model:
            await model.close()
        if child:
            await child.end()
