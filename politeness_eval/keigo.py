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


# One word such as ございます (weight 1 in tone.yaml) makes the highest level, together with desu/masu; so do two
# lighter ones. An honorific noun (.5) makes the second. Without desu/masu the second is the most; it takes a verb (.8).
HIGHEST, RAISED, RAISED_PLAIN = 1.0, 0.5, 0.8


def keigo_of(verdict: Verdict) -> Keigo:
    """The keigo of the text that the verdict is on. Each rule counts once, however often it is met.

    `teinei` as in KeiCO: desu/masu and nothing that raises or lowers anyone.
    """
    found = {one.rule: one for one in verdict.findings if one.severity == "credit" and one.axis == "register"}
    marks = {one.mark for one in found.values() if one.mark}
    strength = sum(one.push for one in found.values() if one.mark != "teinei")
    polite = "teinei" in marks
    if polite:
        level = 1 if strength >= HIGHEST else 2 if strength >= RAISED else 3
    else:
        level = 2 if strength >= RAISED_PLAIN else 4
    return Keigo(level, "sonkei" in marks and level < 3, "kenjo" in marks and level < 3, polite and level == 3)
