"""`run.json`: every figure of a run, rewritten at each checkpoint; and the plot of its loss.

>>> json.loads((folder / "run.json").read_text())["tokens_per_second"]     # doctest: +SKIP
412.7
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finetune.base import Base
from finetune.checkpoint import write_text
from finetune.errors import TrainError
from finetune.prepare import Data
from finetune.recipe import Recipe

if TYPE_CHECKING:
    from finetune.tricks import Tricks

PER_STEP = ("loss", "rates", "norms", "step_rows", "step_tokens", "val", "seconds")


@dataclass(frozen=True)
class Record:
    """What is known of a run so far. Tokens are the rows' own, a shared prompt counted for each row."""

    recipe: dict[str, Any]
    base: str
    base_sha256: str
    data_hash: str
    template_hash: str
    prompt_sha256: str
    code: str
    tricks: dict[str, bool]
    train_rows: int
    val_rows: int
    left_out: tuple[str, ...]
    steps: int
    loss: tuple[float, ...] = ()
    rates: tuple[float, ...] = ()
    norms: tuple[float, ...] = ()
    step_rows: tuple[int, ...] = ()
    step_tokens: tuple[int, ...] = ()
    val: tuple[tuple[int, float], ...] = ()
    """(finished steps, loss) at the end of each epoch."""
    seconds: float = 0.0
    finished: bool = False

    @property
    def tokens_per_second(self) -> float:
        """Over the whole run, validation and saving apart."""
        return sum(self.step_tokens) / self.seconds if self.seconds else 0.0

    @property
    def rows_per_second(self) -> float:
        """The same in rows."""
        return sum(self.step_rows) / self.seconds if self.seconds else 0.0

    def add(self, loss: float, rate: float, norm: float, rows: int, tokens: int, seconds: float) -> Record:
        """With one more step."""
        return replace(
            self,
            loss=(*self.loss, loss),
            rates=(*self.rates, rate),
            norms=(*self.norms, norm),
            step_rows=(*self.step_rows, rows),
            step_tokens=(*self.step_tokens, tokens),
            seconds=self.seconds + seconds,
        )

    def add_val(self, step: int, loss: float) -> Record:
        """With the validation loss after `step` steps."""
        return replace(self, val=(*self.val, (step, loss)))

    def state(self) -> dict[str, Any]:
        """The part that grows, for a checkpoint."""
        return {name: value for name, value in asdict(self).items() if name in PER_STEP}

    def at(self, state: dict[str, Any]) -> Record:
        """The record as a checkpoint left it."""
        values: dict[str, Any] = {name: tuple(state[name]) for name in PER_STEP if name != "seconds"}
        values["val"] = tuple((step, loss) for step, loss in state["val"])
        return replace(self, **values, seconds=state["seconds"])


def open_record(folder: Path, recipe: Recipe, base: Base, data: Data, tricks: Tricks, steps: int) -> Record:
    """A fresh record; refuses a folder whose run had other data, another base or another recipe."""
    record = Record(
        recipe=recipe.model_dump(mode="json"),
        base=base.name,
        base_sha256=base.sha256,
        data_hash=data.hash,
        template_hash=data.template_hash,
        prompt_sha256=data.prompt_sha256,
        code=code_version(),
        tricks=asdict(tricks),
        train_rows=len(data.train),
        val_rows=len(data.val),
        left_out=data.too_long,
        steps=steps,
    )
    path = folder / "run.json"
    if path.exists():
        before = json.loads(path.read_text(encoding="utf-8"))
        same = ("recipe", "base_sha256", "data_hash", "template_hash", "tricks")
        now = json.loads(json.dumps(asdict(record)))
        if changed := [name for name in same if before.get(name) != now[name]]:
            raise TrainError(
                f"{path}: {', '.join(changed)} changed since this run began; going on would mix two runs: "
                "start a new one with `teinei train run`"
            )
    else:
        folder.mkdir(parents=True, exist_ok=True)
        write_record(folder, record)
    return record


def write_record(folder: Path, record: Record) -> None:
    """run.json and loss.png."""
    figures = {
        "rows_per_second": round(record.rows_per_second, 3),
        "tokens_per_second": round(record.tokens_per_second, 1),
        "peak_mb": peak_mb(),
    }
    text = json.dumps({**asdict(record), **figures}, ensure_ascii=False, indent=1)
    write_text(folder / "run.json", text + "\n")
    if record.finished:
        plot_loss(folder / "loss.png", record)


def plot_loss(path: Path, record: Record) -> None:
    """Training loss per step, validation loss per epoch, and the learning rate."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, left = pyplot.subplots(figsize=(8, 4))
    left.plot(range(1, len(record.loss) + 1), record.loss, color="#9ab", label="training loss")
    if record.val:
        left.plot(*zip(*record.val, strict=True), "o-", color="#c33", label="validation loss")
    left.set(xlabel="step", ylabel="loss per reply token", title=f"{record.recipe['name']} on {record.base}")
    left.legend()
    right = left.twinx()
    right.plot(range(1, len(record.rates) + 1), record.rates, color="#7a7", linestyle=":")
    right.set_ylabel("learning rate")
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    pyplot.close(figure)


def peak_mb() -> int:
    """The most memory that this process held; ru_maxrss is in KiB on Linux and bytes on macOS."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10))


def code_version() -> str:
    """`0.1.0+3f2a91bc`: the release, and a hash of this package's files."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    try:
        release = version("teinei")
    except PackageNotFoundError:
        release = "0"
    return f"{release}+{digest.hexdigest()[:8]}"
