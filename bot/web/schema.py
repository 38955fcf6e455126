"""The JSON that `/chat` and Rasa's REST channel take and give."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

ID = "^[A-Za-z0-9_-]{1,64}$"
Id = Annotated[str, Field(pattern=ID)]


class ChatRequest(BaseModel):
    """One message of a customer. Whoever knows the conversation's id may read it: make it random."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={"example": {"conversation": "7f3c9a", "message": "荷物がまだ届かへんねんけど"}},
    )
    conversation: Id
    message: str
    message_id: Id | None = Field(default=None, description="the same id again is the same message, answered once")
    locale: str | None = Field(
        default=None, description="the page's locale, an enabled one; the customer's own words win where they are clear"
    )


class PageSource(BaseModel):
    """A page of the shop; without an address it has none."""

    title: str
    url: str | None = None


class ChatReply(BaseModel):
    """The reply, after the whole of it passed the judge (or was approved by a linguist)."""

    conversation: str
    message_id: str
    reply_id: str
    text: str
    locale: str | None = Field(description="the locale that answered")
    dialect: str | None = Field(description="the variety that the customer writes")
    intent: str | None
    outcome: str | None
    settled: Literal["draft", "rewrite", "approved", "human"]
    sources: list[PageSource] = Field(default_factory=list, description="pages of the shop that the reply quotes")


class Line(BaseModel):
    """One line of a transcript."""

    by: Literal["customer", "bot"]
    text: str


class Transcript(BaseModel):
    """The conversation so far, oldest first; empty when there is none."""

    conversation: str
    messages: list[Line]


class RasaRequest(BaseModel):
    """A message as Rasa's REST channel takes it; unknown keys are ignored, as there."""

    model_config = ConfigDict(
        strict=True,
        json_schema_extra={"example": {"sender": "test_user", "message": "Hi!", "metadata": {"locale": "en-US"}}},
    )
    sender: str | int | None = None
    message: str | None = None
    input_channel: str | None = None
    metadata: dict[str, Any] | None = None


class RasaMessage(BaseModel):
    """A message as Rasa's REST channel gives it; keys without a value are left out."""

    recipient_id: str
    text: str


class NlgRequest(BaseModel):
    """What Rasa asks of an NLG server; unknown keys are ignored."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "example": {
                "response": "utter_track_order_delayed",
                "arguments": {"order_id": "A-1004", "eta": "2026-11-25"},
                "tracker": {"sender_id": "u1", "slots": {"locale": "de-DE"}},
                "channel": {"name": "rest"},
            }
        },
    )
    response: Annotated[str, Field(min_length=1, max_length=8000)]
    id: str | None = None
    arguments: dict[str, Any] = Field(default_factory=dict)
    tracker: dict[str, Any] = Field(default_factory=dict)


class NlgResponse(BaseModel):
    """What Rasa expects of one."""

    text: str
    id: str | None = None
    buttons: list[dict[str, Any]] = Field(default_factory=list)
    image: str | None = None
    elements: list[dict[str, Any]] = Field(default_factory=list)
    attachment: str | None = None
    custom: dict[str, Any] = Field(default_factory=dict, description="why a text was rejected; empty when it passed")
