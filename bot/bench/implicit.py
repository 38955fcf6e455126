"""`teinei bench implicit`: whether an answer without yes or no in it means yes, no or neither.

What a bot without such lines of its own falls back on (`bot/understanding/answers.py` asks again) can be learned from a
shop's own dialogues: how an answer is meant and spelt, and what it answers.
Source of the task: Tanaka et al. 2024, Accommodation Search Dialog Corpus (yes, no, neither).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from bot.understanding.intents import centred
from bot.understanding.meaning import Floats, invert
from bot.understanding.spelling import counts_of, features, in_use, learn_subwords, load_subwords
from politeness_eval.bench.table import Row, accuracy, where
from politeness_eval.encoders import Encoder

RIDGE, AGREEMENT = 1.0, 4.0  # of .5 and 1; 3, 4 and 6: by left-out accuracy on training rows
NAMES = ("YES", "NO", "NYNN")


def read_answers(files: Sequence[Path], conditions: Sequence[str]) -> list[dict[str, Any]]:
    """Rows with question, answer and label. Raises ValueError for a row that lacks one."""
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]
    for number, row in enumerate(rows, start=1):
        if not {"question", "answer"} <= row.keys() or row.get("label") not in NAMES:
            raise ValueError(f"row {number}: expected question, answer and a label of {', '.join(NAMES)}, got {row!r}")
    return list(where(rows, conditions))


def bench_implicit(
    train: list[dict[str, Any]], test: list[dict[str, Any]], by: str, encoder: Encoder, seed: int
) -> list[Row]:
    """Accuracy and macro-F1 a group and over all; the majority beside it."""
    from sklearn.metrics import f1_score
    from threadpoolctl import threadpool_limits

    begun = perf_counter()
    with threadpool_limits(1):
        given = _answer(train, test, encoder)
    seconds = perf_counter() - begun
    gold = np.array([NAMES.index(row["label"]) for row in test])
    groups: dict[str, list[int]] = {"all": list(range(len(test)))}
    for place, row in enumerate(test):
        if by in row:
            groups.setdefault(f"{by}={row[by]}", []).append(place)
    out = []
    for name, places in groups.items():
        out.append(accuracy(name, gold[places] == given[places], seed))
        out.append(Row(name, "macro_f1", float(f1_score(gold[places], given[places], average="macro")), n=len(places)))
    most = np.bincount([NAMES.index(row["label"]) for row in train]).argmax()
    out.append(accuracy("majority", gold == most, seed))
    return [*out, Row("all", "seconds", seconds, n=len(train) + len(test))]


def _answer(train: list[dict[str, Any]], test: list[dict[str, Any]], encoder: Encoder) -> Floats:
    """Labels of the test rows by kernel ridge regression over the training rows."""
    labels = np.array([NAMES.index(row["label"]) for row in train])
    targets = np.eye(len(NAMES), dtype=np.float32)[labels]
    kernel = _kernel([*train, *test], len(train), encoder)
    weights = invert(kernel[: len(train)], RIDGE) @ (targets - targets.mean(axis=0))
    return np.asarray((kernel[len(train) :] @ weights + targets.mean(axis=0)).argmax(axis=1))


def _kernel(rows: list[dict[str, Any]], first: int, encoder: Encoder) -> Floats:
    """How alike each row is to each training row: two answers alike, more so after questions that are alike.

    "少し高いですね" is a no after "Shall I book it?" and a yes after "Is it dear?": agreement of answer and question is
    what the products stand for. Without them the hard slice has .759 instead of .78.
    """
    answer, question = (_vectors([row[key] for row in rows], first, encoder) for key in ("answer", "question"))
    parts = len(getattr(encoder, "parts", (encoder,)))
    answers, questions = answer @ answer[:first].T / parts, question @ question[:first].T / parts
    letters = _letters([row["answer"] for row in rows], first)
    return np.asarray(
        np.exp(2 * answers - 2) + AGREEMENT * answers * questions + letters * (1 + np.maximum(questions, 0))
    )


def _vectors(texts: list[str], first: int, encoder: Encoder) -> Floats:
    distinct = list(dict.fromkeys(texts))
    found = dict(zip(distinct, encoder.encode(distinct), strict=True))
    vectors = np.stack([found[text] for text in texts])
    return centred(vectors - vectors[:first].mean(axis=0), encoder)


def _letters(texts: list[str], first: int) -> Floats:
    subwords = load_subwords(learn_subwords(texts[:first]))
    columns, rarity = in_use(counts_of(texts[:first], subwords))
    grams = features(texts, subwords, columns, rarity)
    return np.asarray((grams @ grams[:first].T).toarray())
