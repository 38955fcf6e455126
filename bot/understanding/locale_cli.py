"""`teinei locale`: the linguists' commands of `politeness_eval.cli`, and those that need the bot's understanding.

Nothing heavy is imported before a command needs it: `check`, `new`, `export` and `import` work without `serve`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from politeness_eval.cli import check_locales, make_locale

locale = typer.Typer(
    help="Locale packs: check them, make one, exchange messages, see what is confused and what to label next.",
    no_args_is_help=True,
    add_completion=False,
)
locale.command("check")(check_locales)
locale.command("new")(make_locale)
Format = Annotated[Literal["rasa", "csv"], typer.Option("--format", help="Rasa's nlu.yml or a table.")]
Tag = Annotated[str, typer.Argument(help="the pack, such as ja-JP")]
Out = Annotated[Path | None, typer.Option("--out", help="Writes this file instead of the terminal.")]


@locale.command("export")
def export_lines(tag: Tag, format_: Format = "rasa", out: Out = None) -> None:
    """A pack's messages and those of its varieties, as Rasa's training data or as CSV."""
    from locales import load_pack
    from locales.interchange import lines_of, to_csv, to_rasa

    lines = lines_of(load_pack(tag))
    text = to_csv(lines) if format_ == "csv" else to_rasa(lines)
    if out is None:
        sys.stdout.buffer.write(text.encode("utf-8"))
        return
    # Excel reads a table as UTF-8 only where the mark says so.
    write_whole(out, text.encode("utf-8-sig" if format_ == "csv" else "utf-8"))
    typer.echo(f"{out}: {len(lines)} messages")


@locale.command("import")
def import_lines(
    file: Annotated[Path, typer.Argument(help="an nlu.yml or a CSV file")],
    tag: Annotated[str, typer.Option("--tag", help="the pack; the file may name its varieties too")],
    format_: Format = "rasa",
    write: Annotated[
        bool, typer.Option("--write", help="Changes the pack; without it: says what would change.")
    ] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Takes out what the file lacks, too.")] = False,
) -> None:
    """What a file of messages would change in a pack, as a diff; with --write it does."""
    from locales import load_pack
    from locales.interchange import plan, read_csv, read_rasa, show_diff, write_merge

    pack = load_pack(tag)
    lines = read_csv(file, pack) if format_ == "csv" else read_rasa(file, pack)
    merges = plan(pack, lines, remove)
    if not write:
        for line in show_diff(merges):
            typer.echo(line)
        typer.echo("Nothing is written yet; --write does it.")
        return
    for merge in merges:
        write_merge(merge)
        typer.echo(merge.summary)
    typer.echo(f"now run: teinei locale check {' '.join(merge.path.parent.name for merge in merges)}")


@locale.command("confusions")
def show_confusions(
    tag: Tag,
    html: Annotated[Path | None, typer.Option("--html", help="Writes a report to this file.")] = None,
    heldout: Annotated[bool, typer.Option("--heldout", help="On the second readers' messages.")] = False,
    top: Annotated[int, typer.Option("--top", min=1, help="Pairs of intents to show.")] = 10,
) -> None:
    """Which intents are taken for each other, the lines that cause it, and the lines that draw them there."""
    from bot.settings import Settings
    from bot.understanding.confusions import find_confusions
    from bot.understanding.confusions_page import as_text, write_page
    from politeness_eval.encoders import open_encoder

    settings = Settings()
    encoder = open_encoder(settings.encoder, settings.encoder_key)
    found = find_confusions(tag, settings.locales, encoder, settings.cache, heldout)
    for line in as_text(found, top):
        typer.echo(line)
    if html:
        write_page(found, html)
        typer.echo(f"{html}: all of it, for a browser")


@locale.command("suggest")
def suggest_lines(
    logs: Annotated[Path, typer.Argument(help='JSON lines such as {"text": "…", "locale": "ja-JP"}')],
    tag: Annotated[str | None, typer.Option("--tag", help="Only this locale's messages.")] = None,
    top: Annotated[int, typer.Option("--top", min=1)] = 20,
    out: Annotated[Path | None, typer.Option("--out", help="Writes YAML to sort, as in intents.yaml.")] = None,
) -> None:
    """The messages of a log that are worth a label most, copies counted once, personal data masked."""
    from bot.open_parts import load_packs
    from bot.settings import Settings
    from bot.understanding.intents import load_head
    from bot.understanding.logs import read_log
    from bot.understanding.suggest import as_yaml, suggest
    from locales import load_pack
    from politeness_eval.encoders import open_encoder

    settings = Settings()
    packs = load_packs(settings)
    if tag and tag not in packs:
        packs[tag] = load_pack(tag)
    messages, problems = read_log(logs, packs, tag)
    for problem in problems:
        typer.echo(problem, err=True)
    head = load_head(tuple(packs.values()), open_encoder(settings.encoder, settings.encoder_key), settings.cache)
    found = suggest(messages, head, tuple(packs.values()), top)
    for one in found:
        typer.echo(one.shown)
    if out:
        write_whole(out, as_yaml(found).encode("utf-8"))
    where = f"; written to {out}" if out else ""
    typer.echo(f"{len(found)} of {len(messages)} messages, {len(problems)} lines skipped{where}")


def write_whole(path: Path, data: bytes) -> None:
    """Writes the file whole or not at all."""
    half = path.with_name(path.name + ".part")
    half.write_bytes(data)
    half.replace(path)
