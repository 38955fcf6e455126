"""Checks `intents.yaml`: every intent of the contract has enough messages, and no message two intents."""

from __future__ import annotations

from collections.abc import Iterator

from locales.pack import Pack, load_pack
from politeness_eval.problems import Problem, normalised

ENOUGH = 10  # messages an intent; fewer and the intent head mistakes it for its neighbours
ENOUGH_OF_DIALECT = 6  # on top of the parent's
SHORT = 12  # letters: two people who write "yes please" have not copied from each other


def check_examples(pack: Pack) -> Iterator[Problem]:
    """Problems of the pack's customer messages; a dialect's are held against its parent's too."""
    path = pack.folder / "intents.yaml"
    least = ENOUGH_OF_DIALECT if pack.locale.extends else ENOUGH
    for intent in pack.contract.intents:
        count = len(pack.intents.get(intent, ()))
        if count < least:
            yield Problem(path, (intent,), f"{intent}: {count} messages; at least {least} are needed")
    for intent in pack.intents.keys() - pack.contract.intents.keys():
        yield Problem(path, (intent,), f"{intent}: not an intent of locales/intents.yaml")
    taken = _parents(pack)
    for intent, examples in pack.intents.items():
        for place, example in enumerate(examples):
            key = normalised(example.text)
            if key in taken and taken[key] != (intent, "its parent"):
                other, where = taken[key]
                yield Problem(path, (intent, place), f"{intent}: {example.text!r} stands under {other} in {where} too")
            taken.setdefault(key, (intent, "this file"))
    yield from _heldout(pack, taken)


def _heldout(pack: Pack, taken: dict[str, tuple[str, str]]) -> Iterator[Problem]:
    """Messages that measure the recogniser must not be among those that it learns from."""
    path = pack.folder / "heldout.yaml"
    for intent, examples in pack.heldout().items():
        if intent not in pack.contract.intents:
            yield Problem(path, (intent,), f"{intent}: not an intent of locales/intents.yaml")
        for place, example in enumerate(examples):
            key = normalised(example.text)
            if key in taken and len(key) > SHORT:
                other, where = taken[key]
                yield Problem(path, (intent, place), f"{intent}: {example.text!r} is trained on: {other} in {where}")


def _parents(pack: Pack) -> dict[str, tuple[str, str]]:
    """Line → intent, of the pack that a dialect extends: the same line there must mean the same."""
    if not pack.locale.extends:
        return {}
    parent = load_pack(pack.locale.extends, pack.folder.parent)
    return {
        normalised(example.text): (intent, "its parent")
        for intent, examples in parent.intents.items()
        for example in examples
    }
