"""A PEFT adapter as the GGUF adapter that llama.cpp reads: `convert(peft_dir, base_gguf, out)`.

Plain LoRA on the linear layers of qwen2, qwen3, gemma3 and llama; needs no torch. Tensor names come from
`gguf.get_tensor_name_map`. The llama architecture stores the rows of q and k in another order than
transformers (rotary halves interleaved), so their B matrices are reordered the same way.

Does not: convert DoRA, trained embeddings, biases or fused layers; those are refused by name.
"""

from __future__ import annotations

import json
import math
import os
import re
from pathlib import Path
from typing import Any

import numpy as np

from bot.errors import AdapterError
from bot.models.gguf_meta import GgufInfo, read_gguf
from bot.models.tensors import Array, read_tensors

ARCHITECTURES = ("qwen2", "qwen3", "gemma3", "llama")
_KEY = re.compile(r"base_model\.model\.(.+)\.lora_(A|B)\.weight")
_UNSUPPORTED = ("use_dora", "rank_pattern", "alpha_pattern", "modules_to_save", "lora_bias", "trainable_token_indices")


def convert(peft_dir: Path, base_gguf: Path, out: Path) -> Path:
    """Writes `out` atomically and returns it. Raises AdapterError where the adapter does not fit the base."""
    base = read_gguf(base_gguf)
    alpha, pairs = load_lora(peft_dir, base)
    partial = out.with_name(f".{out.name}.{os.getpid()}.part")
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        _write(partial, base, alpha, pairs)
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return out


def load_lora(peft_dir: Path, base: GgufInfo) -> tuple[float, dict[str, tuple[Array, Array]]]:
    """(alpha as GGUF counts it, base tensor → (A, B)), checked against the base's shapes and the rank."""
    if base.architecture not in ARCHITECTURES:
        raise AdapterError(f"{peft_dir}: bases of architecture {base.architecture!r} take no adapter here, "
                             f"expected one of {list(ARCHITECTURES)}")  # fmt: skip
    config = _config(peft_dir / "adapter_config.json")
    rank, alpha = config["r"], float(config["lora_alpha"])
    pairs = _pairs(read_tensors(peft_dir / "adapter_model.safetensors"), base)
    for name, (a, b) in pairs.items():
        expected = base.shapes[name]
        if (b.shape[0], a.shape[1]) != expected or a.shape[0] != rank or b.shape[1] != rank:
            raise AdapterError(
                f"{peft_dir}: {name} has A {a.shape} and B {b.shape}, expected rank {rank} around {expected}; "
                "was it trained on another base?"
            )
    return (alpha * math.sqrt(rank) if config.get("use_rslora") else alpha), pairs


def _config(path: Path) -> dict[str, Any]:
    try:
        config = json.loads(path.read_bytes())
        if config["peft_type"] != "LORA" or not isinstance(config["r"], int) or config["lora_alpha"] <= 0:
            raise ValueError(f"peft_type {config['peft_type']!r}, r {config['r']!r}, expected a LORA")
        used = [key for key in _UNSUPPORTED if config.get(key)]
        if used or config.get("bias", "none") != "none":
            raise ValueError(f"{used or 'bias'} is not supported; train plain LoRA")
    except OSError as error:
        raise AdapterError(f"{path}: {error.strerror}; expected the folder that PEFT saved") from None
    except (ValueError, KeyError, TypeError) as error:
        raise AdapterError(f"{path}: not the configuration of a plain LoRA adapter: {error}") from None
    return dict(config)


def _pairs(tensors: dict[str, Array], base: GgufInfo) -> dict[str, tuple[Array, Array]]:
    import gguf

    arch = {name: key for key, name in gguf.MODEL_ARCH_NAMES.items()}[base.architecture]
    names = gguf.get_tensor_name_map(arch, base.number("block_count"))
    halves: dict[str, dict[str, Array]] = {}
    for key, array in tensors.items():
        found = _KEY.fullmatch(key)
        target = names.get_name(found[1] + ".weight", try_suffixes=(".weight",)) if found else None
        if found is None or target not in base.shapes or array.ndim != 2:
            raise AdapterError(f"tensor {key!r} belongs to no linear layer of a {base.architecture} base")
        halves.setdefault(target, {})[found[2]] = array
    single = [target for target, half in halves.items() if len(half) < 2]
    if single:
        raise AdapterError(f"only one of lora_A and lora_B for {single[:3]}")
    return {target: (half["A"], half["B"]) for target, half in sorted(halves.items())}


def _write(path: Path, base: GgufInfo, alpha: float, pairs: dict[str, tuple[Array, Array]]) -> None:
    import gguf

    writer = gguf.GGUFWriter(path, base.architecture)
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    for target, (a, b) in pairs.items():
        writer.add_tensor(f"{target}.lora_a", np.ascontiguousarray(a, dtype=np.float16))
        writer.add_tensor(f"{target}.lora_b", np.ascontiguousarray(_ordered(target, b, base), dtype=np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _ordered(target: str, b: Array, base: GgufInfo) -> Array:
    if base.architecture != "llama" or not target.endswith(("attn_q.weight", "attn_k.weight")):
        return b
    heads = base.number("attention.head_count_kv" if "attn_k" in target else "attention.head_count")
    rows, rank = b.shape
    return b.reshape(heads, 2, rows // heads // 2, rank).swapaxes(1, 2).reshape(rows, rank)
