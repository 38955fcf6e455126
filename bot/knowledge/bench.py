"""How often the right section is found: `bench_knowledge(index, read_questions(path))` → rows to print.

Questions are split in two halves by the hash of locale and question: weights and thresholds were chosen on `tune`, and
`report` says what they are worth. Questions with `page: null` count for `unanswered` only.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, TypeAdapter, model_validator

from bot.knowledge.index import SURE, Index, Signals
from locales.read import PackError, read_yaml, shown
from politeness_eval.bench.table import Row, bootstrap, share_interval
from politeness_eval.encoders import Vectors


class Question(BaseModel):
    """A line of the file: what a customer asks, and the page and heading that answer, or `page: null`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    locale: str
    question: str
    page: str | None
    section: str | None = None

    @model_validator(mode="after")
    def _section_with_page(self) -> Question:
        if (self.page is None) != (self.section is None):
            raise ValueError("page and section: give both, or `page: null` alone")
        return self

    @property
    def half(self) -> str:
        """`tune` or `report`; a question stays in its half whatever is added."""
        return ("tune", "report")[hashlib.sha256((self.locale + self.question).encode()).digest()[0] % 2]


@dataclass(frozen=True)
class Result:
    """The places at which the right section came (0 is first, None not among three), by way of ranking."""

    question: Question
    ranks: dict[str, int | None]
    answered: bool
    right: bool
    seconds: float


WAYS: dict[str, Callable[[Signals], Vectors]] = {
    "": lambda signals: signals.together,
    "bm25 ": lambda signals: signals.words,
    "encoder ": lambda signals: signals.meaning,
}


def read_questions(path: Path) -> tuple[Question, ...]:
    """The questions. Raises PackError with `path:line` for a line that is none."""
    questions = read_yaml(path, TypeAdapter(tuple[Question, ...]))
    if not questions:
        raise PackError([f"{shown(path)}:1: no questions; write {{locale, question, page, section}} lines"])
    return questions


def bench_knowledge(index: Index, questions: Sequence[Question]) -> list[Row]:
    """Rows for each half, and for each locale of the report half."""
    results = [_ask(index, question) for question in questions]
    rows: list[Row] = []
    for half in ("tune", "report"):
        of_half = [result for result in results if result.question.half == half]
        rows += _rows(half, of_half)
        for tag in sorted({result.question.locale for result in of_half}) if half == "report" else ():
            rows += _rows(f"{half} {tag}", [result for result in of_half if result.question.locale == tag])
    return rows


def check_questions(index: Index, questions: Sequence[Question], path: Path) -> None:
    """Raises PackError for each question whose page and section no passage has: it could never be right."""
    places = {(one.locale, one.page, one.heading) for shelf in index.shelves.values() for one in shelf.passages}
    problems = [
        f"{shown(path)}: {question.question!r}: {question.locale}/{question.page} has no section {question.section!r}"
        for question in questions
        if question.page is not None and (question.locale, question.page, question.section) not in places
    ]
    if problems:
        raise PackError(problems)


def _ask(index: Index, question: Question) -> Result:
    started = time.perf_counter()
    found = index.search(question.question, question.locale)
    seconds = time.perf_counter() - started
    signals, shelf = index.signals(question.question, question.locale), index.shelf(question.locale)
    wanted = (question.page, question.section)
    ranks: dict[str, int | None] = dict.fromkeys(WAYS)
    for way, scores in WAYS.items() if signals and shelf else ():
        order = np.argsort(-scores(signals), kind="stable")[:3] if signals else ()
        places = [(shelf.passages[place].page, shelf.passages[place].heading) for place in order] if shelf else []
        ranks[way] = places.index(wanted) if wanted in places else None
    return Result(question, ranks, bool(found) and found[0].score >= SURE, ranks[""] == 0, seconds)


def _rows(group: str, results: Sequence[Result]) -> list[Row]:
    known = [result for result in results if result.question.page is not None]
    unknown = [result for result in results if result.question.page is None]
    rows = []
    for way in WAYS:
        for k in (3, 1):
            hits = np.array([(rank := result.ranks[way]) is not None and rank < k for result in known], dtype=float)
            if len(hits):
                rows.append(bootstrap(group, f"{way}recall_at_{k}", len(hits), partial(_mean_at, hits)))
    rows += _share(group, "unanswered", [not result.answered for result in unknown])
    rows += _share(group, "wrongly_unanswered", [not result.answered for result in known])
    rows += _share(group, "wrongly_answered", [result.answered and not result.right for result in results])
    if results:
        times = [1000 * result.seconds for result in results]
        rows.append(Row(group, "ms_per_question", float(np.median(times)), n=len(times)))
    return rows


def _mean_at(hits: np.ndarray, at: np.ndarray) -> float:
    return float(hits[at].mean())


def _share(group: str, metric: str, held: Sequence[bool]) -> list[Row]:
    if not held:
        return []
    low, high = share_interval(sum(held), len(held))
    return [Row(group, metric, sum(held) / len(held), low, high, len(held))]
