r"""Messages as Rasa's training data (`nlu.yml`, format 3.1), read and written.

    version: "3.1"
    nlu:
    - intent: track_order
      examples:
      - text: まだかなあ
        metadata: {locale: ja-JP, kind: hint, register: plain}

Reads both forms of `examples`, labels of an intent or of one message, and takes entities' marks off:
`[A-1003](order_id)` is A-1003. Synonyms, regexes and lookup tables are no messages and are passed over.
Source: rasa/shared/nlu/training_data/schemas/nlu.yml and entities_parser.py (Rasa 3.6.21).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from locales.interchange.lines import Line, checked
from locales.interchange.nodes import Node, compose, entries, items, line, read_text, scalar
from locales.interchange.quoted import quoted
from locales.pack import Pack
from locales.read import PackError, shown

_ENTITY = re.compile(r"\[(?P<text>[^\]]+?)\](?:\([^:)]+?(?::[^)]+)?\)|\{[^}]+?\}(?:\[.*?\])?)")
_REGISTERS = ("polite", "curt")  # kinds that say how a customer speaks; the others say what a message is like


def to_rasa(lines: Iterable[Line]) -> str:
    """The file, an entry an intent; labels stand at each message, which Rasa keeps and does not learn from."""
    groups: dict[tuple[str, str], list[Line]] = {}
    for one in lines:
        groups.setdefault((one.tag, one.intent), []).append(one)
    standard = next((tag for tag, _ in groups), "")
    out = ['version: "3.1"', "nlu:"]
    for (_, intent), ours in groups.items():
        out += [f"- intent: {intent}", "  examples:"]
        for one in ours:
            out += [f"  - text: {quoted(one.text)}", f"    metadata: {{{_labels(one, standard)}}}"]
    return "\n".join(out) + "\n" if groups else 'version: "3.1"\nnlu: []\n'


def _labels(one: Line, standard: str) -> str:
    parts = [f"locale: {one.tag}"] if one.tag == standard else [f"locale: {standard}", f"dialect: {one.tag}"]
    parts += [f"kind: {one.kind}", f"register: {one.kind if one.kind in _REGISTERS else 'plain'}"]
    if without_entities(one.text) != one.text:
        parts.append("verbatim: true")  # brackets that a customer typed; Rasa itself has no way to say so
    return ", ".join(parts)


def read_rasa(path: Path, pack: Pack) -> tuple[Line, ...]:
    """The file's messages, which belong to the pack or its varieties; without a label to the pack itself.

    Raises PackError with every problem as `path:line: message`.
    """
    root = dict(entries(compose(read_text(path), path)))
    if "nlu" not in root:
        raise PackError([f"{shown(path)}:1: no key nlu; expected Rasa's training data, `nlu:` with intents below it"])
    problems: list[tuple[int, str]] = []
    found = [one for entry in items(root["nlu"]) for one in _intent(entry, problems)]
    return checked(found, pack, path, problems)


def without_entities(text: str) -> str:
    """`[A-1003](order_id)です` → `A-1003です`; so too `[x]{"entity": "order_id"}`."""
    return _ENTITY.sub(lambda match: match["text"], text)


def _intent(entry: Node, problems: list[tuple[int, str]]) -> Iterator[Line]:
    keys = dict(entries(entry))
    if "intent" not in keys:
        return
    intent = scalar(keys["intent"]) or ""
    labels = _metadata(keys.get("metadata"))
    examples = keys.get("examples")
    block = scalar(examples) if examples is not None else None
    if block is not None:
        yield from _block(block, examples, intent, labels, problems)
    elif not items(examples):
        problems.append((line(entry), f"intent {intent!r} has no examples"))
    for one in items(examples):
        own = dict(entries(one))
        text = scalar(own["text"]) if "text" in own else scalar(one)
        if text is None:
            problems.append((line(one), "an example without text; expected `- text: …`"))
            continue
        yield _line(text, intent, {**labels, **_metadata(own.get("metadata"))}, line(own.get("text", one)))


def _block(
    block: str, node: Node, intent: str, labels: dict[str, str], problems: list[tuple[int, str]]
) -> Iterator[Line]:
    """The lines of `examples: |`; each begins with a dash."""
    first = line(node) + (1 if node.style in ("|", ">") else 0)
    for number, text in enumerate(block.split("\n"), start=first):
        said = text.strip()
        if said.startswith("- "):
            yield _line(said[2:].strip(), intent, labels, number)
        elif said:
            problems.append((number, f"{said!r}: expected a line that begins with `- `"))


def _line(text: str, intent: str, labels: dict[str, str], number: int) -> Line:
    said = text if labels.get("verbatim") == "true" else without_entities(text)
    return Line(labels.get("dialect") or labels.get("locale", ""), intent, labels.get("kind", ""), said, number)


def _metadata(node: Node | None) -> dict[str, str]:
    """Labels are free in Rasa; those that are no text are none of ours."""
    return {key: text for key, value in entries(node) if (text := scalar(value)) is not None}
