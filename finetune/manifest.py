"""Writes `adapter.yaml`, which says what serves a locale and what it was made from.

The fields and their checks are `bot.models.adapter_manifest.Manifest`'s; what is written here is read
there before it is put in place, so that serving never meets a manifest it refuses.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.models.adapter_manifest import Manifest, TrainedOn
from bot.models.files import sha256_of
from finetune.checkpoint import write_text
from finetune.compare import METRICS, categories_of, score
from finetune.evaluate import Evaluation

_HEAD = "# What serves this locale. Written by `teinei train publish`; `teinei train rollback` takes it back.\n"


def write_manifest(path: Path, folder: Path, record: dict[str, Any], evaluation: Evaluation) -> Manifest:
    """The manifest of the adapter in `folder`, which lies beside `path`."""
    manifest = Manifest(
        name=folder.name,
        base=TrainedOn(name=record["base"], sha256=record["base_sha256"]),
        chat_template_sha256=record["template_hash"],
        prompt_sha256=record["prompt_sha256"],
        data_sha256=record["data_hash"],
        recipe=record["recipe"]["name"],
        folder=folder.name,
        files={file.name: sha256_of(file) for file in sorted(folder.iterdir())},
        scores={
            f"{category}/{side}": {
                metric: round(score(evaluation, metric, side == "adapter", category).value, 4) for metric in METRICS
            }
            for category in categories_of(evaluation)
            for side in ("base", "adapter")
        },
    )
    text = io.StringIO()
    YAML().dump(manifest.model_dump(mode="json"), text)
    write_text(path, _HEAD + text.getvalue())
    return manifest
