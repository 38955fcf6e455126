"""`teinei bench turn | intent | implicit | language`, and those of the tone judge."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from politeness_eval.bench import cli as tone

if TYPE_CHECKING:
    from bot.settings import Settings
    from politeness_eval.bench.table import Row

bench = typer.Typer(
    help="Measures understanding, the turn and the tone judge.", no_args_is_help=True, add_completion=False
)
for command in (tone.register, tone.slips, tone.keigo, tone.politeness, tone.pairs, tone.judge):
    bench.command()(command)
bench.command("false-alarms")(tone.false_alarms)
Json = Annotated[Path | None, typer.Option("--json", help="Writes the rows to this file.")]
Where = Annotated[list[str] | None, typer.Option("--where", help="COLUMN=VALUE on the test rows; repeatable.")]
By = Annotated[str, typer.Option("--by", help="Figures per value of this column.")]
Seed = Annotated[int, typer.Option("--seed")]


def _show(rows: list[Row], data: list[str], json_file: Path | None) -> None:
    from politeness_eval.bench.table import show

    show(rows, "teinei bench " + " ".join(sys.argv[2:]), data, json_file)


@bench.command()
def language(
    files: Annotated[list[Path], typer.Argument(help="TSV files with lang and text.")],
    candidates: Annotated[str | None, typer.Option("--candidates", help="ja,en,de; the shop's languages")] = None,
    where: Where = None,
    by: By = "lang",
    seed: Seed = 0,
    json_file: Json = None,
) -> None:
    """How often the language of a short text is right, with flips and time."""
    from bot.bench.language import bench_language
    from bot.settings import Settings

    names = candidates.split(",") if candidates else [tag.split("-")[0] for tag in Settings().locales]
    rows = bench_language(files, tuple(dict.fromkeys(names)), where or [], by, seed)
    _show(rows, [str(file) for file in files], json_file)


@bench.command()
def intent(
    train: Annotated[list[Path] | None, typer.Option("--train", help="TSV with intent and text; repeatable.")] = None,
    test: Annotated[list[Path] | None, typer.Option("--test", help="TSV with intent and text; repeatable.")] = None,
    pack: Annotated[str | None, typer.Option("--pack", help="Train on this pack instead of --train.")] = None,
    packs: Annotated[bool, typer.Option("--packs", help="All packs, on a fifth of their lines held out.")] = False,
    heldout: Annotated[bool, typer.Option("--heldout", help="With --packs: on the second readers' messages.")] = False,
    remember: Annotated[bool, typer.Option("--remember/--cold", help="With --packs: known lines' vectors.")] = True,
    encoder: Annotated[str | None, typer.Option("--encoder", help="e5, use, e5+use …; the shop's without it.")] = None,
    oos: Annotated[str | None, typer.Option("--oos", help="The label of out-of-scope rows.")] = None,
    where: Where = None,
    train_where: Annotated[list[str] | None, typer.Option("--train-where")] = None,
    by: By = "lang",
    seed: Seed = 0,
    json_file: Json = None,
) -> None:
    """Accuracy of the intent head, with majority and TF-IDF beside it."""
    from bot.bench.intent import bench_files, bench_heldout, bench_heldout_fifth, bench_pack, read_lines
    from bot.settings import Settings
    from locales import list_locales, load_pack
    from politeness_eval.encoders import Remembered, open_encoder

    opened = open_encoder(encoder or Settings().encoder)
    if packs:
        loaded = [load_pack(tag) for tag in list_locales()]
        run = bench_heldout if heldout else bench_heldout_fifth
        kept = Remembered(opened, Settings().cache) if remember else opened
        _show(run(loaded, seed, kept, opened), [pack.tag for pack in loaded], json_file)
        return
    if not test or bool(train) == bool(pack):
        raise typer.BadParameter("give --packs, or --test with either --train FILE or --pack TAG")
    lines = read_lines(test, where or [], by)
    if pack:
        rows = bench_pack([load_pack(pack)], lines, seed, opened)
    else:
        rows = bench_files(read_lines(train or [], train_where or [], by), lines, oos, seed, opened)
    _show(rows, [str(file) for file in (*(train or []), *test)], json_file)


@bench.command()
def implicit(
    train: Annotated[list[Path], typer.Option("--train", help="JSONL with question, answer, label; repeatable.")],
    test: Annotated[list[Path], typer.Option("--test", help="The same; repeatable.")],
    where: Where = None,
    train_where: Annotated[list[str] | None, typer.Option("--train-where")] = None,
    by: By = "no_explicit_marker",
    encoder: Annotated[str | None, typer.Option("--encoder")] = None,
    seed: Seed = 0,
    json_file: Json = None,
) -> None:
    """Whether answers without a yes or no mean yes, no or neither; the majority beside it."""
    from bot.bench.implicit import bench_implicit, read_answers
    from bot.settings import Settings
    from politeness_eval.encoders import open_encoder

    opened = open_encoder(encoder or Settings().encoder)
    rows = read_answers(train, train_where or []), read_answers(test, where or [])
    _show(bench_implicit(*rows, by, opened, seed), [str(file) for file in (*train, *test)], json_file)


@bench.command()
def turn(
    n: Annotated[int, typer.Option("--n", help="Messages for the steps; a quarter of them for the model.")] = 200,
    model: Annotated[bool, typer.Option("--model/--no-model", help="Measure the model too.")] = True,
    seed: Seed = 0,
    json_file: Json = None,
) -> None:
    """Milliseconds of each step; tokens a second and first token through the bot and raw."""
    from bot.settings import Settings

    _show(asyncio.run(_turn(Settings(), n, model, seed)), ["held-out messages of the packs"], json_file)


async def _turn(settings: Settings, n: int, with_model: bool, seed: int) -> list[Row]:
    from dataclasses import replace

    from bot.bench.turn import bench_model, bench_steps, collect_prompts, ratio, sample_messages
    from bot.local import local_actions
    from bot.models.open_model import open_model, raw_server
    from bot.models.scripted import ScriptedModel
    from bot.open_parts import load_packs, open_parts

    packs = load_packs(settings)
    messages = sample_messages(list(packs.values()), n, seed)
    async with (
        local_actions(settings, always=True) as own,
        open_parts(own, ScriptedModel(lambda _: "")) as parts,
    ):
        rows = await bench_steps(parts, messages)
        if not with_model:
            return rows
        prompts = await collect_prompts(parts, messages[: max(8, n // 4)])
    async with open_model(own, packs) as (model, adapters):
        with_adapters = replace(parts, adapters=adapters)
        ours = await bench_model(with_adapters, prompts, model, "bot", adapters=True)
    async with raw_server(own) as raw:
        theirs = await bench_model(parts, prompts, raw, "raw", adapters=False)
    return [*rows, *ours, *theirs, ratio(ours, theirs)]
