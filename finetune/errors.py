"""The one error that a person who trains may meet: `TrainError`, whose text says what to do next."""

from __future__ import annotations

from bot.errors import TeineiError


class TrainError(TeineiError):
    """Preparing, training, evaluating or publishing cannot go on; nothing half done is left behind."""
