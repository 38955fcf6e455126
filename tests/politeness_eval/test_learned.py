"""What is learned comes from the lines given, explains itself, and vectors of lines are made once."""

import numpy as np
import pytest

from locales import load_pack
from politeness_eval import Verdict
from politeness_eval.encoders import Remembered, open_encoder
from politeness_eval.learned import Labelled, fit, lines_of


class Letters:
    """An encoder of letter counts, which keeps what it was asked."""

    name, dimensions = "letters", 384

    def __init__(self):
        self.asked = []

    def encode(self, texts):
        self.asked.extend(texts)
        out = np.zeros((len(texts), 384), dtype=np.float32)
        for place, text in enumerate(texts):
            for letter in text:
                out[place, ord(letter) % 384] += 1
        return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1)


LINES = tuple(
    Labelled(text, score, "en")
    for text, score in (
        ("please thank you", 2),
        ("please help", 1),
        ("it is here", 0),
        ("stop", -1),
        ("stop it fool", -2),
    )
)


def test_a_vector_is_made_once_and_survives_a_broken_file(tmp_path):
    encoder = Letters()
    first = Remembered(encoder, tmp_path).encode(["a", "b", "a"])
    again = Remembered(encoder, tmp_path).encode(["b", "c"])
    assert encoder.asked == ["a", "b", "c"]
    assert np.array_equal(first[1], again[0])
    (tmp_path / "vectors" / "letters.sqlite").write_bytes(b"no database")
    assert np.array_equal(Remembered(encoder, tmp_path).encode(["b"])[0], again[0])


def test_no_texts_give_no_vectors(tmp_path):
    assert Remembered(Letters(), tmp_path).encode([]).shape == (0, 384)


def test_the_score_follows_the_lines_and_the_finding_cites_them():
    learned = fit(LINES, Letters())
    polite, rude = learned.score(["please thank you all", "stop stop fool"], "en")
    assert polite > rude
    finding = learned.finding("stop it, fool", "en")
    assert (finding.severity, finding.axis) == ("warning", "politeness")
    assert "'stop it fool' (-2)" in finding.why
    assert Verdict.of([finding]).politeness < 0.5


def test_heldout_pairs_are_not_learned_from():
    pack = load_pack("zh-CN")
    learned = {line.text for line in lines_of([pack])}
    assert not learned & {text for pair in pack.pairs() if pair.heldout for text in (pair.good, pair.bad)}


def test_nothing_to_learn_from_is_said():
    with pytest.raises(ValueError, match="nothing to learn from"):
        fit((), Letters())


@pytest.mark.model
def test_the_real_encoder_carries_politeness_to_a_language_without_lines():
    learned = fit(LINES + tuple(lines_of([load_pack("en-US")]))[:80], open_encoder("e5"))
    kind, rude = learned.score(["Könnten Sie mir bitte helfen? Vielen Dank!", "Lass das, du Idiot."], "de")
    assert kind > rude
