"""A message with its labels, as it travels between a pack and a file: `lines_of(load_pack("ja-JP"))`.

A message is one line of text. `schema.py` lets line breaks through, but a line of `intents.yaml`, of Rasa's
`examples: |` and of a diff cannot hold one: here they are refused, on the way out as on the way in.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import get_args

from locales.pack import Pack, find_tag
from locales.read import PackError, shown
from locales.schema import Example

FORMATS = ("rasa", "csv")
KINDS: tuple[str, ...] = get_args(Example.model_fields["kind"].annotation)
_BREAKS = ("Cc", "Cs", "Zl", "Zp")  # Cs: half a character, which no file can hold


@dataclass(frozen=True)
class Line:
    """`tag` is the pack or the variety that the message belongs to, `number` where it stood in the file read."""

    tag: str
    intent: str
    kind: str
    text: str
    number: int = field(default=0, compare=False)


def lines_of(pack: Pack) -> tuple[Line, ...]:
    """The messages of the pack, then those of its varieties, in the order of their files.

    Raises PackError for messages that no line can hold.
    """
    lines = [
        Line(source.tag, intent, example.kind, example.text)
        for source in (pack, *pack.dialects)
        for intent, examples in source.intents.items()
        for example in examples
    ]
    problems = [f"{line.tag}/intents.yaml: {line.intent}: {unfit(line.text)}" for line in lines if unfit(line.text)]
    if problems:
        raise PackError(problems)
    return tuple(lines)


def to_intents(lines: Iterable[Line]) -> dict[str, dict[str, tuple[Example, ...]]]:
    """Tag → intent → messages, as `Pack.intents` holds them."""
    found: dict[str, dict[str, tuple[Example, ...]]] = {}
    for line in lines:
        intents = found.setdefault(line.tag, {})
        example = Example.model_validate({"text": line.text, "kind": line.kind})
        intents[line.intent] = (*intents.get(line.intent, ()), example)
    return found


def unfit(text: str) -> str:
    r"""Why a text is no message, or nothing: `unfit("a\nb")` names the line break."""
    if not text:
        return "the message is empty"
    bad = next((char for char in text if char != "\t" and unicodedata.category(char) in _BREAKS), None)
    if bad is None:
        return ""
    return f"{text!r} holds U+{ord(bad):04X}; a message is one line of text: put a space there"


def checked(
    lines: Sequence[Line], pack: Pack, path: Path, problems: Sequence[tuple[int, str]] = ()
) -> tuple[Line, ...]:
    """The lines with their tags in full. Raises PackError with all that is wrong, `problems` of reading among it."""
    tags = (pack.tag, *(dialect.tag for dialect in pack.dialects))
    found, seen, kept = list(problems), dict[tuple[str, str], Line](), []
    for line in lines:
        tag = find_tag(tags, line.tag) if line.tag else pack.tag
        if tag is None:
            found.append((line.number, f"locale {line.tag!r}: expected {' or '.join(tags)}"))
            tag = line.tag
        found.extend((line.number, message) for message in _wrong(line, pack))
        if (first := seen.setdefault((tag, line.text), line)) is not line:
            found.append((line.number, f"{line.text!r} stands on line {first.number} too; keep one of them"))
        kept.append(replace(line, tag=tag, kind=line.kind or KINDS[0]))
    if found:
        raise PackError(dict.fromkeys(f"{shown(path)}:{number}: {message}" for number, message in sorted(found)))
    return tuple(kept)


def _wrong(line: Line, pack: Pack) -> Iterable[str]:
    if line.intent not in pack.contract.intents:
        yield f"intent {line.intent!r} is none of locales/intents.yaml{_near(line.intent, pack.contract.intents)}"
    if line.kind and line.kind not in KINDS:
        yield f"kind {line.kind!r}: expected {', '.join(KINDS)}{_near(line.kind, KINDS)}"
    if why := unfit(line.text):
        yield why


def _near(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""
