"""A model process that serves a run's adapter beside the bare base: `async with open_candidate(…) as model`.

The same llama.cpp process, client and conversion that serve customers; only the supervisor is left out,
because an evaluation whose model dies should fail and say so. Before it is handed over, a probe asks the
same question with and without the adapter: an adapter that changes nothing was not applied.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.local import free_port
from bot.models.chat import ChatModel
from bot.models.gguf_adapter import convert
from bot.models.llama import LlamaModel
from bot.models.llama_process import LlamaConfig
from bot.settings import Settings
from finetune.errors import TrainError
from locales.pack import Pack
from locales.prompt import build_prompt

NAME = "candidate"
START = 60.0  # seconds; the default base is loaded in 3
PROBES = 3


@asynccontextmanager
async def open_candidate(adapter: Path, base: Path, pack: Pack, settings: Settings) -> AsyncIterator[ChatModel]:
    """The model with the adapter under NAME. Raises TrainError when it does not start or is not applied."""
    if base.suffix != ".gguf":
        raise TrainError(f"base {base}: a folder cannot be served by llama.cpp; evaluate on its GGUF conversion")
    with tempfile.TemporaryDirectory(prefix="teinei-candidate-") as work:
        gguf = convert(adapter, base, Path(work) / f"{NAME}.gguf")
        port = free_port()
        config = LlamaConfig(str(base), port, adapters=(str(gguf),), slots=2, threads=settings.threads)
        log = Path(work) / "llama.log"
        process = await _start(config, log)
        model = LlamaModel(
            f"http://127.0.0.1:{port}", None, {NAME: gguf}, config.slots, seconds=3 * settings.model_timeout
        )
        try:
            await _wait(model, process, log)
            await model.learn_adapters()
            await _probe(model, pack, settings)
            yield model
        finally:
            await model.close()
            if process.returncode is None:
                process.kill()
            await process.wait()


async def _start(config: LlamaConfig, log: Path) -> Process:
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.models.llama_process", stdin=PIPE, stdout=out, stderr=out, env=dict(os.environ)
        )
    assert process.stdin
    process.stdin.write(config.to_json().encode() + b"\n")  # left open: the server ends when it closes
    await process.stdin.drain()
    return process


async def _wait(model: LlamaModel, process: Process, log: Path) -> None:
    for _ in range(int(START / 0.2)):
        if process.returncode is None and await model.ready():
            return
        if process.returncode is not None:
            break
        await asyncio.sleep(0.2)
    tail = " / ".join(log.read_text(errors="replace").splitlines()[-3:])
    raise TrainError(f"the model did not start within {START:.0f} s: {tail or 'it said nothing'}")


async def _probe(model: ChatModel, pack: Pack, settings: Settings) -> None:
    for row in pack.dialogues(heldout=True)[:PROBES]:
        prompt = build_prompt(pack, row.messages, pack.reply(row.intent, row.outcome, row.facts), pack.show(row.facts))
        said = [
            (await model.complete(prompt, adapter=name, max_tokens=settings.max_tokens, temperature=0.0)).text
            for name in (None, NAME)
        ]
        if said[0] != said[1]:
            return
    raise TrainError(
        f"{PROBES} held-out dialogues are answered the same with and without the adapter: it is not applied, "
        "or it learned nothing; look at the loss in run.json"
    )
