"""`teinei knowledge index | ask | bench`: what a retailer's pages become, and how well they answer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.knowledge.index import Index
    from bot.knowledge.pages import Pages

knowledge = typer.Typer(
    help="A retailer's pages: index them, ask them, measure.", no_args_is_help=True, add_completion=False
)
Folder = Annotated[Path, typer.Argument(help="The pages, a folder a locale: DIR/en-US/returns.md")]
Spec = Annotated[str | None, typer.Option("--encoder", help="e5, use, e5+use …; the shop's without it.")]


def _open(folder: Path, encoder: str | None) -> tuple[Pages, Index]:
    from bot.knowledge.file import load_index
    from bot.knowledge.pages import read_pages
    from bot.settings import Settings
    from politeness_eval.encoders import open_encoder

    pages, settings = read_pages(folder), Settings()
    try:
        opened = open_encoder(encoder or settings.encoder, settings.encoder_key)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    return pages, load_index(pages.passages, opened, settings.cache)


@knowledge.command()
def index(folder: Folder, encoder: Spec = None) -> None:
    """Reads the pages and keeps their index; says how many passages there are, and what was dropped and why."""
    pages, _ = _open(folder, encoder)
    for tag in pages.locales:
        of_locale = [passage for passage in pages.passages if passage.locale == tag]
        files = len({passage.page for passage in of_locale})
        typer.echo(f"{tag}  {len(of_locale)} passages of {files} pages")
    for dropped in pages.dropped:
        typer.echo(f"dropped  {_printable(str(dropped))}")
    if pages.dropped:
        typer.echo(f"{len(pages.dropped)} dropped; what a page says to a bot or hides is never quoted", err=True)


@knowledge.command()
def ask(
    folder: Folder,
    question: Annotated[str, typer.Argument(help="As a customer writes it.")],
    locale: Annotated[str, typer.Option("--locale", help="The locale whose pages answer.")],
    k: Annotated[int, typer.Option("--k", min=1, help="How many passages.")] = 3,
    encoder: Spec = None,
) -> None:
    """The likeliest passages with their scores and sources, and what a reply would quote."""
    from bot.knowledge.answer import answer_text

    _, opened = _open(folder, encoder)
    if opened.shelf(locale) is None:
        raise typer.BadParameter(f"--locale {locale!r}: no pages; there are {', '.join(opened.shelves) or 'none'}")
    for found in opened.search(question, locale, k):
        passage = found.passage
        typer.echo(f"{found.score:.2f}  {passage.id}  {passage.heading}" + (f"  {passage.url}" if passage.url else ""))
    best = opened.best(question, locale)
    typer.echo(answer_text(best, question) if best else "no passage is sure enough: the bot makes no claim")


@knowledge.command()
def bench(
    folder: Folder,
    questions: Annotated[Path, typer.Argument(help="YAML: {locale, question, page, section} lines.")],
    encoder: Spec = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Writes the rows to this file.")] = None,
) -> None:
    """Recall of the right section, and how often the bot rightly says nothing."""
    from bot.knowledge.bench import bench_knowledge, check_questions, read_questions
    from politeness_eval.bench.table import show

    asked = read_questions(questions)
    _, opened = _open(folder, encoder)
    check_questions(opened, asked, questions)
    show(
        bench_knowledge(opened, asked),
        "teinei knowledge " + " ".join(sys.argv[2:]),
        [str(folder), str(questions)],
        json_file,
    )


def _printable(text: str) -> str:
    """Control and invisible characters as escapes: what a page hides must not act on a terminal."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)
