"""Which variety of a language a customer writes: `find_dialect("荷物届かへんねん", pack, None)` → `"ja-JP-x-kansai"`.

A variety with `extends` is given away by its pack's `cues`; the one with most of them wins, because neighbours share
endings (や is Osaka's, Nagoya's and Sendai's). Which of two locales of one language is meant, prose rarely tells: then
the page decides. Only Chinese shows it in its characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from locales import Pack

TELLING = 2  # characters that one side alone writes: a single one may stand in a name
_CHINESE = {"zh-CN": ("gb2312", "cp950"), "zh-TW": ("cp950", "gb2312")}


def find_dialect(text: str, pack: Pack, before: str | None) -> str | None:
    """The tag of the pack's variety in which the text is written, else the one written `before`."""
    plain = unicodedata.normalize("NFKC", text)
    found = {dialect.tag: sum(bool(re.search(cue, plain)) for cue in dialect.locale.cues) for dialect in pack.dialects}
    most = max(found.values(), default=0)
    best = [tag for tag, count in found.items() if count == most and count]
    if best:
        return before if before in best else best[0]
    return before if before in found else None


def find_national(text: str, tags: Iterable[str]) -> str | None:
    """Of several locales of one language the one whose characters the text is written in; None where nothing tells."""
    for tag in tags:
        if tag in _CHINESE:
            own, other = _CHINESE[tag]
            only = [char for char in text if _writes(char, own) and not _writes(char, other)]
            against = [char for char in text if _writes(char, other) and not _writes(char, own)]
            if len(only) >= TELLING and not against:
                return tag
    return None


def _writes(char: str, charset: str) -> bool:
    try:
        return ord(char) > 0x2E80 and bool(char.encode(charset))
    except UnicodeEncodeError:
        return False
