"""Whose word is measured: the rules', that of the learned scorer, or both (`--scorer`), for the ablation."""

from __future__ import annotations

from collections.abc import Sequence

from politeness_eval.bench.lines import Line, places_by, pushes, too_familiar
from politeness_eval.verdict import Axis, Verdict

# What one log-odd of the rules counts beside one of the learned score: on the tune half of TyDiP 1.0, 1.5 and 2.0
# are the same, .3 is .06 to .17 worse in Spanish, Hindi and Korean.
RULES_WEIGHT = 1.0


def called_formal(lines: Sequence[Line], verdicts: Sequence[Verdict], scorer: str) -> list[bool] | None:
    """Which lines the scorer calls formal; None for the rules' own word."""
    if scorer == "rules":
        return None
    if scorer not in ("both", "learned"):
        raise ValueError(f"--scorer {scorer!r}: expected rules, learned or both")
    learned = [score >= 0 for score in _learned(lines, "register")]
    if scorer == "learned":
        return learned
    pairs = zip(verdicts, learned, strict=True)
    return [not too_familiar(one) if one.register is not None else other for one, other in pairs]


def politeness_scores(lines: Sequence[Line], verdicts: Sequence[Verdict], scorer: str) -> dict[str, Sequence[float]]:
    """The score that was asked for, then what it is made of."""
    if scorer not in ("both", "rules", "learned"):
        raise ValueError(f"--scorer {scorer!r}: expected both, rules or learned")
    rules = [pushes(one, "politeness") for one in verdicts]
    if scorer == "rules":
        return {"rules": rules}
    learned = _learned(lines, "politeness")
    if scorer == "learned":
        return {"learned": learned}
    both = [RULES_WEIGHT * one + other for one, other in zip(rules, learned, strict=True)]
    return {"both": both, "rules": rules, "learned": learned}


def _learned(lines: Sequence[Line], axis: Axis) -> list[float]:
    """The learned score of each line; the lines of a language are encoded at once."""
    from politeness_eval.learned import load_learned

    fitted, scores = load_learned(axis), [0.0] * len(lines)
    for lang, places in places_by(lines, "lang").items():
        found = fitted.score([lines[place]["text"] for place in places], lang.split("-")[0])
        for place, score in zip(places, found, strict=True):
            scores[place] = float(score)
    return scores
