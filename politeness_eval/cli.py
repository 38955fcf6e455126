"""`teinei locale`: what linguists run on packs. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

from typing import Annotated

import typer

locale = typer.Typer(help="Locale packs: check them, make a new one.", no_args_is_help=True, add_completion=False)

Tags = Annotated[list[str] | None, typer.Argument(help="packs to check, such as ja-JP; all when none is named")]


@locale.command("check")
def check_locales(tags: Tags = None) -> None:
    """Everything that is wrong with the packs, one problem a line: `path:line: message`."""
    from locales.pack import list_tags
    from politeness_eval.check_pack import check_all

    chosen = tuple(tags or list_tags())
    problems = check_all(tags=chosen)
    for problem in problems:
        typer.echo(problem)
    if problems:
        typer.echo(f"{len(problems)} problems", err=True)
        raise typer.Exit(1)
    typer.echo(f"{', '.join(chosen)}: no problems")


@locale.command("new")
def make_locale(
    tag: Annotated[str, typer.Argument(help="the new pack, such as fr-FR or ja-JP-x-hakata")],
    model: Annotated[str, typer.Option("--from", help="the pack whose structure is copied")] = "en-US",
    extends: Annotated[str | None, typer.Option("--extends", help="the locale that this is a variety of")] = None,
) -> None:
    """Makes a pack with every text marked that has to be written; overwrites nothing."""
    from locales.read import shown
    from politeness_eval.new_locale import new_locale

    files = new_locale(tag, model, extends=extends)
    typer.echo(f"{tag}: {len(files)} files. Begin with these three:")
    for path in files[:3]:
        typer.echo(f"  {shown(path)}")
    typer.echo(f"then run: teinei locale check {tag}")
