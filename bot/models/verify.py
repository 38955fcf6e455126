"""Whether a base still is what it was: `verify_base("gemma-3-270m", cache)` → one line; and what it is."""

from __future__ import annotations

import json
from pathlib import Path

from bot.errors import ModelError
from bot.models.bases import base_folder, find_base
from bot.models.catalog import HubSource, load_catalog
from bot.models.files import origin, settle, sha256_of
from bot.models.gguf_meta import read_gguf, template_sha256


def verify_base(name: str, cache: Path) -> str:
    """The good news. Raises ModelError with what is wrong and the command that mends it."""
    base = load_catalog().bases.get(name)
    if base is None:
        return _verify_other(name, cache)
    path = base_folder(cache, name) / base.file
    if not path.exists():
        raise ModelError(f"{name} is not on this machine; run: teinei models pull {name}")
    found = sha256_of(path)
    if found != base.sha256:
        raise ModelError(
            f"{path}: SHA-256 is {found}, expected {base.sha256}; remove the file, then: teinei models pull {name}"
        )
    settle(path, path, {"sha256": base.sha256, "source": origin(path)})
    return f"{name}: {path}: SHA-256 is right ({found})"


def _verify_other(name: str, cache: Path) -> str:
    known = load_catalog().hub_only.get(name)
    folder = base_folder(cache, known.repo if known else name)
    if not (folder / "base.json").exists():
        return f"{name}: {find_base(name, cache)} is readable; nothing is known that it could be checked against"
    note = json.loads((folder / "base.json").read_text())
    wrong = [file for file, sha256 in note["files"].items() if sha256_of(folder / file) != sha256]
    if wrong:
        raise ModelError(f"{folder}: changed since the pull: {', '.join(wrong)}; remove the folder and pull again")
    return f"{name}: {folder}: {len(note['files'])} files as pulled, commit {note['revision']}"


def describe_base(name: str, cache: Path) -> dict[str, str]:
    """What is known, from the catalog and from the file where it is here."""
    base, other = load_catalog().bases.get(name), load_catalog().hub_only.get(name)
    facts: dict[str, str] = {"name": name}
    if base:
        facts |= {"vendor": f"{base.vendor} ({base.country})", "licence": f"{base.licence} {base.licence_url}",
                  "architecture": base.architecture, "file": base.file, "size": f"{base.size} bytes",
                  "sha256": base.sha256, "chat template": base.chat_template, "note": base.note}  # fmt: skip
        places = (f"{s.kind} {s.repo if isinstance(s, HubSource) else s.package}" for s in base.sources)
        facts["sources"] = ", ".join(places) + ", --from FILE"
    elif other:
        facts |= {"vendor": f"{other.vendor} ({other.country})", "licence": other.licence,
                  "hub": other.repo, "hardware": other.hardware, "note": "not measured here"}  # fmt: skip
    try:
        path = find_base(name, cache)
    except ModelError as problem:
        if not (base or other):
            raise
        return facts | {"here": f"no ({problem})"}
    facts["here"] = str(path)
    if path.is_file():
        facts["from"] = origin(path)
        found = read_gguf(path)
        template = load_catalog().template(name) or found.chat_template
        facts["architecture"] = found.architecture
        facts["template hash"] = template_sha256(template) if template else "none inside"
    return facts
