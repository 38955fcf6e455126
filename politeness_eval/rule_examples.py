"""Holds every tone rule to its own examples: `check_rules(pack)` raises PackError with path and line.

A rule proves itself: each `ok` line must pass it, each `not_ok` line must break it, alone. With a credit it is
the other way round: each `ok` line must earn it, no `not_ok` line may.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from politeness_eval.analysers import analyser_for
from politeness_eval.reading import Reading
from politeness_eval.rules import Rule, compile_rule
from politeness_eval.verdict import Situation

if TYPE_CHECKING:
    from locales.pack import Pack
    from locales.schema import ToneRule

Problem = tuple[tuple[int | str, ...], str]  # where in the file, and what is wrong


def check_rules(pack: Pack) -> tuple[Rule, ...]:
    """The pack's rules, compiled and proven. Raises PackError with every rule that is not."""
    from locales.read import PackError

    compiled: list[Rule] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for place, rule in enumerate(pack.rules):
        if rule.id in seen:
            problems.append(((place, "id"), f"{rule.id}: this id is taken by an earlier rule"))
        seen.add(rule.id)
        try:
            one = compile_rule(rule)
        except ValueError as error:
            problems.append(((place, "pattern"), f"{rule.id}: {error}"))
            continue
        compiled.append(one)
        problems.extend(((place, *keys), f"{rule.id}: {text}") for keys, text in _broken(one, pack))
    if problems:
        raise PackError(_with_lines(pack, problems))
    return tuple(compiled)


def _broken(rule: Rule, pack: Pack) -> list[Problem]:
    analyser = analyser_for(pack.language)
    if rule.rule.kind == "morph" and analyser is None:
        return [(("kind",), f"`morph` needs an analyser, and {pack.language!r} has none; use `forbid`")]
    situation = _situation(rule.rule)
    credit = rule.rule.severity == "credit"
    found: list[Problem] = []
    for key, lines in (("ok", rule.rule.ok), ("not_ok", rule.rule.not_ok)):
        for place, line in enumerate(lines):
            findings = rule.find(Reading(line, analyser), situation)
            if bool(findings) == ((key == "ok") == credit):
                continue
            at = f", at {findings[0].span!r}" if findings else "; widen the pattern"
            verb = ("finds" if findings else "does not find") + f" its own {key} line {line!r}"
            found.append(((key, place), f"the rule {verb}{at}"))
    return found


def _situation(rule: ToneRule) -> Situation:
    approved = rule.ok[0] if rule.kind in ("keep", "only") else ""
    return Situation(needs=frozenset({rule.when} if rule.when else ()), approved=approved)


def _with_lines(pack: Pack, problems: list[Problem]) -> list[str]:
    from locales.read import line_finder, line_of, shown

    tag = pack.locale.extends or pack.tag
    path = pack.folder.parent / tag / "tone.yaml"
    lined = line_finder(path) if path.exists() else None
    return [f"{shown(path)}:{line_of(lined, keys)}: {message}" for keys, message in problems]
