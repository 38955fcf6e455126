"""The operating system's side of the model process: start it, hear why it ended, end it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

import bot
from bot.errors import AdapterError, ModelError, PortTaken, TeineiError
from bot.models.llama_process import LlamaConfig

FAREWELL = 5.0  # seconds to end by itself after its stdin was closed
LOG_LIMIT = 5_000_000  # bytes; then the log moves aside, one old one is kept


@dataclass
class Child:
    """One running process; `begins` is where its part of the log begins."""

    process: asyncio.subprocess.Process
    log: Path
    begins: int

    @classmethod
    async def spawn(cls, config: LlamaConfig, log: Path) -> Child:
        """Starts it. Raises PortTaken, and ModelError for a file that is not there."""
        for file in (config.base, *config.adapters):
            if not Path(file).is_file():
                raise ModelError(f"{file}: no such file; `teinei models list` shows which bases are here")
        _check_port(config)
        _make_room(log)
        root = str(Path(bot.__file__).parents[1])
        paths = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH")) if part)
        with log.open("ab") as out:
            begins = out.tell()
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot.models.llama_process",
                stdin=asyncio.subprocess.PIPE, stdout=out, stderr=out,
                start_new_session=True, env={**os.environ, "PYTHONPATH": paths},
            )  # fmt: skip
        assert process.stdin
        process.stdin.write(config.to_json().encode() + b"\n")
        return cls(process, log, begins)

    @property
    def pid(self) -> int:
        """Its number."""
        return self.process.pid

    @property
    def ended(self) -> bool:
        """Whether it is gone."""
        return self.process.returncode is not None

    async def wait(self) -> None:
        """Returns when it has ended."""
        await self.process.wait()

    async def end(self) -> None:
        """Closes its stdin, which ends it; kills it when that does not."""
        if self.process.stdin:
            self.process.stdin.close()
        try:
            await asyncio.wait_for(self.process.wait(), FAREWELL)
        except TimeoutError:
            os.killpg(self.process.pid, signal.SIGKILL)
            await self.process.wait()

    def why_it_ended(self, config: LlamaConfig) -> TeineiError:
        """One line that says what the server's log says in twenty."""
        with self.log.open("rb") as file:
            file.seek(self.begins)
            lines = [
                line.split(" E ", 1)[1] for line in file.read().decode(errors="replace").splitlines() if " E " in line
            ]
        last = lines[-1] if lines else "nothing"
        for adapter in config.adapters:
            if any("lora" in line and adapter in line for line in lines):
                reason = next(line for line in lines if "lora" in line)
                return AdapterError(f"adapter {adapter} does not fit the base {config.base}: {reason.strip()}")
        if any("failed to load model" in line for line in lines):
            why = next(line for line in lines if "gguf" in line.lower() or "error loading" in line)
            return ModelError(
                f"llama.cpp cannot read the base {config.base}: {why.strip()}; teinei models verify tells more"
            )
        code = self.process.returncode
        return ModelError(
            f"the model process ended with code {code}; its last word was {last.strip()!r}, its log is {self.log}"
        )


def _check_port(config: LlamaConfig) -> None:
    """llama.cpp itself would share a port with another server without a word."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((config.host, config.port))
        except OSError:
            raise PortTaken("model", config.host, config.port) from None


def _make_room(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_name(log.name + ".1"))
