"""Whether an adapter may be published: `reasons_against(evaluation, heldout_hash)` → lines; none means yes.

Better has to be shown, not only seen: the interval of the paired gain must lie above zero. Facts may not
get worse at all, and no category may get worse with confidence.
"""

from __future__ import annotations

from finetune.compare import categories_of, gain, score
from finetune.evaluate import Evaluation

MIN_ROWS = 80  # below, the interval of a pass rate near 95 % is wider than what separates good from bad


def reasons_against(evaluation: Evaluation, adapter_sha256: str, heldout_hash: str, min_rows: int) -> list[str]:
    """Every gate that fails, with the figures that decided."""
    if evaluation.adapter_sha256 != adapter_sha256:
        return ["the evaluation is of another adapter than the one in this run; evaluate it again"]
    if evaluation.heldout_hash != heldout_hash:
        return ["the evaluation is not of all held-out rows as they are now; evaluate again, without --limit"]
    count = score(evaluation, "passed", True, "all").n
    reasons = [] if count >= min_rows else [f"{count} held-out rows, at least {min_rows} are needed"]
    passed, kept = gain(evaluation, "passed"), gain(evaluation, "facts_kept")
    if passed.low <= 0:
        reasons.append(
            f"first drafts passed: {100 * passed.value:+.1f} points against the base, but the 95 % interval "
            f"({100 * passed.low:+.1f} to {100 * passed.high:+.1f}) does not lie above zero"
        )
    if kept.value < 0:
        reasons.append(f"facts kept: {100 * kept.value:+.1f} points against the base; they may not get worse")
    return reasons + _worse_categories(evaluation)


def _worse_categories(evaluation: Evaluation) -> list[str]:
    worse = []
    for category in categories_of(evaluation)[1:]:
        for metric in ("passed", "facts_kept"):
            found = gain(evaluation, metric, category)
            if found.high < 0:
                worse.append(f"{category}: {metric} {100 * found.value:+.1f} points, surely worse")
    return worse
