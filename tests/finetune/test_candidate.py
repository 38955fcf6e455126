"""On the real base: a run's adapter acts in llama.cpp, and one that does nothing is found out."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.errors import AdapterError, ModelError
from bot.models.bases import find_base
from bot.settings import Settings
from finetune.candidate import NAME, open_candidate
from locales.pack import Pack

BASE = "qwen2.5-coder-0.5b-instruct"
SHAPES = {"q_proj": (896, 896), "o_proj": (896, 896), "down_proj": (4864, 896)}


def write_adapter(folder: Path, scale: float) -> Path:
    """A LoRA of rank 2 on one layer, as PEFT saves it; scale 0 is one that changes nothing."""
    import torch
    from peft import LoraConfig
    from safetensors.torch import save_file

    generator = torch.Generator().manual_seed(0)
    tensors = {}
    for name, (inputs, outputs) in SHAPES.items():
        part = "mlp" if name == "down_proj" else "self_attn"
        stem = f"base_model.model.model.layers.3.{part}.{name}"
        tensors[f"{stem}.lora_A.weight"] = torch.randn(2, inputs, generator=generator).half() * 0.1
        tensors[f"{stem}.lora_B.weight"] = torch.randn(outputs, 2, generator=generator).half() * scale
    folder.mkdir()
    save_file(tensors, folder / "adapter_model.safetensors")
    LoraConfig(r=2, lora_alpha=4, target_modules=list(SHAPES), task_type="CAUSAL_LM").save_pretrained(folder)
    return folder


@pytest.fixture()
def base() -> Path:
    try:
        return find_base(BASE, Settings().cache)
    except ModelError as missing:
        pytest.fail(str(missing))


@pytest.mark.model
def test_reply_with_the_adapter_differs(tmp_path: Path, base: Path, tiny_pack: Pack) -> None:
    async def replies() -> list[str | None]:
        async with open_candidate(write_adapter(tmp_path / "a", 0.3), base, tiny_pack, Settings()) as model:
            asked = [{"role": "user", "content": "日本の首都はどこですか。"}]
            return [
                (await model.complete(asked, adapter=name, max_tokens=24, temperature=0.0)).text  # type: ignore[arg-type]
                for name in (None, NAME)
            ]

    plain, adapted = asyncio.run(replies())
    assert plain and plain != adapted


@pytest.mark.model
def test_adapter_that_changes_nothing_is_refused(tmp_path: Path, base: Path, tiny_pack: Pack) -> None:
    async def start() -> None:
        async with open_candidate(write_adapter(tmp_path / "a", 0.0), base, tiny_pack, Settings()):
            raise AssertionError("an adapter that changes nothing was served")

    with pytest.raises(AdapterError, match="changes nothing"):
        asyncio.run(start())
