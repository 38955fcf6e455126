"""The small word lists of a language, from `locales/words/`.

>>> load_words("de", HOME).clock
('Uhr',)
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field, TypeAdapter

from locales.pack import HOME
from locales.read import read_yaml
from locales.schema import Strict, Text

__all__ = ["HOME", "Words", "load_words"]


class Words(Strict):
    """`words/<language>.yaml`; docs/packs.md explains each list; a language may lack any of them."""

    units: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    clock: tuple[Text, ...] = ()
    am: tuple[Text, ...] = ()
    pm: tuple[Text, ...] = ()
    not_numbers: tuple[Text, ...] = ()
    near_days: tuple[Text, ...] = ()
    claims: tuple[Text, ...] = ()
    titles: tuple[Text, ...] = ()
    function_words: tuple[Text, ...] = ()


@cache
def load_all_words(home: Path) -> dict[str, Words]:
    """The lists of every language; none for packs that lie apart from a `words` folder."""
    return {path.stem: read_yaml(path, TypeAdapter(Words)) for path in sorted((home / "words").glob("*.yaml"))}


def load_words(language: str, home: Path) -> Words:
    """The lists of one language; empty ones for a language that has none. Raises PackError."""
    return load_all_words(home).get(language) or load_all_words(HOME).get(language) or Words()
