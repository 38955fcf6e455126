"""Makes a model server ready for its first customer: adapters proven to act, every slot with its prompt read.

    await probe(model, ["ja-JP-retail-v1"])
    await warm(model, lanes, slots=9, stamp="…", states=cache / "states")

Reading a 180-token system prompt takes 1.2 s a slot. It is read once for each lane; the slot's state (2 MB) is
saved and restored into the lane's other slots, and at the next start into all of them, in milliseconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from bot.errors import AdapterError
from bot.models.llama import LlamaModel, prompt_text
from locales import ChatMessage

PROBE: list[ChatMessage] = [{"role": "user", "content": "Hello"}]
KEPT = 64  # saved states, 2 MB each
SAME = 1e-4  # two readings of one prompt agree to the last digit; a trained adapter moves it by 0.1 and more


@dataclass(frozen=True)
class Lane:
    """An adapter (None: the base) and the system prompt that it is used with: what a locale asks for."""

    adapter: str | None
    system: str

    @property
    def messages(self) -> list[ChatMessage]:
        """The shortest conversation of this lane."""
        return [{"role": "system", "content": self.system}, {"role": "user", "content": "…"}]


async def probe(model: LlamaModel, adapters: Sequence[str]) -> None:
    """Raises AdapterError where the first token is as likely with the adapter as without it."""
    if not adapters:
        return
    plain = await _likelihoods(model, None)
    for name in adapters:
        if all(abs(one - two) < SAME for one, two in zip(plain, await _likelihoods(model, name), strict=False)):
            raise AdapterError(
                f"adapter {name!r} changes nothing: it was not applied, or never trained; train it again"
            )


async def _likelihoods(model: LlamaModel, adapter: str | None) -> list[float]:
    body = {**model.body(PROBE, adapter, 0), "cache_prompt": False, "max_tokens": 1, "temperature": 0.0}
    answer = await model.post("chat/completions", {**body, "logprobs": True, "top_logprobs": 5})
    return [float(entry["logprob"]) for entry in answer["choices"][0]["logprobs"]["content"][0]["top_logprobs"]]


async def warm(model: LlamaModel, lanes: Sequence[Lane], slots: int, stamp: str, states: Path) -> None:
    """Gives every slot to a lane, turn by turn. `stamp` names all else that a state depends on: base, adapters."""
    for slot in range(slots if lanes else 0):
        lane = lanes[slot % len(lanes)]
        file = state_name(stamp, lane)
        if not ((states / file).exists() and await _restore(model, lane, slot, file)):
            await model.post("chat/completions", {**model.body(lane.messages, lane.adapter, slot), "max_tokens": 1})
            await model.post(f"slots/{slot}?action=save", {"filename": file})
        start, prompt = prompt_text(lane.messages)
        model.slots.assign(slot, (lane.adapter, start), prompt)
    _forget_old(states)


def _forget_old(states: Path) -> None:
    """Keeps the newest states only: an edited prompt or a new adapter leaves its old one behind."""
    files = sorted(states.glob("*.state"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[KEPT:]:
        path.unlink(missing_ok=True)


def state_name(stamp: str, lane: Lane) -> str:
    """A file name that changes with everything that the state depends on."""
    key = "\0".join((stamp, lane.adapter or "", lane.system))
    return hashlib.sha256(key.encode()).hexdigest()[:32] + ".state"


async def _restore(model: LlamaModel, lane: Lane, slot: int, file: str) -> bool:
    """A slot forgets its state when its adapter changes, so one token is read with the adapter first."""
    lora = model.body([], lane.adapter, slot)["lora"]
    await model.post("completion", {"prompt": "a", "n_predict": 1, "id_slot": slot, "lora": lora})
    try:
        await model.post(f"slots/{slot}?action=restore", {"filename": file})
    except httpx.HTTPStatusError:
        return False  # of another version, or cut off: it is read and written anew
    return True
