"""`teinei train …`: plan, run, resume, evaluate, publish, rollback. Exit code 75: stopped, and saved."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.errors import TeineiError
from finetune.recipe import Recipe, dump_recipe, load_recipe
from locales.read import PackError

train = typer.Typer(no_args_is_help=True, help="Adapt the base model to a locale: plan, run, evaluate, publish.")
RecipePath = Annotated[Path, typer.Argument(metavar="RECIPE", help="A YAML file, or a shipped name such as ja-JP.")]
RunPath = Annotated[Path, typer.Argument(metavar="RUN", help="The run's folder, such as runs/ja-JP-retail-…")]
Plain = Annotated[bool, typer.Option("--plain", help="The textbook way, all tricks off: slow, for comparison.")]
Locale = Annotated[str, typer.Argument(metavar="TAG", help="A locale, such as ja-JP.")]
STOPPED = 75


@contextmanager
def _plainly() -> Iterator[Console]:
    """A console to write on; errors that a person can act on come without a traceback."""
    from finetune.signals import Stopped

    # Waiting threads sleep instead of spinning: beside other work, spinning ones made training five times
    # slower. Read when torch loads its thread library.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    wide = Console()
    console = wide if wide.is_terminal else Console(width=160)
    try:
        yield console
    except (TeineiError, PackError) as error:
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None
    except Stopped as stopped:
        console.print(str(stopped), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(STOPPED) from None


@train.command()
def plan(recipe: RecipePath) -> None:
    """Rows, tokens, samples with the loss marked, steps, time, memory, and what is wrong with the data."""
    with _plainly() as console:
        from bot.settings import Settings
        from finetune.base import load_tokenizer, open_base
        from finetune.plan import make_plan, print_plan
        from locales import load_pack

        loaded = load_recipe(recipe)
        tokenizer = load_tokenizer(open_base(loaded.base, Settings().cache))
        made = make_plan(load_pack(loaded.locale), loaded, tokenizer)
        print_plan(made, tokenizer, console)
        if made.errors:
            raise typer.Exit(1)


@train.command()
def run(
    recipe: RecipePath,
    runs: Annotated[Path, typer.Option(help="Where runs are kept.")] = Path("runs"),
    plain: Plain = False,
) -> None:
    """Train an adapter; the run's folder is printed first."""
    with _plainly() as console:
        loaded = load_recipe(recipe)
        folder = runs / f"{loaded.name}-{datetime.now():%Y%m%d-%H%M%S}"
        folder.mkdir(parents=True)
        (folder / "recipe.yaml").write_text(dump_recipe(loaded), encoding="utf-8")
        console.print(f"run: {folder}", highlight=False, soft_wrap=True)
        _train(loaded, folder, plain, console)


@train.command()
def resume(folder: RunPath, plain: Plain = False) -> None:
    """Go on with a run that was stopped or killed, from its newest whole checkpoint."""
    with _plainly() as console:
        _train(load_recipe(folder / "recipe.yaml"), folder, plain, console)


@train.command()
def evaluate(
    folder: RunPath,
    limit: Annotated[int | None, typer.Option(help="Only about this many rows; not enough to publish.")] = None,
    samples: Annotated[int, typer.Option(help="Dialogues to print, failing ones first.")] = 8,
) -> None:
    """Let base and adapter answer the held-out dialogues through the serving path, and judge both."""
    with _plainly() as console:
        from bot.models.pull import pull
        from bot.settings import Settings
        from finetune.compare import print_samples, print_table
        from finetune.evaluate import evaluate as evaluate_run
        from finetune.evaluate import show_outputs
        from locales import load_pack

        recipe = load_recipe(folder / "recipe.yaml")
        settings = Settings().model_copy(update={"base": recipe.base})
        pack = load_pack(recipe.locale)
        with show_outputs(console) as heard:
            found = evaluate_run(folder, pack, pull(recipe.base, cache=settings.cache), settings, heard, limit)
        print_samples(found, console, samples)
        console.rule()
        print_table(found, console)
        console.print(f"{folder}/evaluation.json; next: teinei train publish {folder}", highlight=False, soft_wrap=True)


@train.command()
def publish(folder: RunPath) -> None:
    """Make the run's adapter its locale's own, if the evaluation shows that it is better; else say why not."""
    with _plainly() as console:
        from finetune.publish import publish as publish_run
        from locales.pack import HOME

        name = publish_run(folder, HOME)
        console.print(
            f"published as {name}; undo with: teinei train rollback {load_recipe(folder / 'recipe.yaml').locale}"
        )


@train.command()
def rollback(tag: Locale) -> None:
    """Take back the last publication: the adapter before it serves again."""
    with _plainly() as console:
        from finetune.publish import rollback as rollback_locale
        from locales.pack import HOME

        console.print(f"{tag}: {rollback_locale(tag, HOME)}", highlight=False)


def _train(recipe: Recipe, folder: Path, plain: bool, console: Console) -> None:
    from finetune.progress import show_progress
    from finetune.signals import listen
    from finetune.train import train as run_training
    from finetune.tricks import PLAIN, Tricks

    with listen() as stop, show_progress(console) as show:
        record = run_training(recipe, folder, PLAIN if plain else Tricks(), show, stop)
    figures = f"{record.rows_per_second:.2f} rows/s, {record.tokens_per_second:.0f} tokens/s"
    console.print(f"{folder}/adapter is ready: {record.seconds / 60:.1f} minutes, {figures}", highlight=False)
    console.print(f"next: teinei train evaluate {folder}", highlight=False, soft_wrap=True)
