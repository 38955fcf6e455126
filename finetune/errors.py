"""The one error that a person who trains may meet: `TrainError`, whose text says what to do next."""

from __future__ import annotations


class TrainError(Exception):
    """Training, evaluation or publishing cannot go on; the command line prints the text and ends with 1."""
