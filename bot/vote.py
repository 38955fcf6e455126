"""A language model's vote on a reply: `ballot = await vote("了解。", pack, model, licence)`.

Off by default, one vote beside the rules, and refused for a locale until the model reached `LICENCE` on that locale's
own labelled pairs: `qualify` measures it and `licence_of` reads the measurement back. Its agreement stands in every
finding it makes, so that nobody reads its word as more than it is.
Does not: stop a reply. A vote is a warning; the gate stays deterministic.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.errors import TeineiError
from bot.models.chat import ChatModel
from locales import ChatMessage, Pack
from locales.rows import Pair
from politeness_eval import Finding
from politeness_eval.bench.table import share_interval

LICENCE = 0.9  # share of labelled lines that the model must get right
SHOTS = 4  # labelled pairs that the model is shown; it is measured on the others
_PASS, _FAIL = "PASS", "FAIL"
_SYSTEM = """\
You check replies of a shop's customer care, written in {name}. The norm: {norm}
Answer with one word. {yes}: the reply's register and courtesy are right for a customer. {no}: they are not."""


@dataclass(frozen=True)
class Licence:
    """What a model reached on a locale's labelled lines. `pairs_sha256` ties it to those lines."""

    locale: str
    model: str
    right: int
    of: int
    silent: int
    pairs_sha256: str

    @property
    def agreement(self) -> float:
        """The share of lines that it judged as they are labelled; an answer that is no vote is wrong."""
        return self.right / self.of

    @property
    def granted(self) -> bool:
        """Whether the model may vote on this locale's replies."""
        return self.agreement >= LICENCE

    def __str__(self) -> str:
        low, high = share_interval(self.right, self.of)
        word = "may vote" if self.granted else f"may not vote ({LICENCE:.0%} needed)"
        return f"{self.locale} {self.model}: {self.agreement:.1%} of {self.of} [{low:.3f} {high:.3f}], {word}"


class VoteRefused(TeineiError):
    """The model has no licence for this locale."""


async def qualify(pack: Pack, model: ChatModel, name: str) -> Licence:
    """Asks the model about every labelled line but those it is shown. Raises VoteRefused where there are too few."""
    _, asked = _split(pack)
    right = silent = 0
    for pair in asked:
        for text, label in ((pair.good, True), (pair.bad, False)):
            said = await _ask(text, pack, model)
            right += said is label
            silent += said is None
    return Licence(pack.tag, name, right, 2 * len(asked), silent, pairs_sha256(pack))


async def vote(text: str, pack: Pack, model: ChatModel, licence: Licence) -> Finding | None:
    """The model's objection as a warning, or None. Raises VoteRefused without a fitting licence."""
    if not licence.granted or licence.locale != pack.tag or licence.pairs_sha256 != pairs_sha256(pack):
        raise VoteRefused(f"{licence}; run: teinei vote qualify {pack.tag}")
    if await _ask(text, pack, model) is not False:
        return None
    why = f"{licence.model} votes against it; it agreed with {licence.agreement:.1%} of {licence.of} labelled lines."
    return Finding("llm-vote", "politeness", "warning", 0, len(text), text, why, "pairs.yaml")


def save_licence(licence: Licence, cache: Path) -> Path:
    """Writes the measurement, whole or not at all."""
    path = _path(cache, licence.locale, licence.model)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    half.write_text(json.dumps(asdict(licence)), encoding="utf-8")
    os.replace(half, path)
    return path


def licence_of(pack: Pack, model: str, cache: Path) -> Licence:
    """The measurement of this model on this locale. Raises VoteRefused where there is none."""
    path = _path(cache, pack.tag, model)
    try:
        return Licence(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        problem = f"{model} was never measured on {pack.tag}; run: teinei vote qualify {pack.tag}"
        raise VoteRefused(problem) from None


def pairs_sha256(pack: Pack) -> str:
    """The hash of the locale's pairs: new lines need a new measurement."""
    path = pack.folder / "pairs.yaml"
    return hashlib.sha256(path.read_bytes() if path.exists() else b"").hexdigest()


def _path(cache: Path, locale: str, model: str) -> Path:
    return cache / "votes" / f"{locale}-{hashlib.sha256(model.encode()).hexdigest()[:12]}.json"


def _split(pack: Pack) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """The pairs that the model is shown, of both axes, and those it is asked about."""
    pairs = [pair for pair in pack.pairs() if not pair.needs]  # a missing apology is no matter of the words alone
    if len(pairs) < 4 * SHOTS:
        raise VoteRefused(f"{pack.tag}: {len(pairs)} labelled pairs are too few to measure a model on")
    own = [pair for pair in pairs if not pair.heldout] or pairs
    shown = [pair for axis in ("register", "politeness") for pair in own if pair.axis == axis][
        :: max(1, len(own) // SHOTS)
    ]
    shown = shown[:SHOTS]
    return tuple(shown), tuple(pair for pair in pairs if pair not in shown)


async def _ask(text: str, pack: Pack, model: ChatModel) -> bool | None:
    """Whether the model finds the reply right; None when its answer is no vote."""
    draft = await model.complete(_messages(text, pack), adapter=None, max_tokens=4, temperature=0.0)
    said = (draft.text or "").upper()
    if (_PASS in said) == (_FAIL in said):
        return None
    return _PASS in said


def _messages(text: str, pack: Pack) -> list[ChatMessage]:
    norm = (pack.folder / "style.md").read_text(encoding="utf-8").splitlines()[0].lstrip("> ")
    system = _SYSTEM.format(name=pack.locale.name, norm=norm, yes=_PASS, no=_FAIL)
    messages: list[ChatMessage] = [{"role": "system", "content": system}]
    for pair in _split(pack)[0]:
        for shown, answer in ((pair.good, _PASS), (pair.bad, _FAIL)):
            messages += [{"role": "user", "content": shown}, {"role": "assistant", "content": answer}]
    return [*messages, {"role": "user", "content": text}]
