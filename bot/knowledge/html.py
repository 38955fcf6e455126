"""An HTML page as its sections: `read_html("<h1>Größen</h1><p>S bis XL</p>").sections[0].blocks[0].text`.

What a visitor does not see or what every page repeats is left out: navigation, header and footer, scripts, comments,
attributes, hidden elements. A table's row reads "column: value; column: value". Does not run scripts or load anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.knowledge.hidden import ancestors, drop_hidden, remove
from bot.knowledge.table import table_rows

_REPEATED = (
    "head, nav, footer, script, style, template, noscript, iframe, object, embed, svg, canvas, math, form, button, "
    "select, input, textarea, dialog:not([open]), [role=navigation], [role=banner], [role=contentinfo]"
)
_INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q s samp small span strike strong sub sup "
    "time tt u var wbr picture img".split()
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True)
class Block:
    """A paragraph, a list's item or a table's row; `parts` are a row's cells, which are judged one by one."""

    text: str
    line: int | None = None
    parts: tuple[str, ...] = ()


@dataclass
class Section:
    """A heading's level and words, and the blocks up to the next one. Level 0: what stands before any heading."""

    level: int
    heading: str
    line: int | None = None
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Document:
    """A page; `hidden` holds the words of its hidden elements, `url` an http(s) address or None."""

    title: str
    url: str | None
    sections: list[Section]
    hidden: list[str]


def read_html(source: str) -> Document:
    """The page's sections in order; its title is the first h1 that is seen, else <title>, else ""."""
    tree = LexborHTMLParser(source)
    link = tree.css_first("link[rel=canonical]")
    url = safe_url(link.attributes.get("href") if link else None)
    named = tree.css_first("head > title")
    name = " ".join(named.text().split()) if named else ""
    hidden = drop_hidden(tree)
    first = tree.css_first("h1")
    title = " ".join(first.text().split()) if first else ""
    remove([*tree.css(_REPEATED), *(one for one in tree.css("header") if not _inside_content(one))])
    body = tree.body
    return Document(title or name, url, _sections(body) if body else [], hidden)


def safe_url(address: str | None) -> str | None:
    """The address where it is http or https with a host and nothing odd in it, else None. It is never opened."""
    text = (address or "").strip()
    if not text.isascii() or not text.isprintable() or len(text) > 2000 or any(mark in text for mark in " <>\"'`\\"):
        return None
    try:
        parts = urlsplit(text)
        return text if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc else None
    except ValueError:
        return None


def _inside_content(node: LexborNode) -> bool:
    """A header of an article or a section holds its heading; only the page's own is the same everywhere."""
    return any(above.tag in ("main", "article", "section") for above in ancestors(node))


def _sections(body: LexborNode) -> list[Section]:
    sections = [Section(0, "")]
    words: list[str] = []
    line: int | None = None

    def flush() -> None:
        nonlocal words
        if text := "".join(words).strip():
            sections[-1].blocks.append(Block(text, line))
        words = []

    for node, enters in _walk(body):
        tag = node.tag or ""
        if tag == "-text":
            words.append(node.text_content or "")
        elif tag == "br":
            words.append("\n")
        elif tag not in _INLINE:
            flush()
            line = _line(node) or line
            if enters and tag in _HEADINGS:
                sections.append(Section(int(tag[1]), " ".join(node.text().split()), line))
            elif enters and tag == "table":
                sections[-1].blocks.extend(Block(text, line, cells) for text, cells in table_rows(node))
    flush()
    return sections


def _walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Each node when it begins (True) and ends (False); without recursion, for pages nested ten thousand deep."""
    stack = [(root, True)]
    while stack:
        node, enters = stack.pop()
        yield node, enters
        if enters and node.tag not in ("-text", "br", "-comment"):
            stack.append((node, False))
            if node.tag not in (*_HEADINGS, "table"):
                stack.extend((child, True) for child in reversed(list(node.iter(include_text=True))))


def _line(node: LexborNode) -> int | None:
    value = node.attributes.get("data-line") or "" if node.is_element_node else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else None
