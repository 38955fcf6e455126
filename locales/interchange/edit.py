r"""Changes single messages of an `intents.yaml` and leaves every other character as it was.

>>> edited("greet:\n  - hi # short\n", Path("x"), [Line("en-US", "greet", "curt", "yo")], [], [])
'greet:\n  - hi # short\n  - {text: yo, kind: curt}\n'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from locales.interchange.lines import Line
from locales.interchange.nodes import Node, compose, entries, items, line, scalar
from locales.interchange.quoted import item
from locales.read import PackError, shown

Edit = tuple[int, int, str]  # from, to, what stands there instead


@dataclass(frozen=True)
class _Place:
    """Where a message stands: its node, and its lines from the dash to after the last line's end."""

    intent: str
    node: Node
    start: int
    end: int


def edited(
    text: str, path: Path, added: Sequence[Line], changed: Sequence[tuple[Line, Line]], removed: Sequence[Line]
) -> str:
    """The file's text after the changes. Raises PackError where an intent's messages do not stand one a line."""
    if not (added or changed or removed):
        return text
    newline = "\r\n" if "\r\n" in text else "\n"
    if text and not text.endswith("\n"):
        text += newline
    root = compose(text, path)
    intents = dict(entries(root))
    moved = [(old, new) for old, new in changed if old.intent != new.intent]
    gone = [*removed, *(old for old, _ in moved)]
    come = [*added, *(new for _, new in moved)]
    _refuse_flow(intents, {one.intent for one in (*gone, *come, *(old for old, _ in changed))}, path)
    places = _places(text, intents)
    edits = [_relabelled(text, places[old.text], new) for old, new in changed if old.intent == new.intent]
    edits += _taken_out(text, root, places, gone, {one.intent for one in come})
    edits += _appended(text, intents, places, come, newline)
    for start, end, new_text in sorted(edits, key=lambda edit: edit[:2], reverse=True):
        text = text[:start] + new_text + text[end:]
    return text


def _refuse_flow(root: dict[str, Node], names: set[str], path: Path) -> None:
    flow = [name for name in names if name in root and getattr(root[name], "flow_style", False)]
    if flow:
        hint = "its messages stand in brackets; write them one a line, each after a dash"
        raise PackError(f"{shown(path)}:{line(root[name])}: {name}: {hint}" for name in sorted(flow))


def _places(text: str, root: dict[str, Node]) -> dict[str, _Place]:
    """Message → place."""
    found = {}
    for intent, sequence in root.items():
        before = sequence.start_mark.index
        for node in items(sequence):
            start = text.rfind("-", before, node.start_mark.index)
            # The dash may stand before a tag or on a line of its own; the first of the item is meant.
            start = text.rfind("\n", 0, start) + 1
            before = _end(text, node)
            said = next((scalar(value) for key, value in entries(node) if key == "text"), scalar(node))
            if said is not None:
                found[said] = _Place(intent, node, start, before)
    return found


def _end(text: str, node: Node) -> int:
    """The place after the line that a node ends on. Block styles end where the next begins: comments are not theirs."""
    while not getattr(node, "flow_style", True) and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    mark = int(node.end_mark.index)
    if getattr(node, "style", None) in ("|", ">"):
        lines = text[:mark].splitlines(keepends=True)
        while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
            lines.pop()
        return sum(map(len, lines))
    found = text.find("\n", mark)
    return len(text) if found < 0 else found + 1


def _relabelled(text: str, place: _Place, new: Line) -> Edit:
    start, end = place.node.start_mark.index, place.node.end_mark.index
    if getattr(place.node, "flow_style", None) is False:
        end = len(text[: place.end].rstrip())
    return start, end, item(new.text, new.kind)


def _taken_out(
    text: str, root: Node | None, places: dict[str, _Place], gone: Sequence[Line], filled: set[str]
) -> list[Edit]:
    """The lines of the messages; an intent that loses its last one and gets none goes with its name."""
    edits = [(places[one.text].start, places[one.text].end, "") for one in gone]
    taken = {one.text for one in gone}
    for key, _ in root.value if root else ():
        left = [one for one, place in places.items() if place.intent == key.value and one not in taken]
        if not left and key.value in {one.intent for one in gone} - filled:
            edits.append((key.start_mark.index, text.find("\n", key.start_mark.index) + 1, ""))
    return edits


def _appended(
    text: str, intents: dict[str, Node], places: dict[str, _Place], come: Sequence[Line], newline: str
) -> list[Edit]:
    """New lines after the last of their intent; new intents at the end of the file."""
    edits: list[Edit] = []
    fresh = ""
    for intent in dict.fromkeys(one.intent for one in come):
        ends = [place.end for place in places.values() if place.intent == intent]
        indent = " " * intents[intent].start_mark.column if ends else "  "
        new = "".join(f"{indent}- {item(one.text, one.kind)}{newline}" for one in come if one.intent == intent)
        if ends:
            edits.append((max(ends), max(ends), new))
        else:
            fresh += f"{intent}:{newline}{new}"
    return [(len(text), len(text), fresh), *edits]  # edits are made from the back: this one first
