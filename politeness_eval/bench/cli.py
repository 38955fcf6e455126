"""The benches of the tone judge, which `teinei bench` has beside those of understanding.

Every figure of a judge of tone is on rows of others: `--half tune` to mend rules by, `--half report` to report.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from politeness_eval.bench.lines import Half, Line
    from politeness_eval.bench.table import Row
    from politeness_eval.verdict import Verdict

T = TypeVar("T")
Files = Annotated[list[Path], typer.Argument(help="JSONL files with text, lang and a label.")]
Lang = Annotated[str | None, typer.Option("--lang", help="Only rows of this language.")]
Tag = Annotated[str | None, typer.Option("--pack", help="Judge with this pack instead of the language's own.")]
Where = Annotated[list[str] | None, typer.Option("--where", help="COLUMN=VALUE; repeatable.")]
By = Annotated[str, typer.Option("--by", help="Figures per value of this column.")]
HalfOption = Annotated[str, typer.Option("--half", help="tune, report or all: which half of the rows.")]
Errors = Annotated[int, typer.Option("--errors", help="Prints so many wrong rows with their findings.")]
Seed = Annotated[int, typer.Option("--seed")]
Json = Annotated[Path | None, typer.Option("--json", help="Writes the rows to this file.")]


def register(
    files: Files,
    lang: Lang = None,
    pack: Tag = None,
    where: Where = None,
    by: By = "lang",
    half: HalfOption = "all",
    errors: Errors = 0,
    scorer: Annotated[
        str, typer.Option("--scorer", help="rules, learned, or both: learned where rules abstain.")
    ] = "rules",
    seed: Seed = 0,
    json_file: Json = None,
) -> None:
    """Formal or informal: balanced accuracy, abstentions, pairs in the right order."""
    from politeness_eval.bench.lines import too_familiar
    from politeness_eval.bench.register import bench_register
    from politeness_eval.bench.scorers import called_formal

    lines, verdicts = _judged(files, where, lang, half, pack)
    rows = bench_register(lines, verdicts, by, seed, _scored(called_formal, lines, verdicts, scorer))
    _show(rows, files, json_file)
    wrong = [
        bool(too_familiar(one)) != (line["label"] == "informal") for line, one in zip(lines, verdicts, strict=True)
    ]
    _show_errors(lines, verdicts, wrong, errors)


def slips(
    files: Files,
    clean: Annotated[list[Path], typer.Option("--clean", help="JSONL whose formal rows must not be flagged.")],
    lang: Lang = None,
    pack: Tag = None,
    where: Where = None,
    by: By = "lang",
    half: HalfOption = "all",
    errors: Errors = 0,
    seed: Seed = 0,
    json_file: Json = None,
) -> None:
    """One familiar word in a formal text: recall, span F1, false alarms on formal texts."""
    from politeness_eval.bench.lines import too_familiar
    from politeness_eval.bench.slips import bench_slips

    lines, verdicts = _judged(files, where, lang, half, pack)
    formal, heard = _judged(clean, ["label=formal"], lang, half, pack)
    rows = bench_slips([*zip(lines, verdicts, strict=True)], [*zip(formal, heard, strict=True)], by, seed)
    _show(rows, [*files, *clean], json_file)
    _show_errors(lines, verdicts, [not too_familiar(one) for one in verdicts], errors)
    _show_errors(formal, heard, [bool(too_familiar(one)) for one in heard], errors)


def politeness(
    files: Files,
    lang: Lang = None,
    pack: Tag = None,
    where: Where = None,
    by: By = "lang",
    half: HalfOption = "all",
    errors: Errors = 0,
    scorer: Annotated[str, typer.Option("--scorer", help="both, rules or learned: whose score is measured.")] = "both",
    seed: Seed = 0,
    json_file: Json = None,
) -> None:
    """People's politeness scores: Spearman, and beyond the register score; rules and learned beside it."""
    from politeness_eval.bench.lines import pushes
    from politeness_eval.bench.politeness import bench_politeness, ranks
    from politeness_eval.bench.scorers import politeness_scores

    lines, verdicts = _judged(files, where, lang, half, pack)
    scores = _scored(politeness_scores, lines, verdicts, scorer)
    ours, *_ = scores.values()
    rows = bench_politeness(lines, scores, [pushes(one, "register") for one in verdicts], by, seed)
    _show(rows, files, json_file)
    if errors:
        import numpy as np

        gaps = np.abs(ranks(np.array(ours)) - ranks(np.array([float(line["score"]) for line in lines])))
        order = [int(place) for place in np.argsort(-gaps)[:errors]]
        _show_errors([lines[one] for one in order], [verdicts[one] for one in order], [True] * len(order), errors)


