"""The small word lists of a language, from `locales/words/`.

>>> load_words("de", HOME).clock
('Uhr',)
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, TypeAdapter

from locales.pack import HOME
from locales.read import read_yaml
from locales.schema import Strict, Text

__all__ = ["HOME", "Words", "load_words"]


class Words(Strict):
    """`words/<language>.yaml`; docs/packs.md explains each list; a language may lack any of them.

    Those after `function_words` find what a customer names (`bot/understanding/entities`); the judge reads none.
    """

    units: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    clock: tuple[Text, ...] = ()
    am: tuple[Text, ...] = ()
    pm: tuple[Text, ...] = ()
    not_numbers: tuple[Text, ...] = ()
    near_days: tuple[Text, ...] = ()
    claims: tuple[Text, ...] = ()
    titles: tuple[Text, ...] = ()
    function_words: tuple[Text, ...] = ()
    edges: Literal["both", "left", "none"] = "both"
    accents_matter: bool = False
    days: dict[int, tuple[Text, ...]] = Field(default_factory=dict)
    spans: dict[Literal["ago", "ahead"], tuple[Text, ...]] = Field(default_factory=dict)
    weekdays: dict[Literal["alone", "coming", "past"] | int, tuple[Text, ...]] = Field(default_factory=dict)
    weekday_names: dict[int, tuple[Text, ...]] = Field(default_factory=dict)
    month_names: dict[int, tuple[Text, ...]] = Field(default_factory=dict)
    dates: tuple[Text, ...] = ()
    eras: dict[str, int] = Field(default_factory=dict)
    times: dict[int, tuple[Text, ...]] = Field(default_factory=dict)
    midday: tuple[Text, ...] = ()
    night: tuple[Text, ...] = ()
    tense: dict[Literal["past", "future"], tuple[Text, ...]] = Field(default_factory=dict)
    numerals: dict[str, int] = Field(default_factory=dict)
    multipliers: dict[str, int] = Field(default_factory=dict)
    counters: tuple[Text, ...] = ()
    currencies: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    postal: tuple[Text, ...] = ()
    address: tuple[Text, ...] = ()
    no_entities: tuple[Text, ...] = ()


@cache
def load_all_words(home: Path) -> dict[str, Words]:
    """The lists of every language; none for packs that lie apart from a `words` folder."""
    return {path.stem: read_yaml(path, TypeAdapter(Words)) for path in sorted((home / "words").glob("*.yaml"))}


def load_words(language: str, home: Path) -> Words:
    """The lists of one language; empty ones for a language that has none. Raises PackError."""
    return load_all_words(home).get(language) or load_all_words(HOME).get(language) or Words()
