"""Reads a retailer's pages, one folder a locale, into passages: `read_pages(Path("bot/shop/knowledge")).passages[0]`.

`DIR/<tag>/**/*.md` and `*.html`, UTF-8. A passage is a section, or a part of a long one. Nothing is lost silently: a
file that cannot be read raises PackError, one line a file; a sentence, a hidden element or a file that is left out
stands in `dropped`. Does not follow links out of the folder, nor read names that begin with a dot.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.page import Dropped, Passage, read_page
from locales.pack import HOME, find_tag, list_locales
from locales.read import PackError, shown

BIGGEST = 2_000_000  # bytes: a long policy has 100 kB
KINDS = (".md", ".html")


@dataclass(frozen=True)
class Pages:
    """All passages in the order of their files, and what was left out of them."""

    passages: tuple[Passage, ...]
    dropped: tuple[Dropped, ...]

    @property
    def locales(self) -> tuple[str, ...]:
        """The tags that have passages, in order."""
        return tuple(sorted({passage.locale for passage in self.passages}))


def read_pages(folder: Path, home: Path = HOME) -> Pages:
    """The pages below `folder`. Raises PackError with every problem, each as `path: what; what to do`."""
    problems: list[str] = []
    passages: list[Passage] = []
    dropped: list[Dropped] = []
    for tag, path in _files(folder, home, problems, dropped):
        try:
            page = path.relative_to(folder / tag).as_posix()
            found, left = read_page(_text(path, folder), path, tag, page)
            passages += found
            dropped += left
        except PackError as error:
            problems += error.problems
    if not problems and not passages and not dropped:
        problems.append(f"{shown(folder)}: no pages; put them into a folder a locale, such as {folder.name}/en-US/*.md")
    if problems:
        raise PackError(problems)
    return Pages(tuple(passages), tuple(dropped))


def _files(folder: Path, home: Path, problems: list[str], dropped: list[Dropped]) -> Iterator[tuple[str, Path]]:
    """(tag, file) of each page; what is none goes to `problems` or `dropped`."""
    if not folder.is_dir():
        problems.append(f"{shown(folder)}: no such folder; give the one that holds a folder for each locale")
        return
    known = list_locales(home)
    for below in sorted(one for one in folder.iterdir() if not one.name.startswith(".")):
        if not below.is_dir():
            dropped.append(Dropped(below, None, "", "", "not in the folder of a locale"))
        elif below.name not in known:
            meant = find_tag(known, below.name)
            hint = f"rename it to {meant}" if meant else f"there are {', '.join(known)}"
            problems.append(f"{shown(below)}: {below.name!r} is no locale; {hint}")
        elif below.is_symlink():
            problems.append(f"{shown(below)}: a link to another folder; copy the folder here")
        else:
            yield from ((below.name, path) for path in _below(below, problems, dropped))


def _below(folder: Path, problems: list[str], dropped: list[Dropped]) -> Iterator[Path]:
    for at, names, files in os.walk(folder, onerror=_refuse):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in names:
            if (Path(at) / name).is_symlink():
                problems.append(f"{shown(Path(at) / name)}: a link to another folder; copy the folder here")
        for path in (Path(at) / name for name in sorted(files) if not name.startswith(".")):
            if path.suffix in KINDS:
                yield path
            else:
                dropped.append(Dropped(path, None, "", "", f"not read: only {' and '.join(KINDS)} are"))


def _refuse(error: OSError) -> None:
    raise PackError([f"{error.filename}: {error.strerror}; make it readable"]) from None


def _text(path: Path, folder: Path) -> str:
    """The file's text. Raises PackError for a link out of the folder, and for what is too big, no UTF-8 or empty."""
    where = shown(path) if not path.is_symlink() else str(path)
    if not path.resolve().is_relative_to(folder.resolve()):
        raise PackError([f"{where}: a link out of {folder}; copy the file here"])
    try:
        if not path.is_file():
            raise PackError([f"{where}: no file that can be read; remove the link or mend it"])
        if (size := path.stat().st_size) > BIGGEST:
            raise PackError([f"{where}: {size:,} bytes, more than {BIGGEST:,}; split the page"])
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        hint = "save it as UTF-8 (iconv -t UTF-8)"
        raise PackError([f"{where}: not UTF-8 ({error.reason} at byte {error.start}); {hint}"]) from None
    except OSError as error:
        raise PackError([f"{where}: {error.strerror}; make it readable"]) from None
    if not text.strip():
        raise PackError([f"{where}: empty; write the page or remove the file"])
    return text
