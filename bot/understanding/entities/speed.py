"""Prints what a message costs, over the packs' own lines.

>>> main()     # doctest: +SKIP        python -m bot.understanding.entities.speed
"""

from __future__ import annotations

import statistics
import sys
import time
from datetime import date

from bot.understanding.entities.find import find_entities
from locales import load_pack
from locales.pack import list_locales

_LINES = 150  # of each locale, evenly over its intents


def measured(tag: str) -> list[float]:
    """Milliseconds of each line of a locale, the patterns compiled beforehand."""
    pack, today = load_pack(tag), date(2026, 11, 22)
    lines = [line.text for examples in pack.intents.values() for line in examples]
    find_entities(lines[0], pack, today)
    times = []
    for line in lines[:: max(1, len(lines) // _LINES)]:
        start = time.perf_counter()
        find_entities(line, pack, today)
        times.append(1000 * (time.perf_counter() - start))
    return times


def main() -> None:
    """One line a locale: median and 95th percentile."""
    for tag in list_locales():
        times = measured(tag)
        p95 = statistics.quantiles(times, n=20)[-1]
        sys.stdout.write(f"{tag} p50 {statistics.median(times):.2f} ms, p95 {p95:.2f} ms\n")


if __name__ == "__main__":
    main()
