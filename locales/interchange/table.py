"""Messages as CSV for a spreadsheet: columns locale, intent, kind, text.

    locale,intent,kind,text
    ja-JP,track_order,hint,まだかなあ
    en-US,track_order,plain,"Hi, where is ""A-1003""?"

A cell that a spreadsheet would run as a formula gets an apostrophe in front, which reading takes off again (OWASP,
"CSV Injection"). Other columns are left alone; so are commas: semicolons and tabs part cells as well.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from locales.interchange.lines import Line, checked
from locales.interchange.nodes import read_text
from locales.pack import Pack
from locales.read import PackError, shown

COLUMNS = ("locale", "intent", "kind", "text")
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"  # full width too: spreadsheets in East Asian locales read them alike
_FORMULA = re.compile(rf"'*(?:\t|\s*[{_SIGNS}])")
_DEFUSED = re.compile(rf"'(?={_FORMULA.pattern})")


def to_csv(lines: Iterable[Line]) -> str:
    """The table, lines ended by CR LF (RFC 4180). A file for Excel needs a byte order mark before it."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    table.writerows((line.tag, line.intent, line.kind, defused(line.text)) for line in lines)
    return out.getvalue()


def read_csv(path: Path, pack: Pack) -> tuple[Line, ...]:
    """The file's messages, which belong to the pack or its varieties; an empty kind is plain, an empty locale the pack.

    Raises PackError with every problem as `path:line: message`.
    """
    text = read_text(path, "save it as “CSV UTF-8”")
    header = text.split("\n", 1)[0]
    table = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count), strict=True)
    names = [name.strip().casefold() for name in _first(table)]
    if missing := [name for name in COLUMNS if name not in names]:
        raise PackError([f"{shown(path)}:1: no column {', '.join(missing)}; expected {', '.join(COLUMNS)}"])
    places = [names.index(name) for name in COLUMNS]
    problems: list[tuple[int, str]] = []
    lines = []
    for number, row in _rows(table, problems):
        if len(row) != len(names):
            problems.append((number, f"{len(row)} cells, expected {len(names)}; put a text with commas in quotes"))
            continue
        tag, intent, kind, said = (row[place] for place in places)
        lines.append(Line(tag.strip(), intent.strip(), kind.strip(), fused(said), number))
    return checked(lines, pack, path, problems)


def defused(text: str) -> str:
    """`=1+1` → `'=1+1`; other texts as they are."""
    return f"'{text}" if _FORMULA.match(text) else text


def fused(cell: str) -> str:
    """The text that `defused` was given."""
    return cell[1:] if _DEFUSED.match(cell) else cell


def _first(table: Iterator[list[str]]) -> list[str]:
    try:
        return next(table, [])
    except csv.Error:
        return []


def _rows(table: Any, problems: list[tuple[int, str]]) -> Iterator[tuple[int, list[str]]]:
    """Each row that holds anything, with the line that it begins on."""
    while True:
        number = table.line_num + 1
        try:
            row = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            problems.append((number, f"not CSV: {error}"))
            continue
        if any(cell.strip() for cell in row):
            yield number, row
