"""The model that the settings name, with the locales' adapters.

    async with open_model(settings, packs) as (model, adapters):

`adapters` gives each locale the adapter's name, or None for the bare base.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from bot.errors import ModelError
from bot.models.adapter_manifest import Manifest, check_bundle, check_fit, load_manifest, prompt_sha256
from bot.models.bases import find_base
from bot.models.catalog import load_catalog
from bot.models.chat import ChatModel
from bot.models.files import sha256_of
from bot.models.gguf_adapter import convert
from bot.models.gguf_meta import read_gguf, template_sha256
from bot.models.llama_process import LlamaConfig
from bot.models.openai import OpenAIModel
from bot.models.peft_model import folder_sha256, folder_template, open_peft
from bot.models.supervisor import ModelProcess
from bot.models.warm import Lane
from bot.settings import Settings
from locales import Pack

SLOTS_A_LANE = 3  # so that the outcomes asked for most stay read; each costs 24 MB with the default base
_LOG = logging.getLogger("teinei.model")


@asynccontextmanager
async def open_model(
    settings: Settings, packs: Mapping[str, Pack]
) -> AsyncIterator[tuple[ChatModel, dict[str, str | None]]]:
    """The model, ready. Raises TeineiError: base missing, port taken, adapter refused."""
    manifests = {tag: _fitting(load_manifest(pack.folder), settings.base) for tag, pack in packs.items()}
    names = {tag: manifest.name if manifest else None for tag, manifest in manifests.items()}
    if settings.model_url:
        remote = OpenAIModel(settings.model_url, settings.base, settings.model_key, settings.model_timeout)
        try:
            yield remote, names
        finally:
            await remote.close()
        return
    base = find_base(settings.base, settings.cache)
    wanted = [(manifest, packs[tag]) for tag, manifest in manifests.items() if manifest]
    if base.is_dir():
        folders = {manifest.name: check_bundle(pack.folder, manifest) for manifest, pack in wanted}
        for manifest, pack in wanted:
            check_fit(manifest, folder_sha256(base), _hashed(folder_template(base)), prompt_sha256(pack))
        yield open_peft(base, folders, settings.model_timeout), names
        return
    files = {manifest.name: adapter_file(manifest, pack, base, settings) for manifest, pack in wanted}
    lanes = [Lane(names[tag], pack.locale.prompt.system.strip()) for tag, pack in packs.items() if pack.locale.prompt]
    async with open_llama(settings, base, files, lanes) as model:
        yield model, names


@asynccontextmanager
async def open_llama(
    settings: Settings, base: Path, adapters: Mapping[str, Path], lanes: Sequence[Lane]
) -> AsyncIterator[ModelProcess]:
    """A model process of its own over GGUF files; also how a candidate is evaluated before it is published."""
    states = settings.cache / "states"
    states.mkdir(parents=True, exist_ok=True)
    config = LlamaConfig(
        base=str(base),
        port=settings.model_port,
        key=secrets.token_hex(16),
        adapters=tuple(str(path) for path in adapters.values()),
        slots=max(1, len(lanes)) * SLOTS_A_LANE,
        threads=settings.threads,
        template=load_catalog().template(settings.base),
        states=str(states),
    )
    log = settings.data / "logs" / "model.log"
    model = ModelProcess(config, adapters, lanes, log, settings.model_timeout, _stamp(config))
    try:
        await model.start()
        yield model
    finally:
        await model.close()


@asynccontextmanager
async def raw_server(settings: Settings) -> AsyncIterator[ChatModel]:
    """A llama.cpp server as it comes, beside which `teinei bench turn` puts ours: no slots, no drafting."""
    config = LlamaConfig(
        base=str(gguf_base(settings)), port=settings.model_port, slots=4, context=4096, threads=settings.threads,
        template=load_catalog().template(settings.base), plain=True,
    )  # fmt: skip
    process = ModelProcess(config, {}, (), settings.data / "logs" / "raw.log", settings.model_timeout)
    client = OpenAIModel(f"http://{config.host}:{config.port}/v1", settings.base, None, settings.model_timeout)
    try:
        await process.start()
        yield client
    finally:
        await client.close()
        await process.close()


def gguf_base(settings: Settings) -> Path:
    """The settings' base as one GGUF file. Raises ModelError where it is a folder of safetensors."""
    base = find_base(settings.base, settings.cache)
    if base.is_dir():
        raise ModelError(
            f"{base} holds safetensors, which llama.cpp does not read; choose a base with a .gguf file, or "
            "serve it with an OpenAI-compatible server and set TEINEI_MODEL_URL"
        )
    return base


def adapter_file(manifest: Manifest, pack: Pack, base: Path, settings: Settings) -> Path:
    """The adapter as GGUF, checked in every way and converted once into the cache. Raises AdapterError."""
    template = load_catalog().template(settings.base) or read_gguf(base).chat_template
    known = load_catalog().bases.get(settings.base)
    base_sha = known.sha256 if known else sha256_of(base)  # find_base has compared the catalog's
    check_fit(manifest, base_sha, _hashed(template), prompt_sha256(pack))
    bundle = check_bundle(pack.folder, manifest)
    content = hashlib.sha256(repr((sorted(manifest.files.items()), base_sha)).encode()).hexdigest()
    out = settings.cache / "adapters" / f"{manifest.name}-{content[:16]}.gguf"
    return out if out.exists() else convert(bundle, base, out)


def _fitting(manifest: Manifest | None, base: str) -> Manifest | None:
    """A shop that chose another base is served by it bare, and told so; a wrong hash is refused later."""
    if manifest and manifest.base.name != base and manifest.base.name in load_catalog().bases:
        _LOG.warning("adapter %s is for %s, not for %s: serving without it", manifest.name, manifest.base.name, base)
        return None
    return manifest


def _hashed(template: str | None) -> str | None:
    return template_sha256(template) if template else None


def _stamp(config: LlamaConfig) -> str:
    """What a slot's saved state depends on beside its lane."""
    base = Path(config.base)
    state = (base.stat().st_size, base.stat().st_mtime_ns) if base.exists() else None  # missing: told by the start
    parts = (config.base, state, config.adapters, config.template, version("xllamacpp"))
    return repr(parts)