def false_alarms(
    files: Files,
    lang: Lang = None,
    pack: Tag = None,
    where: Where = None,
    by: By = "lang",
    half: HalfOption = "all",
    errors: Errors = 0,
    seed: Seed = 0,
    json_file: Json = None,
) -> None:
    """Turns of real agents that the judge would stop."""
    from politeness_eval.bench.false_alarms import bench_false_alarms

    lines, verdicts = _judged(files, where, lang, half, pack)
    _show(bench_false_alarms(lines, verdicts, by, seed), files, json_file)
    _show_errors(lines, verdicts, [not one.passed for one in verdicts], errors)


def keigo(
    files: Files,
    where: Where = None,
    half: HalfOption = "all",
    errors: Errors = 0,
    seed: Seed = 0,
    json_file: Json = None,
) -> None:
    """The keigo level of Japanese (KeiCO): macro-F1, within one level, levels 1 and 2 against 3 and 4, the flags."""
    from politeness_eval.bench.keigo import bench_keigo
    from politeness_eval.keigo import keigo_of

    lines, verdicts = _judged(files, where, None, half, None)
    _show(list(bench_keigo(lines, verdicts, seed)), files, json_file)
    wrong = [keigo_of(one).level != int(line["label"]) for line, one in zip(lines, verdicts, strict=True)]
    _show_errors(lines, verdicts, wrong, errors)


def pairs(
    tags: Annotated[list[str] | None, typer.Argument(help="packs; all when none is named")] = None,
    heldout: Annotated[
        bool, typer.Option("--heldout/--own", help="pairs of a second reader, or the authors' own")
    ] = True,
    errors: Errors = 0,
    seed: Seed = 0,
    json_file: Json = None,
) -> None:
    """The packs' minimal pairs: good lines that pass, bad lines that are found, pairs in the right order."""
    from locales import list_judged, load_pack
    from politeness_eval.bench.pairs import bench_pairs, missed

    packs = [load_pack(tag) for tag in tags or list_judged()]
    _show(list(bench_pairs(packs, heldout, seed)), [], json_file)
    for number, (pack, pair, what) in enumerate(missed(packs, heldout)):
        if number < errors:
            typer.echo(
                f"\n{pack.tag} {pair.id} {pair.kind}: {what}\n   good  {pair.good}\n   bad   {pair.bad}  [{pair.span}]"
            )


def judge(
    tags: Annotated[list[str] | None, typer.Argument(help="packs; all when none is named")] = None,
    n: Annotated[int, typer.Option("--n", help="replies a locale")] = 500,
    json_file: Json = None,
) -> None:
    """Milliseconds a reply of 200 characters, replies a second, load time and memory."""
    from locales import list_judged
    from politeness_eval.bench.speed import bench_judge

    _show(list(bench_judge(tags or list(list_judged()), n)), [], json_file)


def _scored(score: Callable[..., T], lines: Sequence[Line], verdicts: Sequence[Verdict], scorer: str) -> T:
    try:
        return score(lines, verdicts, scorer)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _judged(
    files: Sequence[Path], where: Sequence[str] | None, lang: str | None, half: str, tag: str | None
) -> tuple[list[Line], list[Verdict]]:
    from locales import load_pack
    from politeness_eval.bench.lines import judge_lines, read_lines

    try:
        lines = read_lines(files, where or [], lang, _half(half))
        lines = lines if tag else _with_pack(lines)
        return lines, judge_lines(lines, load_pack(tag) if tag else None)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _with_pack(lines: list[Line]) -> list[Line]:
    """The rows whose language some pack judges; says which are left out."""
    from locales import list_judged

    judged = {tag.split("-")[0] for tag in list_judged()}
    missing = Counter(line["lang"] for line in lines if line["lang"].split("-")[0] not in judged)
    for name, count in sorted(missing.items()):
        typer.echo(f"left out: {count} rows of {name!r}, which no locale pack judges", err=True)
    if len(missing) and sum(missing.values()) == len(lines):
        raise ValueError(f"no locale pack judges any of these rows ({', '.join(sorted(missing))})")
    return [line for line in lines if line["lang"] not in missing]


def _half(name: str) -> Half:
    if name not in ("tune", "report", "all"):
        raise typer.BadParameter(f"--half {name!r}: expected tune, report or all")
    return name  # type: ignore[return-value]


def _show(rows: list[Row], files: Sequence[Path], json_file: Path | None) -> None:
    from politeness_eval.bench.table import show

    show(rows, "teinei bench " + " ".join(sys.argv[2:]), [str(file) for file in files], json_file)


def _show_errors(lines: Sequence[Line], verdicts: Sequence[Verdict], wrong: Sequence[bool], count: int) -> None:
    shown = 0
    for line, verdict, is_wrong in zip(lines, verdicts, wrong, strict=True):
        if not is_wrong or shown >= count:
            continue
        shown += 1
        label = line.get("label", "") if "score" not in line else f"{line['score']:+.2f}"
        marks = line.get("slip") or ", ".join(line.get("markers", []))
        found = ", ".join(f"{one.rule}:{one.span}({one.push:+.1f})" for one in verdict.findings)
        typer.echo(f"\n{line['lang']} {label} [{marks}] {line['text']}\n   found: {found or 'nothing'}")
