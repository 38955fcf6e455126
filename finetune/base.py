"""The base model's weights in the form that training needs: `open_base("qwen2.5-coder-0.5b-instruct").folder`.

A GGUF is opened by transformers in about a minute; the de-quantized weights are therefore written once
into the cache (`converted/<base>-<sha8>`) and open in three seconds afterwards. Training against these
weights, and not the vendor's original ones, fits the adapter to what llama.cpp serves.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.models.files import sha256_of
from finetune.checkpoint import sync
from finetune.errors import TrainError

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class Base:
    """A base on disk: `folder` for training, `gguf` for serving (None: the base is a folder only)."""

    name: str
    folder: Path
    sha256: str
    gguf: Path | None = None


def open_base(name: str, cache: Path) -> Base:
    """The base by catalog name, file, folder or hub id, pulled and converted where that has not been done."""
    from bot.models.pull import pull

    path = pull(name, cache=cache)
    if path.is_dir():
        return Base(name, path, _digest_folder(path))
    sha256 = sha256_of(path)
    short = path.stem if name.endswith(".gguf") else name.replace("/", "--")
    folder = cache / "converted" / f"{short}-{sha256[:8]}"
    if not (folder / "config.json").exists():
        _convert(path, folder)
    return Base(short, folder, sha256, gguf=path)


def load_tokenizer(base: Base) -> Any:
    """The base's tokenizer with its chat template. Raises TrainError when either part is missing."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(base.folder, trust_remote_code=False)
    if not tokenizer.chat_template:
        raise TrainError(f"base {base.name!r} has no chat template: the model would be trained on a guess")
    if tokenizer.eos_token is None:
        raise TrainError(f"base {base.name!r} has no end token: the adapter would never learn to stop")
    return tokenizer


def load_weights(base: Base, dtype: torch.dtype) -> Any:
    """The base as a causal language model, frozen."""
    from transformers import AutoModelForCausalLM
    from transformers.utils import logging

    logging.disable_progress_bar()
    model = AutoModelForCausalLM.from_pretrained(base.folder, dtype=dtype, trust_remote_code=False)
    return model.requires_grad_(False)


def _convert(gguf: Path, folder: Path) -> None:
    """Writes beside the target and renames, so that a killed conversion leaves nothing half done."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=folder.name + ".", dir=folder.parent))
    try:
        where = {"pretrained_model_name_or_path": gguf.parent, "gguf_file": gguf.name}
        tokenizer = AutoTokenizer.from_pretrained(**where)
        model = AutoModelForCausalLM.from_pretrained(**where, dtype=torch.bfloat16)
        # Left in place, these make save_pretrained write packed 4-bit blocks that cannot be trained.
        if hasattr(model.config, "quantization_config"):
            del model.config.quantization_config
        model.hf_quantizer = None
        model.save_pretrained(work)
        tokenizer.save_pretrained(work)
        work.chmod(0o755)
        for path in (*work.iterdir(), work):
            sync(path)
        os.replace(work, folder)
    except OSError as error:
        if not (folder / "config.json").exists():  # another process may have been faster
            raise TrainError(f"cannot write {folder}: {error.strerror or error}; 1.3 GB are needed") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _digest_folder(folder: Path) -> str:
    """One hash over all weight files, each by name and content."""
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise TrainError(f"base {folder}: no .safetensors in it; pickled weights are not opened")
    lines = [f"{sha256_of(path)}  {path.name}\n" for path in files]
    return hashlib.sha256("".join(lines).encode()).hexdigest()
