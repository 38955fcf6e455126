"""`teinei bench intent`: accuracy of the intent head, trained on a file or on packs, with floor rows beside.

Packs are measured on a fifth of their own lines that the fit has not seen (`--packs`), on the messages that a second
reader wrote blind (`--packs --heldout`), or on a file whose intents share names with the contract (`--pack TAG`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import numpy as np

from bot.bench.rates import expected_calibration_error, known_or_strange
from bot.understanding.intents import Head, Reading, examples_of, plain, train_head
from locales import Pack
from politeness_eval.bench.table import Row, accuracy, read_tsv, where
from politeness_eval.encoders import Encoder

Lines = list[tuple[str, str, str, str]]  # text, intent, group, language


def read_lines(files: Sequence[Path], conditions: Sequence[str], by: str) -> Lines:
    """Normalised texts with intent, group and language."""
    rows = [row for file in files for row in where(read_tsv(file, ["intent", "text"]), conditions)]
    return [(plain(row["text"]), row["intent"], row.get(by, "all"), row.get("lang", "").split("-")[0]) for row in rows]


def measure(head: Head, test: Lines, train: Lines, oos: str | None, seed: int) -> list[Row]:
    """Accuracy and macro-F1 a group and over all, strangers, calibration, time; majority and TF-IDF rows as floors."""
    begun = perf_counter()
    read = [head.read(text, language) for text, _, _, language in test]
    ms = (perf_counter() - begun) * 1000 / max(1, len(test))
    inside = [place for place, (_, intent, *_) in enumerate(test) if intent != oos]
    answers = [one.ranking[0].intent for one in read]
    right = np.array([answer == line[1] for answer, line in zip(answers, test, strict=True)])
    sure = np.array([one.ranking[0].confidence for one in read])
    out = _groups(test, answers, inside, seed)
    out.append(Row("all", "ece", expected_calibration_error(sure[inside], right[inside]), n=len(inside)))
    out.append(Row("all", "ms_per_message", ms, n=len(test)))
    out.extend(_strangers(head, test, read, oos, seed))
    out.extend(_floors([test[place] for place in inside], train, oos, seed))
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
        macro = float(f1_score(truth, guess, average="macro", zero_division=0))
        out.append(Row(name, "macro_f1", macro, n=len(places)))
    return out


def _strangers(head: Head, test: Lines, read: list[Reading], oos: str | None, seed: int) -> list[Row]:
    """How messages that are none of the intents are told apart; nothing without `--oos`."""
    if oos is None:
        return []
    outside = np.array([intent == oos for _, intent, *_ in test])
    answers = [one.ranking[0].intent if one.familiarity >= head.calibration.strange_below else oos for one in read]
    gold = [intent for _, intent, *_ in test]
    groups = {"all": list(range(len(test)))}
    for place, (_, _, group, _) in enumerate(test):
        groups.setdefault(group, []).append(place)
    familiarity = np.array([one.familiarity for one in read])
    return [
        row
        for name, places in groups.items()
        for row in known_or_strange(
            name, familiarity[places], outside[places], [gold[p] for p in places], [answers[p] for p in places], seed
        )
    ]


def _floors(test: Lines, train: Lines, oos: str | None, seed: int) -> list[Row]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    pairs = [(text, intent) for text, intent, *_ in train if intent != oos]
    gold = np.array([intent for _, intent, *_ in test])
    most = Counter(intent for _, intent in pairs).most_common(1)[0][0]
    # a support vector machine: on 25,000 lines logistic regression took ten minutes for the same figure
    tfidf = make_pipeline(TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True), LinearSVC())
    tfidf.fit([text for text, _ in pairs], [intent for _, intent in pairs])
    given = np.asarray(tfidf.predict([text for text, *_ in test]))
    return [
        Row("majority", "accuracy", float((gold == most).mean()), n=len(test)),
        accuracy("tf-idf", gold == given, seed),
    ]


def bench_files(
    train: Lines, test: Lines, oos: str | None, seed: int, encoder: Encoder, live: Encoder | None = None
) -> list[Row]:
    """Trained on one set of lines, measured on another; `live` encodes the latter, where the former are remembered."""
    from bot.bench.offsets import means_of_unseen

    inside = [(text, intent, language) for text, intent, _, language in train if intent != oos]
    begun = perf_counter()
    head = train_head(inside, encoder, live)
    seconds = perf_counter() - begun
    unseen = {language for *_, language in test} - set(head.languages)
    if unseen:
        head = means_of_unseen(head, unseen)
    return [*measure(head, test, train, oos, seed), Row("all", "train_seconds", seconds, n=len(inside))]


def pack_lines(packs: Sequence[Pack]) -> Lines:
    """All lines of the packs and their dialects, grouped by tag."""
    return [(text, intent, tag, pack.language) for pack in packs for text, intent, tag in examples_of(pack)]


def heldout_lines(packs: Sequence[Pack]) -> Lines:
    """What second readers wrote blind, grouped by tag; never trained on."""
    return [
        (plain(example.text), intent, source.tag, pack.language)
        for pack in packs
        for source in (pack, *pack.dialects)
        for intent, examples in source.heldout().items()
        for example in examples
    ]


def bench_pack(packs: Sequence[Pack], test: Lines, seed: int, encoder: Encoder) -> list[Row]:
    """Trained on packs, measured on the rows whose intents they name."""
    known = packs[0].contract.intents
    return bench_files(pack_lines(packs), [line for line in test if line[1] in known], None, seed, encoder)


def bench_heldout(packs: Sequence[Pack], seed: int, encoder: Encoder, live: Encoder) -> list[Row]:
    """All packs, measured on the second readers' messages, with each variety's share of its standard's accuracy."""
    rows = bench_files(pack_lines(packs), heldout_lines(packs), None, seed, encoder, live)
    return [*rows, *variety_ratios(rows, packs)]


def bench_heldout_fifth(packs: Sequence[Pack], seed: int, encoder: Encoder, live: Encoder) -> list[Row]:
    """Each pack and dialect on a fifth of its lines, chosen by seed and left out of the fit of all packs."""
    lines = pack_lines(packs)
    outside = np.random.default_rng(seed).random(len(lines)) < 0.2
    train = [line for line, out in zip(lines, outside, strict=True) if not out]
    test = [line for line, out in zip(lines, outside, strict=True) if out]
    rows = bench_files(train, test, None, seed, encoder, live)
    return [*rows, *variety_ratios(rows, packs)]


def variety_ratios(rows: Sequence[Row], packs: Sequence[Pack]) -> list[Row]:
    """Each variety's accuracy as a share of its standard variety's."""
    found = {row.group: row for row in rows if row.metric == "accuracy"}
    pairs = [(dialect.tag, pack.tag) for pack in packs for dialect in pack.dialects]
    return [
        Row(variety, "ratio_to_standard", found[variety].value / found[standard].value, n=found[variety].n)
        for variety, standard in pairs
        if variety in found and standard in found and found[standard].value
    ]
