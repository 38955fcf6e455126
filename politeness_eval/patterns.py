"""Compiles a linguist's regular expression, or says why it may not run: `compile_pattern("(?i)just")`.

A reply comes from a model and may be anything, so a pattern that can take long on some text is refused
when the pack loads: open repeats (`*`, `+`, `{2,}`) and combinations of repeats with more than WAYS ways
to match at one place. Beside the expression stands what a text must hold for it to match at all
(`Pattern.needed`): of forty rules, a reply then runs five.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from politeness_eval.lowered import compile_lowered

WAYS = 2000  # 8,000 characters × 2,000 ways × 10 ns stays below a fifth of a second
OPEN = 1000  # `{0,999}` is a repeat that a person meant as open
_RUNS = 200  # strings that a pattern's beginnings are followed to at most
_FEW = 40  # strings that are looked for before a pattern is run: more take longer than the pattern
_END = (None, None)  # what follows the last node of a pattern
_FLAGS = re.compile(r"\(\?([aimsx]+)\)")


@dataclass(frozen=True)
class Pattern:
    """A compiled expression. `needed`: of each of these sets of strings, one is in every text that matches."""

    regex: re.Pattern[str]
    needed: tuple[tuple[str, ...], ...] = ()
    lowered: re.Pattern[str] | None = None  # the same for a text in lower case, where case is ignored
    any_case: bool = False  # `needed` is in lower case, and looked for in the text in lower case

    def matches(self, text: str) -> list[re.Match[str]]:
        """Every match that is not empty."""
        held = _lower(text) if self.any_case else text
        for texts in self.needed:
            for one in texts:
                if one in held:
                    break
            else:
                return []
        regex = self.regex
        if self.lowered is not None and len(held) == len(text):
            regex, text = self.lowered, held
        return [match for match in regex.finditer(text) if match.end() > match.start()]


def compile_pattern(pattern: str, before: str = "", after: str = "") -> Pattern:
    """The pattern between `before` and `after`. Raises ValueError with what is wrong with it."""
    flags = 0
    bare = pattern
    if found := _FLAGS.match(pattern):
        flags = sum(getattr(re, letter.upper()) for letter in set(found[1]))
        bare = pattern[found.end() :]
    try:
        tree = _parser.parse(bare, flags)
        whole = f"{_first_letter(list(tree))}{before}(?:{bare}){after}"
        regex = re.compile(whole, flags)
    except re.error as error:
        raise ValueError(f"pattern {pattern!r} is no regular expression: {error}") from None
    ways = _ways(list(tree))
    if ways > WAYS:
        hint = "write {0,20} instead of * or +, and fewer repeats in one pattern"
        raise ValueError(f"pattern {pattern!r} can take too long on some texts ({ways} ways to match): {hint}")
    any_case = bool(flags & re.IGNORECASE)
    needed = _rarest_first(_needed(list(tree)))
    if any_case:
        needed = tuple(tuple(dict.fromkeys(text.lower() for text in texts)) for texts in needed)
    return Pattern(regex, needed, compile_lowered(whole, flags) if any_case else None, any_case)


@lru_cache(maxsize=64)
def _lower(text: str) -> str:
    return text.lower()


def _ways(nodes: list[Any], follow: Any = _END, inside: bool = False) -> int:
    """An upper bound on the ways to match at one place; `inside` a repeat, choices count one by one."""
    ways = 1
    for (kind, value), after in pairwise([*nodes, follow]):
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            ways *= 1 if _stops_at(value, after) else _repeat_ways(*value)
        elif kind is op.BRANCH:
            each = [_ways(list(branch), after, inside) for branch in value[1]]
            ways *= sum(each) if inside and not _told_apart(value[1]) else max(each)
        elif kind is op.SUBPATTERN:
            ways *= _ways(list(value[3]), after, inside)
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            ways *= _ways(list(value[1]), inside=inside)
        elif kind is op.ATOMIC_GROUP:
            ways *= _ways(list(value), after, inside)
        elif kind in (op.GROUPREF, op.GROUPREF_EXISTS):
            ways *= OPEN
    return ways


def _stops_at(repeat: Any, after: Any) -> bool:
    """Whether what follows can only stand where the repeat ends, as in `[^/ ]{0,20}/`."""
    least, most, body = repeat
    if most > OPEN or len(body) != 1 or body[0][0] is not op.IN or after[0] is not op.LITERAL:
        return False
    items = list(body[0][1])
    return items[0][0] is op.NEGATE and (op.LITERAL, after[1]) in items


def _repeat_ways(least: int, most: int, body: Any) -> int:
    if most > OPEN:
        return WAYS + 1
    each = _ways(list(body), inside=most > 1)
    if each == 1:
        return most - least + 1
    ways = 0
    for count in range(least, most + 1):
        ways += each ** min(count, 16)
    return min(ways, WAYS + 1)


def _told_apart(branches: list[Any]) -> bool:
    """Whether the first character already says which branch it is."""
    heads = [next(iter(branch), None) for branch in branches]
    letters = [head[1] for head in heads if head is not None and head[0] is op.LITERAL]
    return len(letters) == len(branches) == len(set(letters))


def _first_letter(nodes: list[Any]) -> str:
    """A look-ahead for the letters that a match can begin with, or nothing where it can be any.

    Of sixty alternatives the engine tries each at every place of a text; one set of letters it tries at once.
    """
    letters, open_ = _firsts(nodes)
    if open_ or len(letters) < 2 or len(letters) > 4 * _RUNS:  # one letter the engine searches for by itself
        return ""
    return "(?=[" + "".join(f"\\U{ord(letter):08x}" for letter in sorted(letters)) + "])"


def _firsts(nodes: list[Any]) -> tuple[set[str], bool]:
    """The letters that a match of the nodes can begin with; True where they can match nothing, or anything."""
    found: set[str] = set()
    for kind, value in nodes:
        if kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
            continue
        letters, open_ = _first_of(kind, value)
        if letters is None:
            return set(), True
        found |= letters
        if not open_:
            return found, False
    return found, True


def _first_of(kind: Any, value: Any) -> tuple[set[str] | None, bool]:
    """As `_firsts`, of one node; None where it can begin with anything."""
    if kind is op.LITERAL:
        return {chr(value)}, False
    if kind is op.IN and all(item[0] is op.LITERAL for item in value):
        return {chr(item[1]) for item in value}, False
    if kind is op.SUBPATTERN and not value[1]:
        branches, optional = [list(value[3])], False
    elif kind is op.BRANCH:
        branches, optional = [list(branch) for branch in value[1]], False
    elif kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        branches, optional = [list(value[2])], value[0] == 0
    else:
        return None, True
    each = [_firsts(branch) for branch in branches]
    if any(not letters and open_ and branch for (letters, open_), branch in zip(each, branches, strict=True)):
        return None, True
    return set().union(*(letters for letters, _ in each)), optional or any(open_ for _, open_ in each)


def _needed(nodes: list[Any]) -> list[tuple[str, ...]]:
    """Sets of strings; every match holds one of each set."""
    found: list[tuple[str, ...]] = []
    place = 0
    while place < len(nodes):
        runs, taken, whole = _runs(nodes[place:])
        if all(runs):
            found.append(tuple(dict.fromkeys(runs)))
        for kind, value in nodes[place + (taken if whole else max(0, taken - 1)) :][:1]:
            if kind is op.SUBPATTERN and not value[1]:
                found.extend(_needed(list(value[3])))
            elif kind in (op.MAX_REPEAT, op.MIN_REPEAT) and value[0] > 0:
                found.extend(_needed(list(value[2])))
            elif kind is op.BRANCH:
                each = [_rarest_first(_needed(list(branch)))[:1] for branch in value[1]]
                if all(each):
                    found.append(tuple(text for sets in each for text in sets[0]))
        place += taken + 1 if whole else max(1, taken)
    return found


def _runs(nodes: list[Any]) -> tuple[list[str], int, bool]:
    """The strings that the nodes begin with, how many nodes they stand for, and whether the last of these is whole."""
    runs = [""]
    for taken, node in enumerate(nodes):
        options, whole = _options(node)
        if not options or len(runs) * len(options) > _RUNS:
            return runs, taken, True
        runs = [run + option for run in runs for option in options]
        if not whole:
            return runs, taken + 1, False
    return runs, len(nodes), True


def _options(node: Any) -> tuple[list[str], bool]:
    """The strings that a node can begin with, none where it can be anything; and whether they are all of it."""
    kind, value = node
    if kind is op.LITERAL:
        return [chr(value)], True
    if kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
        return [""], True
    if kind is op.IN and len(value) <= 8 and all(item[0] is op.LITERAL for item in value):
        return [chr(item[1]) for item in value], True
    if kind is op.SUBPATTERN and not value[1]:
        branches = [list(value[3])]
    elif kind is op.BRANCH:
        branches = [list(branch) for branch in value[1]]
    else:
        return [], False
    each = [(runs, whole and taken == len(branch)) for branch in branches for runs, taken, whole in [_runs(branch)]]
    return list(dict.fromkeys(run for runs, _ in each for run in runs)), all(whole for _, whole in each)


def _rarest_first(sets: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """At most three sets, those first that few texts will hold: long strings, none of them a part of speech."""

    def commonness(texts: tuple[str, ...]) -> tuple[int, int]:
        plain = [text for text in texts if not (text.startswith("/") and text.endswith("/"))]
        return (-min(map(len, plain)) if len(plain) == len(texts) else 0, len(texts))

    return tuple(sorted((texts for texts in sets if len(texts) <= _FEW), key=commonness)[:3])
