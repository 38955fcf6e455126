"""The model's own process: a llama.cpp server on loopback, told what to do by one line of JSON on stdin.

    echo '{"base": "qwen.gguf", "port": 8081}' | python -m bot.models.llama_process

It ends when stdin closes: that is when its parent ends, however that happens, so none is left behind.
Values measured on two cores with the default base stand beside the fields.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from dataclasses import asdict, dataclass
from typing import Any

from bot.parent import die_with_parent


@dataclass(frozen=True)
class LlamaConfig:
    """What the server is started with; `adapters` are GGUF files, all at scale 0 until a request asks."""

    base: str
    port: int
    host: str = "127.0.0.1"
    key: str | None = None
    adapters: tuple[str, ...] = ()
    slots: int = 1
    context: int = 2048  # tokens a slot; 24 MB each for the default base
    threads: int = 2
    template: str | None = None  # Jinja, for bases that carry none
    states: str | None = None  # folder of saved slot states
    plain: bool = False  # llama.cpp's own defaults, to measure against
    ngram: int = 4  # tokens that must recur before the rest is guessed
    guess: int = 16  # tokens guessed at once

    def to_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> LlamaConfig:
        """The reverse."""
        data = json.loads(line)
        return cls(**{**data, "adapters": tuple(data.get("adapters", ()))})


def build_params(config: LlamaConfig) -> Any:
    """The server's parameters in llama.cpp's own terms."""
    import xllamacpp as llama

    params = llama.CommonParams()
    params.model.path = config.base
    params.hostnames, params.port = [config.host], config.port
    params.api_keys = [config.key] if config.key else []
    params.lora_adapters = [llama.CommonAdapterLoraInfo(path, 0.0) for path in config.adapters]
    params.lora_init_without_apply = True
    params.n_parallel, params.n_ctx = config.slots, config.slots * config.context
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = config.threads
    params.fit_params = False  # sizes are ours to choose
    params.ui, params.endpoint_slots, params.endpoint_props = False, True, False
    params.verbosity = 2  # warnings; never the customers' words
    if config.template:
        params.chat_template = config.template
    if config.states:
        params.slot_save_path = config.states.rstrip("/") + "/"
    if config.plain:
        params.n_ctx, params.kv_unified = 0, True
    else:
        # Adapters repeat the approved text: SIMPLE with short keys guessed 286 of 450 tokens right (50 tokens a second
        # against 42), MAP_K only 48 (42); SIMPLE's own 12 and 48 guess too late and too much (42).
        params.speculative.types = [llama.common_speculative_type.COMMON_SPECULATIVE_TYPE_NGRAM_SIMPLE]
        params.speculative.ngram_simple.size_n, params.speculative.ngram_simple.size_m = config.ngram, config.guess
    return params


def main() -> None:
    """Serves until stdin closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    die_with_parent(signal.SIGKILL)  # also in the seconds when the library holds Python's lock
    config = LlamaConfig.from_json(sys.stdin.readline())
    # How long a waiting thread spins before it sleeps. The library's 300,000 rounds halve to tenth the speed as soon
    # as another process wants a core (2.7 tokens a second beside two busy ones); never spinning costs half of it
    # on an idle machine (18 against 42); 20,000 rounds cost nothing there. Read when the library loads.
    if not config.plain:
        os.environ.setdefault("GOMP_SPINCOUNT", "20000")
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    import xllamacpp as llama

    try:
        server = llama.Server(build_params(config))
    except Exception as error:
        sys.stderr.write(f"llama.cpp did not start: {error}\n")
        sys.stderr.flush()
        os._exit(3)
    threading.Event().wait()
    del server


def _end_with_stdin() -> None:
    sys.stdin.read()
    os._exit(0)  # the server's own farewell waits for replies that nobody reads


if __name__ == "__main__":
    main()
