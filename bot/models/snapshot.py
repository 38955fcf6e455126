"""A whole repository of a hub as a base: `pull_repo("Qwen/Qwen3-0.6B", None, cache)` → its folder.

Only weights (safetensors, GGUF), tokenizer and configuration are taken; code and pickles never. The commit
is resolved first, every file is checked against the hash that the hub states for that commit, and the
commit and the hashes are written to `base.json` beside the files.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path, PurePosixPath
from typing import Any

from bot.errors import ModelError
from bot.models.bases import base_folder, find_base
from bot.models.catalog import load_catalog
from bot.models.files import check_room, only_one, settle, sha256_of
from bot.models.http_source import FIRST_ANSWER, SourceError, fetch, first_answer
from bot.models.progress import Report, open_report

_WANTED = (".safetensors", ".gguf", ".json", ".txt", ".model", ".jinja", ".tiktoken")


def pull_repo(repo: str, revision: str | None, cache: Path) -> Path:
    """The repository's folder, or its one GGUF file. Raises ModelError where it cannot be had."""
    folder = base_folder(cache, repo)
    if (folder / "base.json").exists():
        return find_base(repo, cache)
    try:
        listing = _listing(repo, revision or "main")
        commit = str(listing["sha"])
        files = [entry for entry in listing["siblings"] if _wanted(entry["rfilename"])]
        _fetch_all(repo, commit, files, folder)
    except SourceError as problem:
        raise ModelError(f"{repo}: {problem}; `teinei models list` names bases that need no hub") from None
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{repo}: the hub's answer cannot be read ({error!r}); is HF_ENDPOINT a hub?") from None
    return find_base(repo, cache)


def _endpoint() -> str:
    return os.environ.get("HF_ENDPOINT", load_catalog().hosts.hub).rstrip("/")


def _listing(repo: str, revision: str) -> Any:
    import httpx

    with httpx.Client(follow_redirects=True, timeout=FIRST_ANSWER) as client:
        token = os.environ.get("HF_TOKEN")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = first_answer(client, f"{_endpoint()}/api/models/{repo}/revision/{revision}?blobs=true", headers)
        try:
            if answer.status_code != 200:
                known = {401: "not found, or its terms are to be accepted on the hub first (then set HF_TOKEN)"}
                raise SourceError(known.get(answer.status_code, f"HTTP {answer.status_code}"))
            return json.loads(answer.read())
        except httpx.HTTPError as error:
            raise SourceError(f"broke off: {error or type(error).__name__}") from None
        finally:
            answer.close()


def _wanted(name: str) -> bool:
    """Top-level files of known kinds; a name that leads elsewhere never."""
    return PurePosixPath(name).name == name and not name.startswith(".") and name.endswith(_WANTED)


def _fetch_all(repo: str, commit: str, files: list[dict[str, Any]], folder: Path) -> None:
    total = sum(int(entry["size"]) for entry in files)
    with only_one(folder), open_report(max(total, 1), repo) as report:
        report.say(f"{repo} at commit {commit}: {len(files)} files, {total / 1e6:.0f} MB")
        check_room(folder, total)
        hashes, done = {}, 0
        for entry in files:
            hashes[entry["rfilename"]] = _fetch_one(repo, commit, entry, folder, _Shifted(report, done))
            done += int(entry["size"])
        note = folder / ".base.json"
        note.write_text(json.dumps({"repo": repo, "revision": commit, "files": hashes}, indent=1) + "\n")
        note.replace(folder / "base.json")


class _Shifted:
    """Counts one file's bytes on top of those of the files before it."""

    def __init__(self, report: Report, before: int) -> None:
        self.say, self._at, self._before = report.say, report.at, before

    def at(self, done: int) -> None:
        self._at(self._before + done)


def _fetch_one(repo: str, commit: str, entry: dict[str, Any], folder: Path, report: Report) -> str:
    name, size = str(entry["rfilename"]), int(entry["size"])
    target, partial = folder / name, folder / f".{name}.part"
    if not (target.exists() and _matches(target, entry)):
        fetch(f"{_endpoint()}/{repo}/resolve/{commit}/{name}", partial, size, report)
        if not _matches(partial, entry):
            partial.unlink()
            raise SourceError(f"{name}: refused and removed, its hash is not the one that the hub states")
        settle(partial, target, {"sha256": sha256_of(partial), "source": f"hub {repo}", "revision": commit})
    return sha256_of(target)


def _matches(path: Path, entry: dict[str, Any]) -> bool:
    """Large files have a SHA-256; small ones git's own hash: SHA-1 over a header and the content."""
    if lfs := entry.get("lfs"):
        return sha256_of(path) == str(lfs["sha256"])
    data = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest() == str(entry["blobId"])
