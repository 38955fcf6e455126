"""What the judge says of a reply: `Verdict.of([…])` passes when no finding is an error.

>>> Verdict.of([]).passed, Verdict.of([]).register
(True, None)

A score never comes without its findings: both axes are computed from them and from nothing else. An axis
that nothing was found on has no score (None) and is named in `abstained`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import exp
from typing import Literal

Axis = Literal["register", "politeness", "hard"]
Severity = Literal["error", "warning", "credit"]
Side = Literal["below", "above"]

# What one finding moves the log-odds of its axis by, where its rule names no weight. One error outweighs the
# credit of a polite opening; credits beyond the first ones matter less and less through the logistic function.
_WEIGHT: dict[str, float] = {"error": -2.0, "warning": -0.7, "credit": 1.0}


@dataclass(frozen=True)
class Finding:
    """One thing that speaks against the reply or, as a credit, for it, and where.

    `start` and `end` are offsets of `span` in the judged text. `side` tells too familiar (below) from
    over-polite (above). `weight` replaces the severity's in the score.
    """

    rule: str
    axis: Axis
    severity: Severity
    start: int
    end: int
    span: str
    why: str
    source: str = ""
    suggestion: str | None = None
    side: Side = "below"
    weight: float | None = None
    mark: str | None = None

    @property
    def objection(self) -> str:
        """Which rule objects to what, for a list of problems."""
        return f"rule {self.rule} objects to {repr(self.span) if self.span else 'what is missing'}"

    @property
    def push(self) -> float:
        """What it adds to the log-odds of its axis."""
        usual = _WEIGHT[self.severity]
        return usual if self.weight is None else (self.weight if usual > 0 else -self.weight)


@dataclass(frozen=True)
class Situation:
    """What the reply answers. With none given, the judge says nothing about facts and courtesy acts.

    needs     courtesy acts that the outcome asks for: apology, cushion, thanks
    facts     the values as the locale writes them (`Pack.show`), the only ones a reply may state
    facts_known  False where nobody knows the facts, as in a log: then nothing is said about them
    approved  the approved text of the outcome, filled in
    customer  the customer's own words, oldest first: what they said may be said back to them
    earlier   our replies so far, oldest first: the register must stay the same
    """

    needs: frozenset[str] = frozenset()
    facts: Mapping[str, str] = field(default_factory=dict)
    approved: str = ""
    customer: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    facts_known: bool = True


@dataclass(frozen=True)
class Verdict:
    """The judgement on one reply: it passes when no finding is an error.

    `register` and `politeness` are scores from 0 to 1, the logistic function of what the findings of the axis
    add up to; None where there is none. `abstained` names what was not judged: an axis, a courtesy act, or `facts`.
    """

    passed: bool
    register: float | None
    politeness: float | None
    findings: tuple[Finding, ...]
    abstained: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What stops the reply."""
        return tuple(one for one in self.findings if one.severity == "error")

    def score(self, axis: Literal["register", "politeness"]) -> float:
        """The axis' score where a number is needed: .5, neither for nor against, where nothing was found."""
        score = self.register if axis == "register" else self.politeness
        return 0.5 if score is None else score

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The errors and warnings."""
        return tuple(one for one in self.findings if one.severity != "credit")

    @classmethod
    def of(cls, findings: Iterable[Finding], abstained: Iterable[str] = ()) -> Verdict:
        """The verdict that follows from the findings, which are put in reading order, worst first."""
        found = tuple(sorted(findings, key=lambda one: (one.start, _ORDER[one.severity], one.end, one.rule)))
        register, politeness = _score(found, "register"), _score(found, "politeness")
        silent = [axis for axis, score in (("register", register), ("politeness", politeness)) if score is None]
        return cls(
            passed=all(one.severity != "error" for one in found),
            register=register,
            politeness=politeness,
            findings=found,
            abstained=tuple(dict.fromkeys([*silent, *abstained])),
        )


_MOST = 50.0  # log-odds beyond which a score no longer changes; e^800 is no number
_ORDER = {"error": 0, "warning": 1, "credit": 2}


def _score(findings: tuple[Finding, ...], axis: Axis) -> float | None:
    pushes = [one.push for one in findings if one.axis == axis]
    return round(1 / (1 + exp(-max(-_MOST, min(_MOST, sum(pushes))))), 3) if pushes else None
