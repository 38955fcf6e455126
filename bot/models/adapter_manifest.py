"""`adapter.yaml` of a locale: which adapter serves it, what it was trained from, and whether it may be served.

    name: ja-JP-retail-v1                 # immutable; a better adapter is -v2
    base: {name: qwen2.5-coder-0.5b-instruct, sha256: 1d96…}
    chat_template_sha256: cd8e…           # of the template that rendered the training rows
    prompt_sha256: …                      # of what build_prompt makes of this pack
    data_sha256: …
    recipe: finetune/recipes/ja-JP.yaml
    folder: adapter                       # beside this file: what PEFT saved
    files: {adapter_config.json: …, adapter_model.safetensors: …}
    scores: {base: {passed: 0.41}, adapter: {passed: 0.97}}

PEFT checks nothing about an adapter's base and falls back to pickles, and a template mismatch between training
and serving halves quality without an error; so everything is checked here, and a mismatch is refused.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.errors import AdapterError
from bot.models.catalog import Sha256
from bot.models.files import sha256_of
from locales import Pack, build_prompt
from locales.read import read_yaml

ALLOWED = ("adapter_config.json", "adapter_model.safetensors", "README.md")
REQUIRED = ALLOWED[:2]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TrainedOn(_Strict):
    """The base that an adapter belongs to."""

    name: str
    sha256: Sha256


class Manifest(_Strict):
    """`adapter.yaml`. The name never changes its content and holds no `:`, which SGLang reads as an adapter."""

    name: Annotated[str, Field(pattern=r"^[\w.-]+-v[0-9]+$")]
    base: TrainedOn
    chat_template_sha256: Sha256
    prompt_sha256: Sha256
    data_sha256: Sha256
    recipe: str
    folder: Annotated[str, Field(pattern=r"^[\w-][\w.-]*$")]
    files: dict[str, Sha256]
    scores: dict[str, dict[str, float]] = {}


def load_manifest(folder: Path) -> Manifest | None:
    """The manifest of a locale's folder; None where it has no adapter. Raises PackError with the line."""
    path = folder / "adapter.yaml"
    return read_yaml(path, TypeAdapter(Manifest)) if path.exists() else None


def prompt_sha256(pack: Pack) -> str:
    """The hash of the pack's prompt as it is rendered, words of customers apart."""
    chat = build_prompt(pack, ["{customer}", "{agent}", "{customer}"], "{approved}", {"fact": "{value}"})
    return hashlib.sha256(json.dumps(chat, ensure_ascii=False).encode()).hexdigest()


def check_fit(manifest: Manifest, base_sha256: str, template_sha256: str | None, prompt: str) -> None:
    """Raises AdapterError naming what differs between training and serving."""
    again = "train it on this one, or go back: teinei train rollback"
    if manifest.base.sha256 != base_sha256:
        raise AdapterError(
            f"adapter {manifest.name!r} was trained on {manifest.base.name} ({manifest.base.sha256[:12]}…), "
            f"this base is {base_sha256[:12]}…; {again}"
        )
    if manifest.chat_template_sha256 != template_sha256:
        raise AdapterError(
            f"adapter {manifest.name!r} was trained with chat template {manifest.chat_template_sha256[:12]}…, "
            f"this base renders with {(template_sha256 or 'none')[:12]}…; {again}"
        )
    if manifest.prompt_sha256 != prompt:
        raise AdapterError(
            f"adapter {manifest.name!r}: the prompt in locale.yaml is not the one that it was trained with; "
            "take the change back, or train again: teinei train run"
        )


def check_bundle(folder: Path, manifest: Manifest) -> Path:
    """The folder of the adapter's files, each as the manifest says and nothing else. Raises AdapterError."""
    bundle = folder / manifest.folder
    if bundle.is_symlink() or not bundle.is_dir():
        raise AdapterError(f"{bundle}: expected the folder of adapter {manifest.name!r}")
    found = sorted(path.name for path in bundle.iterdir())
    if extra := [name for name in found if name not in ALLOWED]:
        raise AdapterError(f"{bundle}: {extra} do not belong to an adapter, only {list(ALLOWED)}; remove them")
    if set(found) != set(manifest.files) or not set(REQUIRED) <= set(found):
        raise AdapterError(f"{bundle}: holds {found}, the manifest lists {sorted(manifest.files)}")
    for name, sha256 in manifest.files.items():
        path = bundle / name
        if path.is_symlink() or not path.is_file():
            raise AdapterError(f"{path}: expected a plain file")
        if sha256_of(path) != sha256:
            raise AdapterError(f"{path}: SHA-256 is not the manifest's; take the adapter from version control again")
    return bundle
