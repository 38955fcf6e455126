"""What the judge says of a reply: `Verdict.of([…])` passes when no finding is an error.

>>> Verdict.of([]).passed, Verdict.of([]).register
(True, 1.0)

A score never comes without its findings: both axes are computed from them and from nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Axis = Literal["register", "politeness", "hard"]
Severity = Literal["error", "warning"]

# One error halves what is left of an axis, a warning takes a tenth: two slips are worse than one, and
# no number of warnings reads like an error of the first sentence.
_KEPT: dict[str, float] = {"error": 0.5, "warning": 0.9}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and where. `start` and `end` are offsets of `span` in the judged text."""

    rule: str
    axis: Axis
    severity: Severity
    start: int
    end: int
    span: str
    why: str
    source: str = ""
    suggestion: str | None = None


@dataclass(frozen=True)
class Situation:
    """What the reply answers. With none given, the judge says nothing about facts and courtesy acts.

    needs     courtesy acts that the outcome asks for: apology, cushion, thanks
    facts     the values as the locale writes them (`Pack.show`), the only ones a reply may state
    approved  the approved text of the outcome, filled in
    customer  the customer's own words, oldest first: what they said may be said back to them
    earlier   our replies so far, oldest first: the register must stay the same
    """

    needs: frozenset[str] = frozenset()
    facts: Mapping[str, str] = field(default_factory=dict)
    approved: str = ""
    customer: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """The judgement on one reply. `abstained` names what was not judged: an axis, or `facts`."""

    passed: bool
    register: float
    politeness: float
    findings: tuple[Finding, ...]
    abstained: tuple[str, ...] = ()

    @classmethod
    def of(cls, findings: Iterable[Finding], abstained: Iterable[str] = ()) -> Verdict:
        """The verdict that follows from the findings, which are put in reading order, worst first."""
        found = tuple(sorted(findings, key=lambda one: (one.start, one.severity != "error", one.end, one.rule)))
        return cls(
            passed=all(one.severity != "error" for one in found),
            register=_score(found, "register"),
            politeness=_score(found, "politeness"),
            findings=found,
            abstained=tuple(abstained),
        )


def _score(findings: tuple[Finding, ...], axis: Axis) -> float:
    score = 1.0
    for one in findings:
        if one.axis == axis:
            score *= _KEPT[one.severity]
    return round(score, 3)
