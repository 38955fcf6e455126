"""Confusions for people: `as_text` for a terminal, `write_page` as one HTML file that needs nothing else.

Every text of a pack is escaped, stands in its own language (`lang`) and finds its own direction (`dir="auto"`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.understanding.confusions import Confusions

LINES = 4  # of a pair on the terminal; the page has all


def as_text(found: Confusions, top: int) -> Iterator[str]:
    """The report line by line, its `top` worst pairs."""
    what = "second readers' messages" if found.heldout else "lines, each read by a head that has not seen it"
    yield f"{found.tag}: {found.lines} {what}; {found.accuracy:.1%} right, {found.wrong} would be answered wrongly"
    for pair in found.pairs[:top]:
        yield ""
        counts = f"{len(pair.mistakes)} of {pair.lines}, {pair.wrong} answered wrongly"
        yield f"{pair.meant} is read as {pair.read}: {counts}"
        yield f"  {pair.hint}"
        for one in pair.mistakes[:LINES]:
            near = f"   ~ {one.near[0].text} ({one.near[0].similarity:.2f})" if one.near else ""
            yield f"  {one.confidence:.2f}  {one.text}{near}"
        if len(pair.mistakes) > LINES:
            yield f"  … and {len(pair.mistakes) - LINES} more"
    if len(found.pairs) > top:
        yield f"\n… and {len(found.pairs) - top} more pairs; --html FILE has them all"


def write_page(found: Confusions, path: Path) -> None:
    """Writes the page, whole or not at all."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("bot.understanding", "pages"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["percent"] = lambda value: f"{100 * value:.1f} %"
    page = environment.get_template("confusions.html").render(found=found)
    half = path.with_name(path.name + ".part")
    half.write_text(page, encoding="utf-8", errors="replace")
    half.replace(path)
