"""A table's rows as sentences: `Size: M; Chest: 92 to 101 cm`, one for each row below the column names."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from bot.knowledge.hidden import ancestors

_WIDEST = 50  # a colspan of a million is a typing error or an attack


def table_rows(table: LexborNode) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(the row as it is read, its cells) in order; the caption first, as it stands."""
    caption = table.css_first("caption")
    if caption and (text := _text(caption)):
        yield text, (text,)
    grid = _grid(table)
    names = grid[0][1] if len(grid) > 1 and grid[0][0] else []
    for _, cells in grid[1 if names else 0 :]:
        if not any(cells):
            continue
        if not names and len(cells) == 2:
            yield f"{cells[0]}: {cells[1]}" if all(cells) else "".join(cells), tuple(cells)
            continue
        named = zip([*names, *[""] * (len(cells) - len(names))], cells, strict=False)
        parts = [f"{name}: {cell}" if name else cell for name, cell in dict.fromkeys(named) if cell]
        yield "; ".join(parts), tuple([*cells, *names])


def _grid(table: LexborNode) -> list[tuple[bool, list[str]]]:
    """(whether all cells are column names, the cells) of each row, cells that span repeated where they reach."""
    rows: list[tuple[bool, list[str]]] = []
    below: dict[int, tuple[int, str]] = {}
    for row in table.css("tr"):
        if next(above.mem_id for above in ancestors(row) if above.tag == "table") != table.mem_id:
            continue
        cells: list[str] = []
        found = [cell for cell in row.iter() if cell.tag in ("td", "th")]
        for cell in found:
            _fill(cells, below)
            text, wide, deep = _text(cell), _span(cell, "colspan"), _span(cell, "rowspan")
            for _ in range(wide):
                if deep > 1:
                    below[len(cells)] = (deep - 1, text)
                cells.append(text)
        _fill(cells, below)
        rows.append((bool(found) and all(cell.tag == "th" for cell in found), cells))
    return rows


def _fill(cells: list[str], below: dict[int, tuple[int, str]]) -> None:
    """Puts what reaches down from a row above at its place."""
    while len(cells) in below:
        left, text = below.pop(len(cells))
        if left > 1:
            below[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(cell: LexborNode, name: str) -> int:
    value = cell.attributes.get(name) or ""
    return min(max(int(value), 1), _WIDEST) if value.isascii() and value.isdigit() and len(value) < 5 else 1


def _text(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())
