"""Models of what is said in a pack: training rows, expectations, and lines labelled for the tone judge.

>>> Dialogue.model_validate(row).messages[-1]                      # doctest: +SKIP
'荷物届かへんねんけど'
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from locales.schema import FactValue, Need, Strict, Text

Category = Literal["standard", "dialect", "anger", "hint", "typo", "multi_turn"]


class Rejected(Strict):
    """A reply that must lose against the good one, and why."""

    reason: Literal["rude", "over_polite", "off_register", "dialect", "script", "invents_fact", "no_apology"]
    reply: Text


class Dialogue(Strict):
    """One training row: the customer's words, the facts, the reply that a good agent writes.

    `messages` alternates customer, agent, …, customer: it begins and ends with the customer.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    category: Category
    intent: str
    outcome: str
    facts: dict[str, FactValue] = Field(default_factory=dict)
    messages: Annotated[tuple[Text, ...], Field(min_length=1)]
    reply: Text
    rejected: Rejected | None = None

    @model_validator(mode="after")
    def _customer_has_the_last_word(self) -> Dialogue:
        if len(self.messages) % 2 == 0:
            raise ValueError("messages alternate customer, agent, …, customer: an odd number of them")
        return self


class ConversationTurn(Strict):
    """What one customer message must lead to, over the demo shop."""

    customer: Text
    locale: str | None = None
    dialect: str | None = None
    intent: str | None = None
    outcome: str | None = None
    asks: str | None = None
    reply_has: tuple[str, ...] = ()
    reply_lacks: tuple[str, ...] = ()


class Conversation(Strict):
    """An end-to-end expectation: a whole conversation with the demo shop."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    about: Text
    turns: Annotated[tuple[ConversationTurn, ...], Field(min_length=1)]


class Pair(Strict):
    """A minimal pair of `pairs.yaml`: two replies that differ in one point of tone.

    `span` is what is wrong in `bad`; only where something is missing there is none, and `needs` or `customer`
    say why it was due. `heldout` pairs were written by a second reader who did not write the rules: they measure.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    axis: Literal["register", "politeness"]
    kind: Literal[
        "slip", "address", "level", "excess",
        "curt", "command", "blame", "sarcasm", "refusal", "apology", "thanks", "help", "threat",
    ]  # fmt: skip
    good: Text
    bad: Text
    span: str | None = None
    needs: tuple[Need, ...] = ()
    customer: str | None = None
    heldout: bool = False

    @model_validator(mode="after")
    def _span_is_in_bad(self) -> Pair:
        if self.span is not None and self.bad.count(self.span) != 1:
            raise ValueError(f"span {self.span!r} occurs {self.bad.count(self.span)} times in `bad`, expected once")
        if (self.axis == "register") != (self.kind in ("slip", "address", "level", "excess")):
            raise ValueError(f"kind {self.kind!r} does not belong to axis {self.axis!r}")
        if self.kind == "slip" and self.span is None:
            raise ValueError("a slip needs its `span`")
        return self


class Graded(Strict):
    """A line of `graded.yaml`: how polite a reader finds it, from -2 (rude) over 0 (plain) to 2 (very polite)."""

    score: Annotated[int, Field(ge=-2, le=2)]
    text: Text
