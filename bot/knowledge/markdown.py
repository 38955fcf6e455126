"""A Markdown page as HTML: `to_html("## Größen")`, each block with the line it began on in `data-line`.

One reader for both kinds of page: HTML inside Markdown is hidden, dropped and tabled as anywhere else.
"""

from __future__ import annotations

from markdown_it import MarkdownIt


def to_html(text: str, first_line: int = 1) -> str:
    """CommonMark with tables; `first_line` is the line of the file at which `text` begins."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = parser.parse(text)
    for token in tokens:
        if token.map and token.nesting == 1:
            token.attrSet("data-line", str(token.map[0] + first_line))
    return str(parser.renderer.render(tokens, parser.options, {}))
