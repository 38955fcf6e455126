"""Rows are what serving sends, with loss on the agent's last words and the end token alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from finetune.base import Base, load_tokenizer
from finetune.errors import TrainError
from finetune.prepare import Row, draw_epoch, make_steps, prepare, render_row
from finetune.recipe import Recipe
from locales.pack import Pack
from locales.prompt import build_prompt

RECIPE = Recipe(name="t", locale="ja-JP", base="b", max_tokens=4000, batch=4, val_share=0.2)


@pytest.fixture()
def tokenizer(tiny_base: Path) -> Any:
    return load_tokenizer(Base("tiny", tiny_base, ""))


def test_prompt_part_is_exactly_what_serving_sends(tiny_pack: Pack, tokenizer: Any) -> None:
    rows = tiny_pack.dialogues()
    assert {"multi_turn", "standard"} <= {row.category for row in rows}
    for dialogue in rows:
        row = render_row(dialogue, tiny_pack, tokenizer)
        approved = tiny_pack.reply(dialogue.intent, dialogue.outcome, dialogue.facts)
        chat = build_prompt(tiny_pack, dialogue.messages, approved, tiny_pack.show(dialogue.facts))
        served = tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
        assert tokenizer.decode(list(row.ids[: row.start])) == served
        assert tokenizer.decode(list(row.ids[row.start :])) == dialogue.reply + "<|im_end|>"
        assert row.ids[-1] == tokenizer.eos_token_id


def test_template_that_ends_replies_otherwise_is_refused(tiny_pack: Pack, tokenizer: Any) -> None:
    tokenizer.chat_template = tokenizer.chat_template.replace("<|im_end|>", "<end>")
    with pytest.raises(TrainError, match="does not end a reply with '<|im_end|>'"):
        render_row(tiny_pack.dialogues()[0], tiny_pack, tokenizer)


def test_base_without_template_is_refused(tiny_base: Path, tmp_path: Path) -> None:
    import shutil

    bare = tmp_path / "bare"
    shutil.copytree(tiny_base, bare)
    (bare / "chat_template.jinja").unlink()
    with pytest.raises(TrainError, match="has no chat template"):
        load_tokenizer(Base("bare", bare, ""))


def test_long_rows_are_left_out_and_named(tiny_pack: Pack, tokenizer: Any) -> None:
    lengths = sorted(len(render_row(one, tiny_pack, tokenizer).ids) for one in tiny_pack.dialogues())
    data = prepare(tiny_pack, tokenizer, RECIPE.model_copy(update={"max_tokens": lengths[-1] - 1}))
    assert len(data.too_long) == lengths.count(lengths[-1]) < len(lengths)
    assert not {row.id for row in (*data.train, *data.val)} & set(data.too_long)


def test_split_depends_on_the_id_alone(tiny_pack: Pack, tokenizer: Any) -> None:
    one, two = (prepare(tiny_pack, tokenizer, RECIPE.model_copy(update={"seed": seed})) for seed in (1, 2))
    assert [row.id for row in one.val] == [row.id for row in two.val] != []
    assert len(one.train) + len(one.val) == 24


def test_broken_rows_are_all_named_with_file_and_line(tiny_home: Path, tmp_path: Path, tokenizer: Any) -> None:
    import shutil

    from locales.pack import load_pack

    home = tmp_path / "locales"
    shutil.copytree(tiny_home, home)
    (home / "ja-JP" / "dialogues" / "order.yaml").write_text(
        "- id: good-1\n  category: standard\n  intent: track_order\n  outcome: lost\n  facts: {order_id: A-1}\n"
        "  messages: [届きません]\n  reply: お調べいたします。\n"
        "- id: bad-1\n  category: standard\n  intent: track_order\n  outcome: nowhere\n"
        "  messages: [届きません]\n  reply: お調べいたします。\n"
        "- id: bad-2\n  category: standard\n  intent: track_order\n  outcome: lost\n"
        "  messages: [届きません]\n  reply: お調べいたします。\n",
        encoding="utf-8",
    )
    with pytest.raises(TrainError) as caught:
        prepare(load_pack("ja-JP", home), tokenizer, RECIPE)
    lines = str(caught.value).splitlines()
    assert [line.split(": ")[0] for line in lines] == ["ja-JP/dialogues/order.yaml:8", "ja-JP/dialogues/order.yaml:14"]
    assert "order_id" in lines[1]


def rows(count: int, category: str) -> list[Row]:
    return [Row(f"{category}-{number}", category, (1, 2, 3), 2) for number in range(count)]


def test_balance_repeats_and_thins_out() -> None:
    given = rows(200, "standard") + rows(200, "dialect") + rows(200, "typo")
    drawn = [row.category for row in draw_epoch(given, {"dialect": 2.5, "typo": 0.0}, seed=1, epoch=0)]
    assert drawn.count("standard") == 200
    assert 450 <= drawn.count("dialect") <= 550
    assert drawn.count("typo") == 0


def test_every_epoch_has_every_row_in_another_order() -> None:
    steps = make_steps(rows(10, "standard"), RECIPE)
    assert [len(step.rows) for step in steps] == [4, 4, 2] * 3
    epochs = [[row.id for step in steps if step.epoch == number for row in step.rows] for number in range(3)]
    assert all(sorted(epoch) == sorted(epochs[0]) for epoch in epochs)
    assert epochs[0] != epochs[1]
    assert [step.closes for step in steps] == [False, False, True] * 3


def test_a_limit_of_steps_still_ends_with_a_validation() -> None:
    steps = make_steps(rows(10, "standard"), RECIPE.model_copy(update={"steps": 2}))
    assert [step.closes for step in steps] == [False, True]
