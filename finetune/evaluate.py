"""`evaluate(run, …)`: what the adapter writes to held-out customers, beside the base without it.

Every held-out dialogue goes through the serving path: the same prompt, the same llama.cpp process with
the adapter as GGUF, the serving temperature, the same judge. `evaluation.json` holds each reply with its
findings, so that a figure can be read back to the words behind it.

Does not: rewrite or fall back to approved texts; what is counted is the first draft.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.models.chat import ChatModel
from bot.models.files import sha256_of
from bot.settings import Settings
from bot.turn import Draft
from finetune.candidate import NAME, open_candidate
from finetune.checkpoint import write_text
from finetune.errors import TrainError
from locales.pack import Pack
from locales.prompt import build_prompt
from locales.rows import Dialogue
from politeness_eval import Situation, judge

FACT_RULES = frozenset({"fact-invented", "fact-missing", "name-invented"})
Heard = Callable[["Output"], None]


@dataclass(frozen=True)
class Output:
    """One reply and what the judge says of it. `text` is None when none came; it then passed nothing."""

    id: str
    category: str
    adapter: bool
    customer: str
    text: str | None
    problem: str | None
    passed: bool
    facts_kept: bool
    register: float
    politeness: float
    seconds: float
    findings: tuple[dict[str, str], ...]

    @property
    def chars(self) -> int:
        """Length of the reply."""
        return len(self.text or "")


@dataclass(frozen=True)
class Evaluation:
    """All outputs of one adapter, and what they were made with."""

    locale: str
    base: str
    adapter_sha256: str
    heldout_hash: str
    pack_hash: str
    temperature: float
    outputs: tuple[Output, ...]

    def of(self, adapter: bool, category: str | None = None) -> list[Output]:
        """Outputs with or without the adapter, in the dialogues' order."""
        return [one for one in self.outputs if one.adapter == adapter and category in (None, one.category)]


def evaluate(run: Path, pack: Pack, base_gguf: Path, settings: Settings, heard: Heard, limit: int | None) -> Evaluation:
    """Both sides over the held-out rows; writes `run/evaluation.json`. `limit` takes every n-th row only."""
    rows = pack.dialogues(heldout=True)
    if not rows:
        raise TrainError(
            f"{pack.folder}/dialogues/heldout*.yaml: no rows; write at least 80 that resemble no training row"
        )
    some = rows if limit is None else rows[:: max(1, len(rows) // limit)][:limit]

    async def both() -> list[Output]:
        async with open_candidate(run / "adapter", base_gguf, pack, settings) as model:
            return await ask_all(model, pack, some, settings, heard)

    evaluation = Evaluation(
        locale=pack.tag,
        base=json.loads((run / "run.json").read_text(encoding="utf-8"))["base"],
        adapter_sha256=sha256_of(run / "adapter" / "adapter_model.safetensors"),
        heldout_hash=hash_rows(some),
        pack_hash=pack.hash,
        temperature=settings.temperature,
        outputs=tuple(asyncio.run(both())),
    )
    write_text(run / "evaluation.json", json.dumps(asdict(evaluation), ensure_ascii=False, indent=1) + "\n")
    return evaluation


def load_evaluation(run: Path) -> Evaluation:
    """The evaluation of a run. Raises TrainError when there is none."""
    path = run / "evaluation.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        outputs = tuple(Output(**{**one, "findings": tuple(one["findings"])}) for one in data.pop("outputs"))
        return Evaluation(**data, outputs=outputs)
    except FileNotFoundError:
        raise TrainError(f"{path} is missing; run: teinei train evaluate {run}") from None
    except (ValueError, TypeError, KeyError) as error:
        raise TrainError(f"{path}: not an evaluation ({error}); run: teinei train evaluate {run}") from None


async def ask_all(
    model: ChatModel, pack: Pack, rows: tuple[Dialogue, ...], settings: Settings, heard: Heard
) -> list[Output]:
    """Base and adapter on every row, one after another: two at a time would measure the wait, not the model."""
    outputs = []
    for row in rows:
        for adapter in (None, NAME):
            draft = await _ask(model, pack, row, adapter, settings)
            outputs.append(judge_draft(draft, row, pack))
            heard(outputs[-1])
    return outputs


def _ask(model: ChatModel, pack: Pack, row: Dialogue, adapter: str | None, settings: Settings) -> Awaitable[Draft]:
    approved, shown = pack.reply(row.intent, row.outcome, row.facts), pack.show(row.facts)
    prompt = build_prompt(pack, row.messages, approved, shown)
    return model.complete(prompt, adapter=adapter, max_tokens=settings.max_tokens, temperature=settings.temperature)


def judge_draft(draft: Draft, row: Dialogue, pack: Pack) -> Output:
    """The draft with the verdict that serving would give it."""
    common: dict[str, Any] = {
        "id": row.id,
        "category": row.category,
        "adapter": draft.adapter is not None,
        "customer": row.messages[-1],
        "text": draft.text,
        "problem": draft.problem,
        "seconds": draft.seconds,
    }
    if draft.text is None:
        return Output(**common, passed=False, facts_kept=False, register=0.0, politeness=0.0, findings=())
    situation = Situation(
        needs=pack.needs(row.intent, row.outcome),
        facts=pack.show(row.facts),
        approved=pack.reply(row.intent, row.outcome, row.facts),
        customer=row.messages[::2],
        earlier=row.messages[1::2],
    )
    verdict = judge(draft.text, pack, situation)
    return Output(
        **common,
        passed=verdict.passed,
        facts_kept=not any(finding.rule in FACT_RULES for finding in verdict.findings),
        register=verdict.score("register"),
        politeness=verdict.score("politeness"),
        findings=tuple(
            {"rule": one.rule, "severity": one.severity, "span": one.span, "why": one.why} for one in verdict.faults
        ),
    )


@contextmanager
def show_outputs(console: Console) -> Iterator[Heard]:
    """Counts the replies: a running line on a terminal, every twentieth elsewhere."""
    count = 0

    def heard(one: Output) -> None:
        nonlocal count
        count += 1
        line = f"reply {count}  {one.seconds:.1f} s  {'passed' if one.passed else 'failed'}  {one.id}"
        if console.is_terminal:
            status.update(line)
        elif count % 20 == 0:
            console.print(line, highlight=False, soft_wrap=True)

    with console.status("starting the model") as status:
        yield heard


def hash_rows(rows: tuple[Dialogue, ...]) -> str:
    """SHA-256 over the held-out rows, order apart: two evaluations compare only when it is the same."""
    lines = sorted(row.model_dump_json() for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
