"""A recipe: everything that decides what an adapter becomes, in one YAML file.

>>> load_recipe(Path("finetune/recipes/ja-JP.yaml")).lora.rank     # doctest: +SKIP
8

Does not: say where things lie on this machine; caches and ports are `bot/settings.py`.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, model_validator
from ruamel.yaml import YAML

from locales.read import read_yaml
from locales.rows import Category
from locales.schema import Strict

HOME = Path(__file__).parent / "recipes"
Share = Annotated[float, Field(ge=0, lt=1)]


class Lora(Strict):
    """The adapter's shape. `alpha / rank` scales what it adds to the base."""

    rank: Annotated[int, Field(ge=1, le=256)] = 8
    """8 on all linear layers of the 0.5B base is 8.8 MB; 16 is 17.6 MB, above the 12 MB that may enter git."""
    alpha: Annotated[float, Field(gt=0)] = 16
    targets: Literal["all-linear"] | tuple[str, ...] = "all-linear"
    """All linear layers, or the names of some: attention alone makes a smaller adapter that can change less."""
    dropout: Share = 0.0
    """Above 0 works against learning rows by heart, and makes every step a little slower."""
    rslora: bool = False
    """Scales by alpha / sqrt(rank): keeps high ranks (64 and more) learning."""


class Recipe(Strict):
    """What `teinei train run` reads. Every default says what it trades."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$")]
    """The adapter's name without its version: `ja-JP-retail` is published as `ja-JP-retail-v1`."""
    locale: str
    base: str
    """A name of bot/models/catalog.yaml, a .gguf file, or a folder of a Hugging Face model."""
    seed: int = 7
    lora: Lora = Lora()
    learning_rate: Annotated[float, Field(gt=0, le=0.1)] = 3e-4
    """LoRA takes about ten times a full fine-tune's rate; too high shows as a loss that jumps."""
    schedule: Literal["cosine", "constant"] = "cosine"
    warmup: Share = 0.05
    """Share of all steps in which the rate rises from 0."""
    weight_decay: Annotated[float, Field(ge=0)] = 0.0
    clip: Annotated[float, Field(gt=0)] = 1.0
    """Largest norm of a step's gradient."""
    epochs: Annotated[int, Field(ge=1)] = 3
    """With 476 rows the validation loss was lowest after 2; more repeats rows by heart."""
    steps: Annotated[int, Field(ge=1)] | None = None
    """Ends earlier than `epochs` would; for trials."""
    batch: Annotated[int, Field(ge=1)] = 8
    """Rows a step; more are faster a row (the shared prompt is read once a step), take memory and mean fewer steps."""
    max_tokens: Annotated[int, Field(ge=32)] = 768
    """A longer row is left out and reported: half a reply teaches to stop in the middle."""
    val_share: Share = 0.1
    """Rows held back to watch the loss, chosen by the hash of their id: the same ones in every run."""
    balance: dict[Category, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    """How often a category's rows are seen in an epoch; 1 where nothing is said, 0.5 is every second time."""
    min_rows: Annotated[int, Field(ge=0)] = 20
    """`plan` warns of a category with fewer rows."""
    dtype: Literal["auto", "bfloat16", "float32"] = "auto"
    """auto: bfloat16 where the processor multiplies it itself, else float32."""
    checkpoint_every: Annotated[int, Field(ge=1)] = 25
    """Steps; a killed run repeats at most these."""
    threads: Annotated[int, Field(ge=1)] | None = None
    """None: all cores."""

    @model_validator(mode="after")
    def _some_category_is_left(self) -> Recipe:
        if len(self.balance) == 6 and not any(self.balance.values()):
            raise ValueError("balance: every category is 0, so there is nothing to train on")
        return self


def load_recipe(path: Path) -> Recipe:
    """The recipe at `path`, or the shipped one of that name: `ja-JP`. Raises PackError (`path:line: …`)."""
    shipped = HOME / f"{path}.yaml"
    return read_yaml(shipped if not path.exists() and shipped.exists() else path, TypeAdapter(Recipe))


def dump_recipe(recipe: Recipe) -> str:
    """The recipe as YAML with every default written out: what a run used, whatever the defaults become."""
    text = io.StringIO()
    YAML().dump(recipe.model_dump(mode="json"), text)
    return text.getvalue()
