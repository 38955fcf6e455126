"""Rates of a recogniser: calibration, and how well it tells known messages from strange ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from politeness_eval.bench.table import Row, bootstrap

COVERAGE = 0.9  # of the known messages are answered


def expected_calibration_error(sure: npt.NDArray[Any], right: npt.NDArray[Any], bins: int = 10) -> float:
    """Mean gap between confidence and accuracy over equal-width bins (Naeini et al. 2015)."""
    if not len(sure):
        return 0.0
    which = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [abs(sure[which == b].mean() - right[which == b].mean()) * (which == b).mean() for b in set(which.tolist())]
    return float(np.sum(gaps))


def known_or_strange(
    group: str,
    familiarity: npt.NDArray[Any],
    outside: npt.NDArray[Any],
    gold: Sequence[str],
    answers: Sequence[str],
    seed: int,
) -> list[Row]:
    """Recall of strange messages where 90 % of the known are answered, AUROC, and MCC over all labels.

    The first two move the threshold over the test rows; MCC takes `answers`, whose threshold came from training.
    """
    from sklearn.metrics import matthews_corrcoef, roc_auc_score

    truth, given = np.array(gold), np.array(answers)
    rows = [
        bootstrap(group, "mcc", len(truth), lambda p: float(matthews_corrcoef(truth[p], given[p])), seed, rounds=100)
    ]
    if not outside.any() or outside.all():
        return rows

    def recall(places: npt.NDArray[Any]) -> float:
        strange, level = outside[places], np.quantile(familiarity[places][~outside[places]], 1 - COVERAGE)
        return float((familiarity[places][strange] < level).mean()) if strange.any() else 0.0

    rows.append(bootstrap(group, "oos_recall_at_90_coverage", len(truth), recall, seed))
    rows.append(Row(group, "auroc", float(roc_auc_score(~outside, familiarity)), n=len(truth)))
    return rows
