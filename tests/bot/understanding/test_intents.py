"""The intent head: exact left-out scores, calibrated confidence, a file that comes back as it went."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.understanding.calibrate import ask_below, best_temperature, best_weight, softmax, strange_below
from bot.understanding.head_file import read_head, write_head
from bot.understanding.intents import Head, examples_of, plain, train_head
from bot.understanding.meaning import columns, fit_meaning, unit
from bot.understanding.spelling import fit_spelling
from locales import load_pack

DRAW = np.random.default_rng(3)


class Letters:
    """An encoder that counts letters: real enough to learn from, and quick."""

    name, dimensions = "letters", 64

    def encode(self, texts: list[str]) -> np.ndarray:
        out = np.full((len(texts), self.dimensions), 0.01, dtype=np.float32)
        for place, text in enumerate(texts):
            for pair in zip(text, text[1:], strict=False):
                out[place, hash_of(pair) % self.dimensions] += 1
        return unit(out)


def hash_of(pair: tuple[str, str]) -> int:
    return ord(pair[0]) * 31 + ord(pair[1])


def some(rows: int, intents: int = 4) -> tuple[np.ndarray, np.ndarray]:
    labels = DRAW.integers(intents, size=rows)
    vectors = unit(
        (np.eye(intents)[labels] @ DRAW.normal(size=(intents, 12)) + DRAW.normal(size=(rows, 12))).astype("f")
    )
    return vectors, np.eye(intents, dtype=np.float32)[labels]


@pytest.mark.parametrize("rows", [30, 400])  # the dual form, the primal form
def test_left_out_scores_are_those_of_a_fit_without_the_row(rows: int) -> None:
    vectors, targets = some(rows)
    meaning, left_out = fit_meaning(vectors, targets)
    design, row = columns(vectors, meaning.axes).astype(np.float64), 7
    kept = np.arange(rows) != row
    gram = design[kept].T @ design[kept] + 0.6 * np.eye(design.shape[1])
    weights = np.linalg.solve(gram, design[kept].T @ targets[kept])
    assert np.allclose(design[row] @ weights, left_out[row], atol=2e-3)


def test_products_make_half_the_square_of_the_dot_product() -> None:
    vectors, _ = some(6)
    axes = np.linalg.qr(DRAW.normal(size=(12, 5)))[0].astype(np.float32)
    made = columns(vectors, axes)
    along = vectors @ axes
    assert np.allclose(made @ made.T, vectors @ vectors.T + 0.5 * (along @ along.T) ** 2 + 1, atol=1e-4)


def test_spelling_learns_an_ending_and_its_left_out_scores_stay_honest() -> None:
    lines = [f"{word}へん" for word in "買見来出行食飲着書読"] + [f"{word}ます" for word in "買見来出行食飲着書読"]
    targets = np.array([[1, 0]] * 10 + [[0, 1]] * 10, dtype=np.float32)
    spelling, left_out = fit_spelling(lines, targets - 0.5)
    assert spelling.scores("寝へん").argmax() == 0 and spelling.scores("寝ます").argmax() == 1
    fitted = np.stack([spelling.scores(line) for line in lines])
    own = np.arange(20), targets.argmax(axis=1)
    assert (left_out[own] < fitted[own] + 0.01).all() and left_out[own].mean() < fitted[own].mean()


def test_temperature_makes_confidence_meet_accuracy() -> None:
    labels = DRAW.integers(3, size=3000)
    scores = (0.8 * np.eye(3)[labels] + DRAW.normal(size=(3000, 3)) * 0.5).astype(np.float32)
    temperature = best_temperature(scores, labels)[1]
    right = (scores.argmax(axis=1) == labels).mean()
    assert abs(softmax(scores, temperature).max(axis=1).mean() - right) < 0.03
    assert 0.1 <= ask_below(scores, labels, temperature) <= 0.9


def test_a_second_head_counts_only_as_much_as_it_helps() -> None:
    labels = DRAW.integers(3, size=800)
    good = (np.eye(3)[labels] + DRAW.normal(size=(800, 3)) * 0.4).astype(np.float32)
    noise = DRAW.normal(size=(800, 3)).astype(np.float32)
    assert best_weight(good, noise, labels) == 0.0
    assert best_weight(noise * 0.3, good, labels) == 1.0


def test_at_most_a_tenth_of_known_messages_are_called_strange() -> None:
    known, strange = DRAW.normal(0.8, 0.1, 500), DRAW.normal(0.79, 0.1, 500)
    assert (known < strange_below(known, strange)).mean() <= 0.11


LINES = [
    (plain(text), intent, "en")
    for intent in ("track_order", "store_hours", "get_refund")
    for text in [example.text for example in load_pack("en-US").intents[intent]][:14]
]


@pytest.fixture(scope="module")
def small() -> Head:
    return train_head(LINES, Letters())


def test_a_head_comes_back_from_its_file_as_it_went(small: Head, tmp_path) -> None:
    write_head(small, tmp_path / "heads" / "one.npz")
    again = read_head(tmp_path / "heads" / "one.npz", small.encoder)
    assert again
    for text in ("where is my parcel", "when do you open", "money back"):
        assert again.read(text, "en") == small.read(text, "en")


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04garbage", None])
def test_a_broken_file_is_no_head(small: Head, tmp_path, damage: bytes | None) -> None:
    path = tmp_path / "one.npz"
    write_head(small, path)
    path.write_bytes(path.read_bytes()[:900] if damage is None else damage)
    assert read_head(path, small.encoder) is None


def test_a_language_that_was_not_trained_is_read_from_the_mean_of_all(small: Head) -> None:
    assert sum(rank.confidence for rank in small.rank("où est mon colis", "fr")) == pytest.approx(1, abs=1e-4)
    moved = replace(small, others={"fr": np.zeros(small.means.shape[1], dtype=np.float32)})
    assert moved.rank("où est mon colis", "fr") != small.rank("où est mon colis", "fr")


def test_order_numbers_carry_no_wish(small: Head) -> None:
    assert small.rank("A-1003", "en") == small.rank("a1017", "en") or plain("A-1003") == plain("A-1017")


def test_the_packs_lines_are_all_learned_from_and_heldout_ones_never() -> None:
    pack = load_pack("en-GB")
    learned = {text for text, _, _ in examples_of(pack)}
    held = {plain(example.text) for examples in pack.heldout().values() for example in examples}
    assert len(held) > 100
    assert {text for text in held & learned if len(text) > 12} == set()
