"""One turn, as it is known after each step: its fields, in order, are the flow.

message → locale → intent → facts → draft → verdict → reply. A step takes a Turn and returns a new one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.conversation import Conversation, Wish
from locales.schema import Alarm, FactValue
from politeness_eval import Verdict

Settled = Literal["draft", "rewrite", "approved", "human"]
Act = Literal["want", "confirmed", "declined", "dropped", "clarify", "not_understood", "too_long", "empty", "crisis"]


@dataclass(frozen=True)
class LocaleGuess:
    """Which pack answers, in which variety the customer writes, and why."""

    tag: str
    reason: str
    dialect: str | None = None


@dataclass(frozen=True)
class Recognised:
    """What the customer wants. `ranking` holds (intent, calibrated probability), best first.

    `act` tells a wish from an answer to the bot's own question, and from a message that leads to neither. `others` are
    more wishes of the same message, to be handled after it; `parks` is the intent that the customer has left for this
    one; `familiarity` tells how near the message is to anything known.
    """

    intent: str
    confidence: float
    act: Act = "want"
    slots: dict[str, str] = field(default_factory=dict)
    ranking: tuple[tuple[str, float], ...] = ()
    choices: tuple[str, ...] = ()
    reason: str = ""
    others: tuple[Wish, ...] = ()
    parks: str | None = None
    alarm: Alarm | None = None
    familiarity: float = 1.0


@dataclass(frozen=True)
class Source:
    """Where a claim comes from: a page of the shop; `url` None where it has no address."""

    title: str
    url: str | None = None


@dataclass(frozen=True)
class Facts:
    """What the action found, and the approved text that says it.

    `kind` outcome: an answer; ask: a missing slot is asked for; system: a text of the conversation
    itself (`outcome` is its name), which is sent as approved and never given to the model.
    `shown` are the values as the locale writes them, the only ones that a reply may state. `parts` are the answers to
    several wishes, whose texts then stand one after the other in `approved`.
    """

    kind: Literal["outcome", "ask", "system"]
    intent: str
    outcome: str
    approved: str
    values: dict[str, FactValue] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    problem: str | None = None
    sources: tuple[Source, ...] = ()
    parts: tuple[Facts, ...] = ()

    @property
    def last(self) -> Facts:
        """Of several answers in one reply the last: what it asks is what the conversation waits for."""
        return self.parts[-1] if self.parts else self


@dataclass(frozen=True)
class Draft:
    """What the model wrote; `text` is None when it did not answer, and `problem` says why."""

    text: str | None
    adapter: str | None = None
    problem: str | None = None
    prompt_tokens: int = 0
    tokens: int = 0
    first_token_ms: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True)
class Reply:
    """What the customer reads, and where it came from."""

    text: str
    settled: Settled
    why: str = ""


@dataclass(frozen=True)
class Turn:
    """One customer message on its way to one reply; `times` are milliseconds by step."""

    message: str
    conversation: Conversation
    asked_locale: str | None = None
    locale: LocaleGuess | None = None
    intent: Recognised | None = None
    facts: Facts | None = None
    draft: Draft | None = None
    verdict: Verdict | None = None
    rewrite: Draft | None = None
    rewrite_verdict: Verdict | None = None
    reply: Reply | None = None
    times: dict[str, float] = field(default_factory=dict)
