"""Checks `dialogues/*.yaml`: rows that fit the contract, replies that pass the judge, nothing of the held-out rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter

from locales.pack import Pack
from locales.read import read_yaml
from locales.rows import Dialogue
from locales.schema import FactValue
from politeness_eval.judge import judge
from politeness_eval.problems import Keys, Problem, normalised
from politeness_eval.verdict import Situation, Verdict

_TIME = re.compile(r"\d{1,2}:\d{2}")
_KINDS: dict[str, tuple[type, ...]] = {
    "date": (date,),
    "money": (int, float),
    "number": (int, float),
    "time": (str,),
    "text": (str,),
}
Row = tuple[Path, int, Dialogue]


def check_dialogues(pack: Pack) -> Iterator[Problem]:
    """Problems of the training rows and of the held-out rows."""
    rows = list(_rows(pack))
    yield from _twice(rows)
    for path, place, row in rows:
        broken = list(_contract(pack, row))
        for keys, message in broken or _judged(pack, row):
            yield Problem(path, (place, *keys), f"{row.id}: {message}")


def situation_of(pack: Pack, row: Dialogue) -> Situation:
    """What the judge must know of a row. Raises KeyError for an outcome or a fact that is not there."""
    return Situation(
        needs=pack.needs(row.intent, row.outcome),
        facts=pack.show(row.facts),
        approved=pack.reply(row.intent, row.outcome, row.facts),
        customer=row.messages[::2],
        earlier=row.messages[1::2],
    )


def judge_rejected(pack: Pack) -> list[tuple[Dialogue, Verdict]]:
    """Every row with a rejected reply and the verdict on that reply: they should fail."""
    rows = [row for held in (False, True) for row in pack.dialogues(held) if row.rejected]
    return [(row, judge(row.rejected.reply, pack, situation_of(pack, row))) for row in rows if row.rejected]


def _rows(pack: Pack) -> Iterator[Row]:
    for path in sorted((pack.folder / "dialogues").glob("*.yaml")):
        for place, row in enumerate(read_yaml(path, TypeAdapter(tuple[Dialogue, ...]))):
            yield path, place, row


Found = Iterator[tuple[Keys, str]]


def _contract(pack: Pack, row: Dialogue) -> Found:
    intent = pack.contract.intents.get(row.intent)
    if intent is None:
        yield ("intent",), f"{row.intent!r} is not an intent of locales/intents.yaml"
        return
    asks = {f"ask_{slot}" for slot in intent.slots}
    if row.outcome not in intent.outcomes and row.outcome not in asks:
        known = ", ".join([*intent.outcomes, *sorted(asks)])
        yield ("outcome",), f"{row.outcome!r} is no outcome of {row.intent}; there are {known}"
        return
    wanted = set(intent.outcomes[row.outcome].facts) if row.outcome in intent.outcomes else set()
    for name in sorted(wanted - row.facts.keys()):
        yield ("facts",), f"the fact {name} is missing; {row.intent}.{row.outcome} states it"
    for name in sorted(row.facts.keys() - wanted):
        yield ("facts", name), f"{name} is no fact of {row.intent}.{row.outcome}"
    for name, value in row.facts.items():
        kind = pack.contract.fact_types.get(name, "text")
        if not _fits(value, kind):
            yield ("facts", name), f"{name} must be a {kind}, got {value!r}"


def _fits(value: FactValue, kind: str) -> bool:
    return isinstance(value, _KINDS[kind]) and (kind != "time" or bool(_TIME.fullmatch(str(value))))


def _judged(pack: Pack, row: Dialogue) -> Found:
    if row.rejected and normalised(row.rejected.reply) == normalised(row.reply):
        yield ("rejected",), "the rejected reply is the good one; write what is wrong with it"
    try:
        situation = situation_of(pack, row)
    except KeyError as error:
        yield ("outcome",), f"the approved text cannot be filled in: {error.args[0]}"
        return
    for finding in judge(row.reply, pack, situation).errors:
        yield ("reply",), f"the judge's {finding.objection}: {finding.why}"


def _twice(rows: list[Row]) -> Iterator[Problem]:
    """Ids used twice, the same words twice, and held-out words among the training rows."""
    ids: dict[str, str] = {}
    words: dict[str, Dialogue] = {}
    for path, place, row in sorted(rows, key=lambda one: one[0].name.startswith("heldout")):
        if row.id in ids:
            yield Problem(path, (place, "id"), f"{row.id}: this id is taken in {ids[row.id]}")
        ids.setdefault(row.id, path.name)
        said = normalised("\n".join(row.messages))
        if said in words and said:
            kind = "held out, but also trained on" if path.name.startswith("heldout") else "said twice"
            yield Problem(path, (place, "messages"), f"{row.id}: the customer's words are {kind} ({words[said].id})")
        words.setdefault(said, row)
