"""`teinei locale` and `teinei tone`: what linguists run. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

locale = typer.Typer(help="Locale packs: check them, make a new one.", no_args_is_help=True, add_completion=False)
tone = typer.Typer(help="The tone judge: check a text, explain a rule.", no_args_is_help=True, add_completion=False)

Tags = Annotated[list[str] | None, typer.Argument(help="packs to check, such as ja-JP; all when none is named")]
Tag = Annotated[str, typer.Option("--locale", "-l", help="the pack whose norms hold")]


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
) -> None:
    """Makes a pack with every text marked that has to be written; overwrites nothing."""
    from locales.read import shown
    from politeness_eval.new_locale import new_locale

    files = new_locale(tag, model)
    typer.echo(f"{tag}: {len(files)} files. Begin with these three:")
    for path in files[:3]:
        typer.echo(f"  {shown(path)}")
    typer.echo(f"then run: teinei locale check {tag}")


@tone.command("check")
def check_tone(
    file: Annotated[str, typer.Argument(help="a text, one reply a paragraph; - reads standard input")],
    tag: Tag,
    json: Annotated[bool, typer.Option("--json", help="one JSON object a reply")] = False,
) -> None:
    """What the judge finds in a text, with carets under each span; exit code 1 when a reply fails."""
    from json import dumps

    from locales import load_pack
    from politeness_eval import judge
    from politeness_eval.show_findings import as_json, show_verdict

    pack, failed = load_pack(tag), False
    for line, text in _paragraphs(_read(file)):
        name = f"{'stdin' if file == '-' else file}:{line}"
        verdict = judge(text, pack)
        failed = failed or not verdict.passed
        typer.echo(
            dumps(as_json(name, verdict), ensure_ascii=False) if json else _lines(show_verdict(name, text, verdict))
        )
    if failed:
        raise typer.Exit(1)


@tone.command("explain")
def explain_rule(
    rule: Annotated[str, typer.Argument(help="the id of a rule, as a finding names it")],
    tag: Annotated[str | None, typer.Option("--locale", "-l", help="only this pack's")] = None,
) -> None:
    """Why a rule is there, where it comes from, and its own examples."""
    from locales import list_locales, load_pack

    packs = [load_pack(one) for one in ([tag] if tag else list_locales())]
    found = [(pack.tag, one) for pack in packs for one in pack.rules if one.id == rule]
    for name, one in found:
        typer.echo(
            f"{name} {one.id}: {one.kind}, {one.axis}, {one.severity}\n  why     {one.why}\n  source  {one.source}"
        )
        if one.suggestion:
            typer.echo(f"  better  {one.suggestion}")
        for label, lines in (("ok    ", one.ok), ("not ok", one.not_ok)):
            typer.echo(_lines(f"  {label}  {line}" for line in lines))
    if not found:
        known = sorted({one.id for pack in packs for one in pack.rules})
        typer.echo(f"{rule!r} is no rule of {', '.join(pack.tag for pack in packs)}. {_nearest(rule, known)}", err=True)
        raise typer.Exit(1)


def _nearest(rule: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(rule, known, n=3)
    return f"Did you mean {', '.join(near)}?" if near else f"There are {', '.join(known)}."


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def _read(file: str) -> str:
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    return data.decode("utf-8", errors="replace").removeprefix("\ufeff")


def _paragraphs(text: str) -> list[tuple[int, str]]:
    """The replies of a text with their first lines: an empty line stands between two."""
    found: list[tuple[int, list[str]]] = []
    open_ = False
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            open_ = False
        elif open_:
            found[-1][1].append(line)
        else:
            found.append((number, [line]))
            open_ = True
    return [(number, "\n".join(lines)) for number, lines in found] or [(1, text)]
