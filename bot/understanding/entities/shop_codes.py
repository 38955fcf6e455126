"""Order numbers and sizes by the contract's patterns: "Ａ－１００３" → `A-1003`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bot.understanding.entities.found import Found
from bot.understanding.entities.plain import Plain
from locales import Pack


def order_id(value: str) -> str:
    """The shop's way to write an order number: `a1003` → `A-1003`."""
    letters, digits = re.match(r"([A-Za-z]*)-?(\d+)", value).groups()  # type: ignore[union-attr]
    return f"{letters.upper() or 'A'}-{digits}"


def find_codes(message: Plain, pack: Pack, titles: tuple[str, ...]) -> Iterator[Found]:
    """Order numbers in either case; sizes in capitals only, and none in "I'm", "L'ordine" and "M. Dupont"."""
    for match in _matches(message.text, pack, "order_id", re.IGNORECASE):
        yield Found("order_id", order_id(match[0]), *match.span(), sure=True)
    for match in _matches(message.text, pack, "size", re.NOFLAG):
        around = message.text[max(0, match.start() - 1) : match.start()], message.text[match.end() : match.end() + 1]
        if not any(map(_latin, around)) and "'" not in around and not (around[1] == "." and f"{match[0]}." in titles):
            yield Found("size", match[0], *match.span())


def _latin(char: str) -> bool:
    """Whether the contract's [A-Za-z] overlooks a letter: the L of "Là", the S of "Sí"."""
    return unicodedata.name(char, "").startswith("LATIN") if char else False


def _matches(text: str, pack: Pack, slot: str, flags: re.RegexFlag) -> Iterator[re.Match[str]]:
    known = pack.contract.slot_types.get(slot)
    return re.finditer(known.pattern, text, flags) if known and known.pattern else iter(())
