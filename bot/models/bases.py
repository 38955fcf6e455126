"""Where a base lies on this machine: `find_base("qwen2.5-coder-0.5b-instruct", cache)`.

A base is a name of the catalog, a `.gguf` file, a folder, or a pulled `owner/name` of a hub.
"""

from __future__ import annotations

from pathlib import Path

from bot.errors import ModelError
from bot.models.catalog import load_catalog
from bot.models.files import is_settled


def base_folder(cache: Path, name: str) -> Path:
    """The base's folder below the cache; `owner/name` becomes `owner--name`."""
    return cache / "bases" / name.replace("/", "--")


def find_base(name: str, cache: Path) -> Path:
    """The base's file or folder, as pulled or as given. Raises ModelError with the command that gets it."""
    catalog = load_catalog()
    if base := catalog.bases.get(name):
        path = base_folder(cache, name) / base.file
        if not path.exists():
            raise ModelError(f"{name} is not on this machine; run: teinei models pull {name}")
        if not is_settled(path, base.sha256):
            raise ModelError(f"{path} changed since it was checked; run: teinei models verify {name}")
        return path
    local = Path(name).expanduser()
    if local.is_file() and local.suffix == ".gguf":
        return local
    if local.is_dir():
        return _inside(local)
    repo = catalog.hub_only[name].repo if name in catalog.hub_only else name
    if repo.count("/") == 1 and (base_folder(cache, repo) / "base.json").exists():
        return _inside(base_folder(cache, repo))
    raise ModelError(
        f"base {name!r}: no such file or folder, and nothing pulled under that name; "
        f"`teinei models list` names the bases, `teinei models pull {name}` gets one"
    )


def _inside(folder: Path) -> Path:
    """The only GGUF file of a folder, or the folder itself where it holds safetensors."""
    files = sorted(folder.glob("*.gguf"))
    if len(files) == 1:
        return files[0]
    if files:
        names = ", ".join(file.name for file in files)
        raise ModelError(f"{folder} holds several bases ({names}); give the path of one")
    if not (folder / "config.json").exists() or not any(folder.glob("*.safetensors")):
        raise ModelError(f"{folder}: expected one .gguf file, or config.json with .safetensors weights")
    return folder
