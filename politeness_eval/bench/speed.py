"""How long the judge takes: `teinei bench judge`.

For each locale replies of about 200 characters are made of the pack's own approved texts (no two alike), and judged
one after the other on one core; loading is measured in a process of its own, imports not counted.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import cycle

import numpy as np

from locales import Pack, load_pack
from politeness_eval.bench.table import Row
from politeness_eval.judge import judge

LENGTH = 200  # characters
_SHOWN = re.compile(r"\{[^{}]{0,80}\}")
_LOAD = """
import json, sys, time
import locales, politeness_eval, politeness_eval.prepared
begin = time.perf_counter()
pack = locales.load_pack(sys.argv[1])
loaded = time.perf_counter()
politeness_eval.judge("1", pack)
print(json.dumps([1000 * (loaded - begin), 1000 * (time.perf_counter() - loaded)]))
"""


def bench_judge(tags: list[str], n: int) -> Iterator[Row]:
    """Per locale: p50, p99, replies a second, load and prepare time; then the memory with all of them loaded."""
    for tag in tags:
        pack = load_pack(tag)
        texts = sample(pack, n)
        judge(texts[0], pack)
        times = []
        for text in texts:
            begin = time.perf_counter()
            judge(text, pack)
            times.append(1000 * (time.perf_counter() - begin))
        yield Row(tag, "p50_ms", float(np.percentile(times, 50)), n=n)
        yield Row(tag, "p99_ms", float(np.percentile(times, 99)), n=n)
        yield Row(tag, "replies_per_second", 1000 * n / sum(times), n=n)
        load, prepare = json.loads(subprocess.check_output([sys.executable, "-c", _LOAD, tag], text=True))
        yield Row(tag, "load_ms", load, n=1)
        yield Row(tag, "first_verdict_ms", prepare, n=1)
    yield Row("all", "memory_mb", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, n=len(tags))


def sample(pack: Pack, n: int) -> list[str]:
    """`n` different texts of about 200 characters."""
    lines = [text for texts in pack.replies.outcomes.values() for text in texts.values()]
    shown = [_SHOWN.sub("A-1001", text).replace("''", "'") for text in lines if text.count("{") == text.count("}")]
    found, text, number = [], "", 0
    for line in cycle(shown):
        text = f"{text} {line}".strip()
        if len(text) >= LENGTH:
            number += 1
            found.append(f"{text[:LENGTH]} {number}")
            text = ""
        if len(found) == n:
            return found
    return found
