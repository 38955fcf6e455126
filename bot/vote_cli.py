"""`teinei vote`: a language model as one more voice on tone, once it has shown what it knows."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated

import typer

vote = typer.Typer(
    help="A language model's vote on tone: measured first, off by default.", no_args_is_help=True, add_completion=False
)


@vote.command("qualify")
def qualify_model(
    tags: Annotated[list[str], typer.Argument(help="packs whose labelled pairs the model is asked")],
) -> None:
    """Measures the model of the settings on the locales' labelled pairs; exit code 1 when one is refused."""
    from bot.vote import qualify, save_licence

    async def run() -> bool:
        from bot.models.open_model import open_model
        from bot.settings import Settings
        from locales import load_pack

        settings, granted = Settings(), True
        async with open_model(settings, {}) as (model, _):
            for tag in tags:
                licence = await qualify(load_pack(tag), model, settings.base)
                save_licence(licence, settings.cache)
                sys.stdout.write(f"{licence}; {licence.silent} answers were no vote\n")
                granted = granted and licence.granted
        return granted

    if not asyncio.run(run()):
        raise typer.Exit(1)


@vote.command("check")
def check_replies(
    file: Annotated[str, typer.Argument(help="replies, as `teinei tone check` reads them")],
    tag: Annotated[str | None, typer.Option("--locale", "-l", help="the pack of rows that name none")] = None,
) -> None:
    """The judge's findings with the model's vote among them; refused without a licence for each locale."""
    from bot.models.open_model import open_model
    from bot.settings import Settings
    from bot.vote import licence_of
    from bot.vote import vote as ask
    from politeness_eval import Verdict
    from politeness_eval.read_replies import read_replies
    from politeness_eval.show_findings import print_verdict

    settings = Settings()
    rows = read_replies(file, tag)
    licences = {row.pack.tag: licence_of(row.pack, settings.base, settings.cache) for row in rows}

    async def run() -> None:
        async with open_model(settings, {}) as (model, _):
            for row in rows:
                verdict, said = row.judged(), await ask(row.text, row.pack, model, licences[row.pack.tag])
                both = Verdict.of([*verdict.findings, *([said] if said else [])], verdict.abstained)
                print_verdict(row.where, row.text, both)

    asyncio.run(run())
