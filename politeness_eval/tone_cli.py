"""`teinei tone`: the judge at a linguist's hand. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

tone = typer.Typer(
    help="The tone judge: check replies, explain a rule, report, compare, agree.",
    no_args_is_help=True,
    add_completion=False,
)
Tag = Annotated[str | None, typer.Option("--locale", "-l", help="the pack whose norms hold, where a row names none")]
Json = Annotated[bool, typer.Option("--json", help="JSON instead of text")]


@tone.command("check")
def check_tone(
    file: Annotated[str, typer.Argument(help="a text, one reply a paragraph, or JSON Lines; - reads standard input")],
    tag: Tag = None,
    json: Json = False,
    sarif: Annotated[bool, typer.Option("--sarif", help="SARIF 2.1.0, for code review")] = False,
    credits: Annotated[bool, typer.Option("--credits", help="show what speaks for a reply too")] = False,
) -> None:
    """What the judge finds in replies, with carets under each span; exit code 1 when one fails."""
    from json import dumps

    from importlib.metadata import version

    from rich.console import Console

    from politeness_eval.read_replies import read_replies
    from politeness_eval.sarif import sarif_of
    from politeness_eval.show_findings import as_json, show_verdict

    judged = [(row, row.judged()) for row in read_replies(file, tag)]
    if sarif:
        typer.echo(dumps(sarif_of(judged, version("teinei")), ensure_ascii=False, indent=1))
    console = Console(highlight=False, markup=False, soft_wrap=True)
    for row, verdict in judged if not sarif else ():
        if json:
            typer.echo(dumps(as_json(row.where, verdict), ensure_ascii=False))
            continue
        for line, style in show_verdict(row.where, row.text, verdict, credits):
            console.print(line, style=style or None)
    if any(not verdict.passed for _, verdict in judged):
        raise typer.Exit(1)


@tone.command("explain")
def explain_rule(
    rule: Annotated[str, typer.Argument(help="the id of a rule, as a finding names it")],
    tag: Annotated[str | None, typer.Option("--locale", "-l", help="only this pack's")] = None,
) -> None:
    """Why a rule is there, where it comes from, and its own examples."""
    from locales import list_judged, load_pack

    packs = [load_pack(one) for one in ([tag] if tag else list_judged())]
    found = [(pack.tag, one) for pack in packs for one in pack.rules if one.id == rule]
    for name, one in found:
        typer.echo(
            f"{name} {one.id}: {one.kind}, {one.axis}, {one.severity}\n  why     {one.why}\n  source  {one.source}"
        )
        if one.suggestion:
            typer.echo(f"  better  {one.suggestion}")
        for label, lines in (("ok    ", one.ok), ("not ok", one.not_ok)):
            typer.echo("\n".join(f"  {label}  {line}" for line in lines))
    if not found:
        known = sorted({one.id for pack in packs for one in pack.rules})
        typer.echo(f"{rule!r} is no rule of {', '.join(pack.tag for pack in packs)}. {_nearest(rule, known)}", err=True)
        raise typer.Exit(1)


def _nearest(rule: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(rule, known, n=3)
    return f"Did you mean {', '.join(near)}?" if near else f"There are {', '.join(known)}."


