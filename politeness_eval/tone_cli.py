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
    from importlib.metadata import version
    from json import dumps

    from politeness_eval.read_replies import read_judged
    from politeness_eval.sarif import sarif_of
    from politeness_eval.show_findings import as_json, print_verdict

    judged = read_judged(file, tag)
    if sarif:
        typer.echo(dumps(sarif_of(judged, version("teinei")), ensure_ascii=False, indent=1))
    for row, verdict in judged if not sarif else ():
        if json:
            typer.echo(dumps(as_json(row.where, verdict), ensure_ascii=False))
            continue
        print_verdict(row.where, row.text, verdict, credits)
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


@tone.command("report")
def report_tone(
    file: Annotated[str, typer.Argument(help="replies as JSON Lines (or a text with --locale)")],
    out: Annotated[Path, typer.Option("-o", "--out", help="the page to write")] = Path("report.html"),
    against: Annotated[str | None, typer.Option("--against", help="another run over the same prompts")] = None,
    tag: Tag = None,
    worst: Annotated[int, typer.Option("--worst", help="how many of the worst replies to show")] = 20,
) -> None:
    """One page: who passes, which rules speak, how both axes are spread, the worst replies with their spans."""
    from politeness_eval.read_replies import read_judged
    from politeness_eval.report.figures import summarise
    from politeness_eval.report.page import write_report

    judged, before = (read_judged(one, tag) if one else [] for one in (file, against))
    summary = summarise(judged, worst, before)
    write_report(summary, out, Path(file).name, Path(against).name if against else "")
    for one in summary.locales:
        typer.echo(f"{one.tag}: {one.passed} of {one.replies} pass ({one.rate:.1%})")
    typer.echo(f"written to {out}")


@tone.command("compare")
def compare_runs(
    before: Annotated[str, typer.Argument(help="replies as JSON Lines")],
    after: Annotated[str, typer.Argument(help="the other run over the same prompts")],
    tag: Tag = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="writes the rows to this file")] = None,
) -> None:
    """Two runs, paired reply by reply: pass rate and both axes, the gain with its 95 % interval."""
    from politeness_eval.bench.table import show
    from politeness_eval.compare import compare
    from politeness_eval.read_replies import read_judged

    one, other = (read_judged(file, tag) for file in (before, after))
    show(compare(one, other), f"teinei tone compare {before} {after}", [before, after], json_file)


@tone.command("agreement")
def show_agreement(
    file: Annotated[str, typer.Argument(help="JSON Lines with text, locale and labels, one a linguist")],
    tag: Tag = None,
    disputed: Annotated[int, typer.Option("--disputed", help="how many disputed replies to show")] = 20,
    json_file: Annotated[Path | None, typer.Option("--json", help="writes the rows to this file")] = None,
) -> None:
    """Linguist against linguist against judge: percent, κ, α with intervals; the disputed replies first."""
    from politeness_eval.agreement import agreement, read_labels
    from politeness_eval.bench.table import show

    labelled = read_labels(file, tag)
    order = sorted((one for one in labelled if one.disputed), key=lambda one: -one.disputed)
    for one in order[:disputed]:
        typer.echo(f"{one.row.where}: {', '.join(f'{name} {label}' for name, label in one.labels.items())}")
        typer.echo(f"  {one.row.text}")
        for finding in one.verdict.faults:
            typer.echo(f"  judge: {finding.severity} {finding.rule} at {finding.span!r}: {finding.why}")
    if len(order) > disputed:
        typer.echo(f"… and {len(order) - disputed} more (--disputed)")
    show(agreement(labelled), f"teinei tone agreement {file}", [file], json_file)


def _nearest(rule: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(rule, known, n=3)
    return f"Did you mean {', '.join(near)}?" if near else f"There are {', '.join(known)}."
