"""Replies to judge, from a text file or from JSON Lines: `read_replies("log.jsonl", "ja-JP")`.

In a text an empty line stands between two replies. A JSON row has `text` (or `reply`) and may have `id`, `locale`
(or `lang`), `customer` and `earlier` (a text or a list, oldest first), `approved`, `facts` and `needs`; other
keys are left alone, so that a log can be read as it is. With any of the last five, courtesy and consistency are judged
too; facts only where the row has `facts` or `approved`, for a log does not know them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from locales import Pack, load_pack, pack_for
from locales.read import PackError
from politeness_eval.judge import judge
from politeness_eval.verdict import Situation, Verdict

_SITUATION = ("customer", "earlier", "approved", "facts", "needs")


@dataclass(frozen=True)
class ReplyRow:
    """One reply: where it stands, what its file calls it, whose norms hold, and what it answers."""

    where: str
    id: str
    pack: Pack
    text: str
    situation: Situation | None
    data: Mapping[str, Any] = field(default_factory=dict)  # the whole JSON row

    def judged(self) -> Verdict:
        """The verdict on it."""
        return judge(self.text, self.pack, self.situation)


Judged = tuple[ReplyRow, Verdict]


def read_judged(file: str, tag: str | None) -> list[Judged]:
    """The replies of a file with their verdicts; see `read_replies`."""
    return [(row, row.judged()) for row in read_replies(file, tag)]


def read_replies(file: str, tag: str | None) -> list[ReplyRow]:
    """The replies of a file, or of standard input for `-`; `tag` is the locale of rows that name none.

    Raises PackError with `file:line: …` for each row that cannot be read, all at once.
    """
    name = "stdin" if file == "-" else file
    text = _read(file)
    as_json = file.endswith((".jsonl", ".json")) or text.lstrip()[:1] == "{"
    rows = (_from_json if as_json else _from_text)(name, text, tag)
    problems = [row for row in rows if isinstance(row, str)]
    if problems:
        raise PackError(problems)
    return [row for row in rows if isinstance(row, ReplyRow)]


def _read(file: str) -> str:
    if file != "-" and not Path(file).is_file():
        raise PackError([f"{file}: no such file; give a text, a .jsonl file, or - for standard input"])
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    return data.decode("utf-8", errors="replace").removeprefix("\ufeff")


def _from_text(name: str, text: str, tag: str | None) -> list[ReplyRow | str]:
    if tag is None:
        return [f"{name}: which locale? A text names none; add --locale, such as --locale ja-JP"]
    pack = load_pack(tag)
    return [ReplyRow(f"{name}:{line}", str(line), pack, reply, None) for line, reply in _paragraphs(text)]


def _paragraphs(text: str) -> list[tuple[int, str]]:
    """The replies of a text with their first lines."""
    found: list[tuple[int, list[str]]] = []
    open_ = False
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            open_ = False
        elif open_:
            found[-1][1].append(line)
        else:
            found.append((number, [line]))
            open_ = True
    return [(number, "\n".join(lines)) for number, lines in found] or [(1, text)]


def _from_json(name: str, text: str, tag: str | None) -> list[ReplyRow | str]:
    lines = ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())
    return [one for number, line in lines for one in _row(f"{name}:{number}", number, line, tag)]


def _row(where: str, number: int, line: str, tag: str | None) -> Iterator[ReplyRow | str]:
    try:
        row = json.loads(line)
        text = row.get("text", row.get("reply"))
        if not isinstance(text, str):
            raise TypeError(f"`text` is {text!r}; expected the reply as a text")
        named = row.get("locale", row.get("lang", tag))
        if not isinstance(named, str):
            raise TypeError("the row names no `locale`; add one, or --locale for the whole file")
        yield ReplyRow(where, str(row.get("id", number)), pack_for(named), text, _situation(row), row)
    except ValueError as error:
        yield f"{where}: {line[:40]!r} is no JSON ({error})"
    except (TypeError, AttributeError) as error:
        yield f"{where}: {error}"
    except PackError as error:
        yield f"{where}: {error.problems[0]}"


def _situation(row: dict[str, Any]) -> Situation | None:
    if not any(name in row for name in _SITUATION):
        return None
    facts = row.get("facts") or {}
    return Situation(
        needs=frozenset(row.get("needs") or ()),
        facts={str(name): str(value) for name, value in facts.items()},
        approved=str(row.get("approved") or ""),
        customer=_texts(row.get("customer")),
        earlier=_texts(row.get("earlier")),
        facts_known="facts" in row or "approved" in row,
    )


def _texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(map(str, value or ()))
