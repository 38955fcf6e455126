"""The model card of a published adapter: `write_card(name, record, evaluation)` → Markdown.

What a person must know before they serve it: what it was made from and with, its scores per category with
intervals, its licences, and what it was never tried on.
"""

from __future__ import annotations

from typing import Any

from bot.models.catalog import load_catalog
from finetune.compare import categories_of, gain, score
from finetune.evaluate import Evaluation
from finetune.scores import Score

_CARD = """# {name}

A LoRA adapter (rank {rank}) that makes `{base}` answer customers of a shop in {locale}, in the register that
`locales/{locale}/style.md` describes. It rewrites an approved text to suit the customer's words; facts come
from the shop's actions, and every draft is judged before it is shown.

| | |
|---|---|
| base | `{base}`, SHA-256 `{base_sha256}`, licence {base_licence} |
| adapter | float16 safetensors, SHA-256 `{adapter_sha256}`, licence Apache-2.0 |
| trained on | {train_rows} dialogues of `locales/{locale}/dialogues` (CC BY 4.0), hash `{data_hash}` |
| chat template | SHA-256 `{template_hash}` |
| recipe | {epochs} epochs, batch {batch}, learning rate {learning_rate:g}, seed {seed}; code {code} |
| training | {minutes:.0f} minutes, {tokens_per_second:.0f} tokens/s, {peak_mb} MB; validation loss {val} |

## Scores

First drafts on {n} held-out dialogues that were never trained on, through the serving path at temperature
{temperature:g}; in brackets the 95 % bootstrap interval. "Passed" is the verdict of `politeness_eval`, whose
rules are this project's own, not an outside judge's.

| category | n | passed: base | passed: adapter | facts kept: base | facts kept: adapter |
|---|---|---|---|---|---|
{rows}

Gain in passed drafts, paired by dialogue: {gain}.

## Limits

Invented dialogues of one shop, written for this project. Not tried on other domains, on other bases, or
without the approved text in its prompt. An adapter for one base does nothing good on another.
"""


def write_card(name: str, record: dict[str, Any], evaluation: Evaluation) -> str:
    """The card. `record` is run.json; peak_mb and tokens_per_second are its own measurements."""
    recipe, base = record["recipe"], load_catalog().bases.get(record["base"])
    lines = [_line(evaluation, category) for category in categories_of(evaluation)]
    return _CARD.format(
        name=name,
        rank=recipe["lora"]["rank"],
        locale=evaluation.locale,
        base=record["base"],
        base_sha256=record["base_sha256"],
        base_licence=base.licence if base else "see its source",
        adapter_sha256=evaluation.adapter_sha256,
        minutes=record["seconds"] / 60,
        val=f"{record['val'][-1][1]:.3f}" if record["val"] else "not measured",
        n=score(evaluation, "passed", True, "all").n,
        temperature=evaluation.temperature,
        rows="\n".join(lines),
        gain=_shown(gain(evaluation, "passed")),
        **{
            key: record[key]
            for key in ("train_rows", "data_hash", "template_hash", "code", "tokens_per_second", "peak_mb")
        },
        **{key: recipe[key] for key in ("epochs", "batch", "learning_rate", "seed")},
    )


def _line(evaluation: Evaluation, category: str) -> str:
    cells = [
        _shown(score(evaluation, metric, side, category))
        for metric in ("passed", "facts_kept")
        for side in (False, True)
    ]
    return f"| {category} | {score(evaluation, 'passed', True, category).n} | {' | '.join(cells)} |"


def _shown(given: Score) -> str:
    return f"{100 * given.value:.1f} % ({100 * given.low:.0f} to {100 * given.high:.0f})"
