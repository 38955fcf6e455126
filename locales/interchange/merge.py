"""Takes messages of a file into a pack: `plan(pack, lines)` says what would change, `write_merge` writes it.

A pack's file is a person's: new lines go under their intent's last, a label that changed is changed in its place, and
comments, order and quotes of every other line stay. Lines that the file lacks stay too, unless `remove`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from locales.interchange.edit import edited
from locales.interchange.lines import Line, lines_of
from locales.interchange.nodes import read_text
from locales.pack import Pack
from locales.read import PackError, read_yaml, shown
from locales.schema import Intents


@dataclass(frozen=True)
class Merge:
    """What becomes of one pack's file. `missing` are lines of the pack that the file lacks."""

    path: Path
    before: str
    after: str
    added: tuple[Line, ...]
    changed: tuple[tuple[Line, Line], ...]
    missing: tuple[Line, ...]
    removes: bool

    @property
    def summary(self) -> str:
        """One line: how many are added, changed, and removed or kept."""
        done = f"{shown(self.path)}: {len(self.added)} added, {len(self.changed)} changed"
        if self.removes or not self.missing:
            return f"{done}, {len(self.missing)} removed"
        return f"{done}; {len(self.missing)} lines of the pack are not in the file and stay (--remove takes them out)"


def plan(pack: Pack, lines: Sequence[Line], remove: bool = False) -> tuple[Merge, ...]:
    """One merge for each of the pack and its varieties that has lines in the file; nothing is written yet."""
    named = {line.tag for line in lines}
    return tuple(_plan_one(source, lines, remove) for source in (pack, *pack.dialects) if source.tag in named)


def _plan_one(source: Pack, lines: Sequence[Line], remove: bool) -> Merge:
    ours = {line.text: line for line in lines_of(source) if line.tag == source.tag}
    theirs = {line.text: line for line in lines if line.tag == source.tag}
    added = tuple(line for text, line in theirs.items() if text not in ours)
    changed = tuple((ours[text], line) for text, line in theirs.items() if text in ours and ours[text] != line)
    missing = tuple(line for text, line in ours.items() if text not in theirs)
    path = source.folder / "intents.yaml"
    before = read_text(path) if path.exists() else ""
    after = edited(before, path, added, changed, missing if remove else ())
    return Merge(path, before, after, added, changed, missing, remove)


def show_diff(merges: Iterable[Merge]) -> Iterator[str]:
    """A unified diff of each file that would change, with its summary; line by line."""
    for merge in merges:
        name = shown(merge.path)
        before, after = merge.before.splitlines(), merge.after.splitlines()
        yield from difflib.unified_diff(before, after, name, name, n=1, lineterm="")
        yield merge.summary


def write_merge(merge: Merge) -> None:
    """Writes the file, whole or not at all. Raises PackError where it changed since, or would not hold the lines."""
    now = read_text(merge.path) if merge.path.exists() else ""
    if now != merge.before:
        raise PackError([f"{shown(merge.path)}:1: the file changed in the meantime; run the import again"])
    if merge.after == merge.before:
        return
    half = merge.path.with_name(merge.path.name + ".part")
    try:
        half.write_bytes(merge.after.encode("utf-8"))
        if _texts(half) != _expected(merge):
            raise PackError([f"{shown(merge.path)}:1: cannot be edited safely; write its messages one a line"])
        half.replace(merge.path)
    finally:
        half.unlink(missing_ok=True)


Labelled = dict[str, tuple[str, str]]


def _texts(path: Path) -> Labelled:
    if not path.exists():
        return {}
    intents = read_yaml(path, TypeAdapter(Intents))
    return {one.text: (intent, one.kind) for intent, examples in intents.items() for one in examples}


def _expected(merge: Merge) -> Labelled:
    want = _texts(merge.path)
    want.update({line.text: (line.intent, line.kind) for line in (*merge.added, *(new for _, new in merge.changed))})
    for line in merge.missing if merge.removes else ():
        want.pop(line.text, None)
    return want
