"""Intervals hold what they should, and pairs are kept together."""

from __future__ import annotations

import random

import pytest

from finetune.scores import mean_score, paired_gain


def test_mean_lies_in_its_interval_and_is_the_same_every_time() -> None:
    values = [1.0] * 90 + [0.0] * 10
    found = mean_score(values)
    assert found == mean_score(values)
    assert found.value == 0.9 and found.n == 100
    assert found.low == pytest.approx(0.84, abs=0.02) and found.high == pytest.approx(0.95, abs=0.02)


def test_interval_holds_the_truth_about_95_times_in_100() -> None:
    chance = random.Random(3)
    held = 0
    for _ in range(200):
        found = mean_score([float(chance.random() < 0.5) for _ in range(80)])
        held += found.low <= 0.5 <= found.high
    assert 180 <= held <= 198


def test_gain_is_paired_not_a_difference_of_two_intervals() -> None:
    before = [float(number % 2) for number in range(40)]
    after = [value + 0.1 for value in before]
    found = paired_gain(before, after)
    assert found.low == pytest.approx(0.1) and found.high == pytest.approx(0.1)


def test_nothing_has_no_mean() -> None:
    with pytest.raises(ValueError, match="at least one value"):
        mean_score([])


def test_unequal_sides_are_refused() -> None:
    with pytest.raises(ValueError):
        paired_gain([1.0], [1.0, 0.0])
