r"""A text as YAML on one line that every parser reads back as that text: `quoted("no")` → `"no"`.

Plain where that is safe, as linguists write it, else in double quotes.
"""

from __future__ import annotations

import json
import re
import unicodedata

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

# Words that one of YAML's versions takes for something else than text.
_TYPES = frozenset("y n yes no on off true false null nan inf".split())
_UNSEEN = re.compile("[\x7f-\x9f\ufeff\ufffe\uffff\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SIGNS = re.compile(r"""[\[\]{}"\\`#&*!|>%@'"]|: |:$|,\s*$""")


def quoted(text: str, flow: bool = False) -> str:
    """The text for a block (`- …`), or for inside braces with `flow`."""
    if _looks_plain(text) and not (flow and re.search(r"[,:?]", text)) and _reads_back(text):
        return text
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04X}", json.dumps(text, ensure_ascii=False))


def item(text: str, kind: str) -> str:
    """A line of `intents.yaml` after its dash: the text, or `{text: …, kind: hint}`."""
    return quoted(text) if kind == "plain" else f"{{text: {quoted(text, flow=True)}, kind: {kind}}}"


def _looks_plain(text: str) -> bool:
    """Begins with a letter and has no sign that YAML gives a meaning."""
    first = unicodedata.category(text[0])[0] == "L" if text else False
    return (
        first
        and text == text.strip()
        and not (
            text.casefold() in _TYPES or _SIGNS.search(text) or _UNSEEN.search(text) or "\t" in text or "  " in text
        )
    )


def _reads_back(text: str) -> bool:
    try:
        return bool(YAML(typ="safe", pure=True).load(f"- {text}\n") == [text])
    except YAMLError:
        return False
