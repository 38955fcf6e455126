"""Held-out rows take the serving path, and what the judge says is what is counted."""

from __future__ import annotations

import asyncio
from io import StringIO

import pytest
from rich.console import Console

from bot.models.scripted import ScriptedModel
from bot.settings import Settings
from bot.turn import Draft
from finetune.compare import gain, print_samples, print_table, score, score_rows
from finetune.evaluate import Evaluation, Output, ask_all, hash_rows, judge_draft
from locales.pack import Pack
from locales.prompt import ChatMessage, build_prompt

GOOD = "ご不便をおかけし、申し訳ございません。ご注文A-2100の配送状況をお調べいたします。"


def answer(messages: list[ChatMessage]) -> str:
    """The approved text, which every judge passes."""
    return messages[-1]["content"].splitlines()[0].split(": ", 1)[1]


def test_model_is_asked_what_serving_asks_with_and_without_the_adapter(tiny_pack: Pack) -> None:
    model, rows, heard = ScriptedModel(answer), tiny_pack.dialogues(heldout=True), list[Output]()
    outputs = asyncio.run(ask_all(model, tiny_pack, rows, Settings(), heard.append))
    assert [adapter for _, adapter in model.asked] == [None, "candidate"] * len(rows)
    row = rows[0]
    approved = tiny_pack.reply(row.intent, row.outcome, row.facts)
    assert model.asked[0][0] == build_prompt(tiny_pack, row.messages, approved, tiny_pack.show(row.facts))
    assert outputs == heard and len(outputs) == 2 * len(rows) > 0
    assert all(one.passed and one.facts_kept for one in outputs)


JUDGED = [
    ("{approved}", True, True, "the approved text"),
    ("{approved}ご注文A-9999も承りました。", False, False, "an invented order number"),
    ("荷物はまだ来ないよ。A-2100を待ってて。", False, True, "plain forms"),
    (None, False, False, "no reply at all"),
]


@pytest.mark.parametrize(("text", "passed", "kept", "why"), JUDGED, ids=[row[3] for row in JUDGED])
def test_draft_is_judged(tiny_pack: Pack, text: str | None, passed: bool, kept: bool, why: str) -> None:
    row = tiny_pack.dialogues(heldout=True)[0]
    if text:
        text = text.replace("{approved}", tiny_pack.reply(row.intent, row.outcome, row.facts))
    found = judge_draft(Draft(text, "candidate", problem=None if text else "cut_off"), row, tiny_pack)
    assert (found.passed, found.facts_kept) == (passed, kept)
    assert found.passed or text is None or found.findings


def output(number: int, adapter: bool, passed: bool, category: str = "standard") -> Output:
    return Output(
        f"row-{number}", category, adapter, "届きません", GOOD, None, passed, True, 1.0, 1.0 if passed else 0.5, 2.0,
        () if passed else ({"rule": "desu-masu", "severity": "error", "span": "", "why": ""},),
    )  # fmt: skip


def an_evaluation(base: list[bool], adapter: list[bool]) -> Evaluation:
    outputs = []
    for number, pair in enumerate(zip(base, adapter, strict=True)):
        category = "dialect" if number % 2 else "standard"
        outputs += [output(number, side == 1, passed, category) for side, passed in enumerate(pair)]
    return Evaluation("ja-JP", "tiny", "a" * 64, "h" * 64, "p" * 64, 0.1, tuple(outputs))


def test_table_and_samples_say_who_passed() -> None:
    made = an_evaluation([False, True, False, False], [True, True, True, False])
    assert score(made, "passed", False, "all").value == 0.25
    assert score(made, "passed", True, "dialect").value == 0.5
    assert gain(made, "passed").value == 0.5
    text = StringIO()
    console = Console(file=text, width=160)
    print_table(made, console)
    print_samples(made, console, 2)
    assert "75.0 %" in text.getvalue() and "25.0 %" in text.getvalue()
    assert (
        "row-3 (dialect)" in text.getvalue() and "failed: desu-masu" in text.getvalue()
    )  # the failing one comes first


def test_figures_name_group_metric_and_count() -> None:
    rows = score_rows(an_evaluation([False] * 4, [True] * 4))
    assert {"group": "all/adapter", "metric": "passed", "value": 1.0, "low": 1.0, "high": 1.0, "n": 4} in rows


def test_hash_of_heldout_rows_changes_with_a_word(tiny_pack: Pack) -> None:
    rows = tiny_pack.dialogues(heldout=True)
    changed = (rows[0].model_copy(update={"reply": "はい。"}), *rows[1:])
    assert hash_rows(rows) == hash_rows(rows[::-1]) != hash_rows(changed)
