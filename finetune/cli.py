"""`teinei train …`: plan, run, resume, evaluate, publish, rollback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from finetune.errors import TrainError
from finetune.recipe import Recipe, load_recipe
from locales.read import PackError

train = typer.Typer(no_args_is_help=True, help="Adapt the base model to a locale: plan, run, evaluate, publish.")
console = Console()
RecipePath = Annotated[Path, typer.Argument(metavar="RECIPE", help="a YAML file, or a shipped name such as ja-JP")]
RunPath = Annotated[Path, typer.Argument(metavar="RUN", help="the run's folder, such as runs/ja-JP-retail-…")]
Plain = Annotated[bool, typer.Option("--plain", help="train the textbook way, all tricks off: slow, for comparison")]


@contextmanager
def _plainly() -> Iterator[None]:
    """Errors that a person can act on, without a traceback. Exit code 1; 75 for stopped and saved."""
    from finetune.signals import Stopped

    try:
        yield
    except (TrainError, PackError) as error:
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None
    except Stopped as stopped:
        console.print(str(stopped), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(75) from None


@train.command()
def run(
    recipe: RecipePath,
    runs: Annotated[Path, typer.Option(help="where runs are kept")] = Path("runs"),
    plain: Plain = False,
) -> None:
    """Train an adapter; the run's folder is printed first."""
    with _plainly():
        loaded = load_recipe(recipe)
        folder = runs / f"{loaded.name}-{datetime.now():%Y%m%d-%H%M%S}"
        folder.mkdir(parents=True)
        (folder / "recipe.yaml").write_text(_as_yaml(loaded), encoding="utf-8")
        console.print(f"run: {folder}", highlight=False, soft_wrap=True)
        _train(loaded, folder, plain)


@train.command()
def resume(folder: RunPath, plain: Plain = False) -> None:
    """Go on with a run that was stopped or killed, from its newest whole checkpoint."""
    with _plainly():
        _train(load_recipe(folder / "recipe.yaml"), folder, plain)


def _train(recipe: Recipe, folder: Path, plain: bool) -> None:
    from finetune.progress import show_progress
    from finetune.signals import listen
    from finetune.train import train as run_training
    from finetune.tricks import PLAIN, Tricks

    with listen() as stop, show_progress(console) as show:
        record = run_training(recipe, folder, PLAIN if plain else Tricks(), show, stop)
    minutes = record.seconds / 60
    figures = f"{minutes:.1f} minutes, {record.rows_per_second:.2f} rows/s, {record.tokens_per_second:.0f} tokens/s"
    console.print(f"{folder}/adapter is ready: {figures}", highlight=False, soft_wrap=True)
    console.print(f"next: teinei train evaluate {folder}", highlight=False, soft_wrap=True)


def _as_yaml(recipe: Recipe) -> str:
    """The recipe with every default written out: what the run used, whatever the defaults become."""
    import io

    from ruamel.yaml import YAML

    text = io.StringIO()
    YAML(typ="safe", pure=True).dump(recipe.model_dump(mode="json"), text)
    return text.getvalue()
