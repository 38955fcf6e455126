"""The keigo level of a Japanese text, from its findings: `keigo_level(judge(text, pack))` is 1 (highest) to 4 (plain).

Levels and flags are those of KeiCO (Liu and Kobayashi, 2022, after the five kinds of Bunka-cho, Keigo no shishin,
2007): sonkeigo raises the listener, kenjougo lowers the speaker, teineigo is desu/masu. The marks are credits of the
pack's tone.yaml (`mark: sonkei`), so that a level never comes without the words it was read from.
"""

from __future__ import annotations

from dataclasses import dataclass

from politeness_eval.verdict import Verdict

MARKS = ("sonkei", "kenjo", "teinei")


@dataclass(frozen=True)
class Keigo:
    """The level, and which kinds of keigo the text has."""

    level: int
    sonkei: bool
    kenjo: bool
    teinei: bool


def keigo_of(verdict: Verdict) -> Keigo:
    """The keigo of the text that the verdict is on."""
    marks = {one.mark for one in verdict.findings if one.mark}
    sonkei, kenjo, teinei = (name in marks for name in MARKS)
    level = 4
    if teinei:
        level = 3
    if sonkei or kenjo:
        level = 2
    if sonkei and kenjo:
        level = 1
    return Keigo(level, sonkei, kenjo, teinei)
