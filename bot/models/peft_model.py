"""A base in transformers format with its adapters, in this process: `open_peft(folder, {"ja-JP-retail-v1": path})`.

For bases that llama.cpp has no file of, and on a GPU. On two cores it writes 3 tokens a second where llama.cpp
writes 40. The one file of `bot` that imports torch, and only when such a base is opened.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from bot.errors import ModelError
from bot.models.files import sha256_of
from bot.turn import Draft
from locales import ChatMessage

if TYPE_CHECKING:
    import torch


def folder_sha256(folder: Path) -> str:
    """The hash that manifests hold for such a base: that of its one weights file, or of its shards' hashes."""
    hashes = [sha256_of(path) for path in sorted(folder.glob("*.safetensors"))]
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()


def folder_template(folder: Path) -> str | None:
    """The chat template of a tokenizer in this folder."""
    if (jinja := folder / "chat_template.jinja").exists():
        return jinja.read_text(encoding="utf-8")
    try:
        template = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8")).get("chat_template")
    except (OSError, ValueError):
        return None
    return template if isinstance(template, str) else None


def open_peft(folder: Path, adapters: Mapping[str, Path], seconds: float = 20.0) -> PeftModel:
    """Loads base and adapters (folders that PEFT saved, checked by the caller). Raises ModelError."""
    try:
        import torch
        from peft import PeftModel as Adapted
        from transformers import AutoModelForCausalLM, AutoTokenizer
        from transformers.utils import logging
    except ModuleNotFoundError as error:
        raise ModelError(f"{folder}: serving safetensors needs {error.name}; pip install 'teinei[train]'") from None
    logging.disable_progress_bar()
    try:
        safe: dict[str, Any] = {"trust_remote_code": False, "local_files_only": True}
        tokenizer = AutoTokenizer.from_pretrained(folder, **safe)
        dtype = torch.bfloat16 if torch.cuda.is_available() else torch.float32
        model = AutoModelForCausalLM.from_pretrained(folder, dtype=dtype, use_safetensors=True, **safe)
        inner = {name: f"adapter_{place}" for place, name in enumerate(adapters)}  # torch allows no dots in names
        for place, (name, path) in enumerate(adapters.items()):
            if place == 0:
                model = Adapted.from_pretrained(model, path, adapter_name=inner[name])
            else:
                model.load_adapter(path, adapter_name=inner[name])
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(f"{folder}: transformers cannot open it: {str(error).splitlines()[0]}") from None
    if not tokenizer.chat_template:
        raise ModelError(f"{folder} has no chat template: the model would be asked in a form that it never saw")
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return PeftModel(model.to(device).eval(), tokenizer, inner, seconds)


class PeftModel:
    """A ChatModel; one reply at a time, in a thread, so that the web app goes on."""

    def __init__(self, model: Any, tokenizer: Any, adapters: dict[str, str], seconds: float) -> None:
        self._model, self._tokenizer, self._adapters, self._seconds = model, tokenizer, adapters, seconds
        self._turn = asyncio.Lock()

    async def complete(
        self, messages: list[ChatMessage], *, adapter: str | None, max_tokens: int, temperature: float
    ) -> Draft:
        """One reply, ended at the deadline."""
        if adapter is not None and adapter not in self._adapters:
            return Draft(None, adapter, problem=f"adapter_unknown: {adapter!r} is not loaded")
        try:
            async with asyncio.timeout(self._seconds):
                await self._turn.acquire()
        except TimeoutError:
            return Draft(None, adapter, problem="model_busy: another reply is being written")
        try:
            return await asyncio.to_thread(self._write, messages, adapter, max_tokens, temperature)
        except (RuntimeError, ValueError) as error:
            return Draft(None, adapter, problem=f"model_error: {str(error).splitlines()[0][:200]}")
        finally:
            self._turn.release()

    def _write(self, messages: list[ChatMessage], adapter: str | None, max_tokens: int, temperature: float) -> Draft:
        import torch

        begun, first, late = perf_counter(), 0.0, False

        def watch(ids: torch.Tensor, scores: Any, **_: Any) -> torch.Tensor:
            nonlocal first, late
            first = first or perf_counter() - begun
            late = perf_counter() - begun > self._seconds
            return torch.full((ids.shape[0],), late, dtype=torch.bool, device=ids.device)

        inputs = self._tokenizer.apply_chat_template(
            messages, add_generation_prompt=True, return_tensors="pt", return_dict=True
        ).to(self._model.device)
        names = {"adapter_names": [self._adapters[adapter] if adapter else "__base__"]} if self._adapters else {}
        sampling = {"do_sample": True, "temperature": temperature} if temperature > 0 else {"do_sample": False}
        with torch.inference_mode():
            ids = self._model.generate(
                **inputs, **names, **sampling, max_new_tokens=max_tokens, stopping_criteria=[watch]
            )[0]
        prompt, written = inputs["input_ids"].shape[1], ids[inputs["input_ids"].shape[1] :]
        text = self._tokenizer.decode(written, skip_special_tokens=True).strip()
        problem = None if text else "empty"
        if late:
            problem = f"model_timeout: no whole reply within {self._seconds:g} s"
        elif len(written) >= max_tokens and not self._ended(int(written[-1])):
            problem = "cut_off: the reply did not end within max_tokens"
        seconds = perf_counter() - begun
        return Draft(None if problem else text, adapter, problem, prompt, len(written), first * 1000, seconds)

    def _ended(self, token: int) -> bool:
        ends = self._model.generation_config.eos_token_id
        return token in (ends if isinstance(ends, list) else [ends])

    async def ready(self) -> bool:
        """Loaded is ready."""
        return True

    async def close(self) -> None:
        """Nothing is open."""
