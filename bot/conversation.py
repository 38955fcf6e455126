"""What is remembered between the turns of one conversation: small, and plain JSON.

>>> Conversation.from_json(Conversation("c1").to_json()) == Conversation("c1")
True
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Pending:
    """A question that the bot asked and the customer has not answered yet."""

    kind: Literal["slot", "confirm", "clarify", "offer"]
    intent: str
    slot: str | None = None
    choices: tuple[str, ...] = ()
    tries: int = 1


@dataclass(frozen=True)
class Wish:
    """Something the customer wants that is still to be done."""

    intent: str
    slots: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Message:
    """One line of the transcript; `customer` False is the bot's."""

    customer: bool
    text: str


@dataclass(frozen=True)
class Conversation:
    """The state of one conversation. `slots` live until the customer changes the subject.

    `waiting` are wishes of a message whose first one is not done yet; `parked` is the one that the customer left for
    another subject, to be offered again; `anger` and `failures` count towards handing over to a person.
    """

    id: str
    locale: str | None = None
    dialect: str | None = None
    intent: str | None = None
    slots: dict[str, str] = field(default_factory=dict)
    pending: Pending | None = None
    waiting: tuple[Wish, ...] = ()
    parked: Wish | None = None
    anger: int = 0
    failures: int = 0
    messages: tuple[Message, ...] = ()

    def to_json(self) -> str:
        """The state without the transcript, which the store keeps line by line."""
        data = asdict(self)
        del data["messages"]
        return json.dumps(data, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str, messages: tuple[Message, ...] = ()) -> Conversation:
        """The reverse of `to_json`."""
        data = json.loads(text)
        pending = data.pop("pending")
        if pending:
            pending["choices"] = tuple(pending["choices"])
        waiting = tuple(Wish(**wish) for wish in data.pop("waiting", ()))
        parked = data.pop("parked", None)
        return cls(
            **data,
            pending=Pending(**pending) if pending else None,
            waiting=waiting,
            parked=Wish(**parked) if parked else None,
            messages=messages,
        )
