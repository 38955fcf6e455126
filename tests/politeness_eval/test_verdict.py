"""A verdict follows from its findings, and from nothing else."""

from politeness_eval import Finding, Verdict


def finding(rule="r", axis="register", severity="error", start=0):
    return Finding(rule, axis, severity, start, start + 1, "x", "why")


def test_without_findings_it_passes_and_has_no_score():
    assert Verdict.of([]) == Verdict(True, None, None, (), ("register", "politeness"))


def test_an_error_fails_it_and_a_warning_does_not():
    assert not Verdict.of([finding()]).passed
    assert Verdict.of([finding(severity="warning")]).passed


def test_each_axis_is_scored_by_its_own_findings():
    verdict = Verdict.of([finding(axis="politeness"), finding(axis="politeness", severity="warning")])
    assert (verdict.register, verdict.politeness) == (None, 0.063)  # 1 / (1 + e^2.7)


def test_a_credit_raises_the_score_and_never_fails():
    verdict = Verdict.of([finding(severity="credit"), finding(severity="warning")])
    assert verdict.passed
    assert (verdict.register, [one.severity for one in verdict.faults]) == (0.574, ["warning"])


def test_a_weight_replaces_that_of_the_severity():
    heavy = Finding("r", "register", "warning", 0, 1, "x", "why", weight=3)
    assert (heavy.push, Verdict.of([heavy]).register) == (-3, 0.047)


def test_a_hard_finding_fails_the_reply_and_leaves_the_axes_alone():
    verdict = Verdict.of([finding(axis="hard")])
    assert (verdict.passed, verdict.register, verdict.politeness) == (False, None, None)


def test_findings_stand_in_reading_order_with_errors_first():
    late, warning, error = finding("late", start=9), finding("b", severity="warning"), finding("c")
    assert [one.rule for one in Verdict.of([late, warning, error]).findings] == ["c", "b", "late"]
