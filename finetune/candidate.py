"""A model process that serves a run's adapter beside the bare base: `async with open_candidate(…) as model`.

The very process, client and conversion that serve customers (`bot.models.open_model.open_llama`), with the
run's adapter as GGUF under NAME. The process is handed over only after its own probe has shown that the
adapter acts; nothing of it is left in the cache afterwards.
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.local import free_port
from bot.models.chat import ChatModel
from bot.models.gguf_adapter import convert
from bot.models.open_model import open_llama
from bot.models.warm import Lane
from bot.settings import Settings
from finetune.errors import TrainError
from locales.pack import Pack

NAME = "candidate"
PATIENCE = 3  # times the serving timeout: a slow machine must not count as a bad reply


@asynccontextmanager
async def open_candidate(adapter: Path, base: Path, pack: Pack, settings: Settings) -> AsyncIterator[ChatModel]:
    """The model with the adapter under NAME. Raises TeineiError when it does not start or does not act."""
    if base.suffix != ".gguf":
        raise TrainError(f"base {base}: llama.cpp serves no folder of safetensors; evaluate on its GGUF conversion")
    system = pack.locale.prompt.system.strip() if pack.locale.prompt else ""
    with tempfile.TemporaryDirectory(prefix="teinei-candidate-") as name:
        work = Path(name)
        (work / "logs").mkdir()
        gguf = convert(adapter, base, work / f"{NAME}.gguf")
        own = settings.model_copy(
            update={
                "cache": work,
                "data": work,
                "model_port": free_port(),
                "model_timeout": PATIENCE * settings.model_timeout,
            }
        )
        async with open_llama(own, base, {NAME: gguf}, [Lane(None, system), Lane(NAME, system)]) as model:
            yield model
