"""A new locale pack with the structure of another: `new_locale("fr-FR", "en-US")` makes `locales/fr-FR/`.

Every text that has to be written is there in the other language with the mark TRANSLATE: before it, and
`teinei locale check` names each that is left. Rules, style guide and dialogues are not translated but
written anew: of them the new pack gets the template. Does not: overwrite anything.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from locales.pack import HOME, list_tags, parent_of
from locales.read import PackError, shown
from politeness_eval.check_marks import MARK

_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?-[A-Z]{2}(?:-x-[a-z0-9]{2,8})?")
# keys of locale.yaml that stay as they are: the new pack's owner changes them by knowledge, not by translation
_KEPT = frozenset({"tag", "extends", "scripts", "currency", "timezone", "formats"})


def new_locale(tag: str, model: str, home: Path = HOME, extends: str | None = None) -> tuple[Path, ...]:
    """The files of the new pack, those to fill first at the front. Raises PackError with what is in the way.

    With `extends`, or `-x-` in the tag, it is a variety: it brings what its customers write, its parent all else.
    """
    parent = extends or (tag.split("-x-")[0] if "-x-" in tag else None)
    _refuse(tag, model, parent, home)
    folder = home / tag
    folder.mkdir()
    files = [_write(folder / "locale.yaml", _locale(_read(home / model / "locale.yaml"), tag, model, parent))]
    if parent is None:
        files.append(_write(folder / "replies.yaml", _marked(_read(home / model / "replies.yaml"))))
    files.append(_write(folder / "intents.yaml", _examples(_read(home / model / "intents.yaml"))))
    if parent is None:
        shutil.copytree(home / "_template", folder, dirs_exist_ok=True)
        files.extend(sorted(path for path in folder.rglob("*") if path.is_file() and path not in files))
    return tuple(files)


def _refuse(tag: str, model: str, parent: str | None, home: Path) -> None:
    if not _TAG.fullmatch(tag):
        raise PackError([f"{tag!r} is no locale tag; expected a form like fr-FR, zh-Hant-TW or ja-JP-x-kansai"])
    if (home / tag).exists():
        raise PackError([f"{shown(home / tag)} exists already; edit it, then `teinei locale check {tag}`"])
    if model not in list_tags(home):
        raise PackError([f"{model!r} is no locale pack; there are {', '.join(list_tags(home))}"])
    if parent and parent not in list_tags(home):
        raise PackError([f"{tag} is a dialect of {parent}, which is no pack yet; make {parent} first"])
    if parent is None and (models_parent := parent_of(model, home)):
        raise PackError([f"{model} is a dialect and lacks the files of a locale; take its parent {models_parent}"])


def _read(path: Path) -> Any:
    yaml = YAML()
    yaml.preserve_quotes = True
    return yaml.load(path.read_text(encoding="utf-8"))


def _write(path: Path, data: Any) -> Path:
    yaml = YAML()
    yaml.width = 4096  # a text stays on its line, where its problem is reported
    yaml.allow_unicode = True
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(data, file)
    return path


def _locale(data: Any, tag: str, model: str, parent: str | None) -> Any:
    data["tag"] = tag
    if parent:
        data["extends"] = parent
        for key in [key for key in data if key not in ("tag", "name", "extends", "accuracy", "cues")]:
            del data[key]
        data["cues"] = []
    for key in data:
        if key not in _KEPT:
            data[key] = _marked(data[key])
    kept = ", ".join(key for key in data if key in _KEPT and key not in ("tag", "extends"))
    if kept:
        data.yaml_set_start_comment(f"{kept}: still those of {model}; set them to what {tag} uses.")
    return data


def _examples(data: Any) -> Any:
    """The first message of each intent, marked; the others are the new locale's own customers'."""
    for intent in data:
        first = data[intent][0]
        data[intent] = [MARK + str(first["text"] if isinstance(first, dict) else first)]
    return data


def _marked(value: Any) -> Any:
    """The value with the mark before every text in it."""
    if isinstance(value, dict):
        for key in value:
            value[key] = _marked(value[key])
        return value
    if isinstance(value, list):
        value[:] = [_marked(one) for one in value]
        return value
    return MARK + value if isinstance(value, str) else value
