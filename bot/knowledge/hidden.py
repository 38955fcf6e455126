"""Takes what a visitor does not see out of a parsed page: `drop_hidden(tree)` → the words that were there.

By attribute (hidden, aria-hidden), by style, and by the page's own <style> rules. An instruction to a bot hides there,
and so does the answer of a folded question: hence the words come back, to be shown to the retailer.
Does not read stylesheets outside of the page, nor tell white letters on a white ground.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

_ATTRIBUTES = "[hidden], [aria-hidden=true], [aria-hidden=TRUE], [type=hidden]"
_UNSEEN = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|(?:^|;)opacity:0?\.?0*(?:;|!|%|$)"
    r"|font-size:0(?:\.0+)?(?:px|pt|em|rem|%)?(?:;|!|$)|(?:left|top|right|text-indent):-\d{3,}|clip:rect\(0"
    r"|(?:^|;)(?:max-)?(?:height|width):[01](?:px)?(?:;.*)?overflow:hidden|color:transparent"
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Rules for print or narrow screens say nothing about what most visitors see.
_AT_BLOCK = re.compile(r"@[^{};]{1,300}\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]*)\}")
_BOILERPLATE = ("script", "style", "head", "template", "noscript", "svg")


def drop_hidden(tree: LexborHTMLParser) -> list[str]:
    """Removes the hidden elements; their words, one item an element."""
    return [text for text in remove([node for node in _hidden_nodes(tree) if node.tag not in ("html", "body")]) if text]


def remove(nodes: Iterable[LexborNode]) -> list[str]:
    """Takes the elements out, outermost only: those inside are freed with them. Returns their words."""
    found = {node.mem_id: node for node in nodes}
    outermost = [node for node in found.values() if not any(above.mem_id in found for above in ancestors(node))]
    words = []
    for node in outermost:
        words.append("" if node.tag in _BOILERPLATE else " ".join(node.text(separator=" ").split()))
        node.decompose()
    return words


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """The elements around it, nearest first."""
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def _hidden_nodes(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    yield from tree.css(_ATTRIBUTES)
    yield from (node for node in tree.css("[style]") if unseen(node.attributes.get("style") or ""))
    for selector in hiding_selectors("\n".join(node.text() for node in tree.css("style"))):
        try:
            yield from tree.css(selector)
        except SelectolaxError:
            continue  # a selector that only browsers know


def unseen(style: str) -> bool:
    """Whether declarations hide what they are for: `unseen("display: none")`."""
    plain = re.sub(r"\s+", "", _COMMENT.sub("", style)).lower()
    return bool(_UNSEEN.search(plain))


def hiding_selectors(sheet: str) -> list[str]:
    """The selectors of the sheet's rules that hide: `hiding_selectors(".note { display: none }")` is `[".note"]`."""
    plain = _AT_BLOCK.sub("", _COMMENT.sub("", sheet))
    return [rule[1].strip() for rule in _RULE.finditer(plain) if unseen(rule[2])]
