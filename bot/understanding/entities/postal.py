"""The postal codes of countries: `postal_codes()["JP"].pattern`, from `postal.yaml` beside this file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from locales.read import read_yaml
from locales.schema import Strict


class PostalCode(Strict):
    """A country's form; `alone` where it needs no cue before it."""

    pattern: str
    alone: bool = False


@cache
def postal_codes() -> dict[str, PostalCode]:
    """Country (ISO 3166) → form."""
    return read_yaml(Path(__file__).with_name("postal.yaml"), TypeAdapter(dict[str, PostalCode]))
