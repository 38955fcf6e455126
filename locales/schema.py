"""What the files of a locale pack may hold: one pydantic model a file, nothing extra allowed.

>>> Example.model_validate("荷物が届きません").kind
'plain'

Does not: read files (`pack.py`) or run tone rules (`politeness_eval`).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

FactKind = Literal["text", "date", "time", "money", "number"]
Need = Literal["apology", "cushion", "thanks"]
Alarm = Literal["self_harm", "threat", "anger"]
Choice = Literal["first", "second", "third", "last", "neither", "both", "cheaper", "dearer"]
Text = Annotated[str, Field(min_length=1)]
FactValue = str | int | float | date


class Strict(BaseModel):
    """The base of every model here: an unknown key is an error, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# ---- locales/intents.yaml: the contract


class Outcome(Strict):
    """One thing that an action can answer: the facts a reply may state, the courtesy it owes."""

    facts: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()


class Intent(Strict):
    """What a customer can want. With `pages`, a page of the shop may answer better than the action."""

    group: str
    importance: Annotated[int, Field(ge=1, le=3)]
    slots: tuple[str, ...] = ()
    action: str | None = None
    confirm: bool = False
    pages: bool = False
    outcomes: dict[str, Outcome]


class SlotType(Strict):
    """How a slot's value is found in a message; `pattern` is applied after NFKC."""

    kind: Literal["pattern", "product", "free_text"]
    pattern: str | None = None


class Contract(Strict):
    """`locales/intents.yaml`: intents, slots, facts and outcomes, the same for every locale."""

    slot_types: dict[str, SlotType]
    fact_types: dict[str, FactKind]
    groups: tuple[str, ...]
    intents: dict[str, Intent]
    system_replies: dict[str, tuple[str, ...]]

    @model_validator(mode="after")
    def _names_are_declared(self) -> Contract:
        for name, intent in self.intents.items():
            if intent.group not in self.groups:
                raise ValueError(f"{name}: group {intent.group!r} is not one of {list(self.groups)}")
            unknown = set(intent.slots) - set(self.slot_types)
            facts = {fact for outcome in intent.outcomes.values() for fact in outcome.facts}
            unknown |= facts - set(self.fact_types)
            if unknown:
                raise ValueError(f"{name}: {sorted(unknown)} not declared in slot_types or fact_types")
        return self


# ---- <tag>/locale.yaml


class Formats(Strict):
    """ICU patterns that show one `{value}` of each kind; text is shown as it is."""

    date: Text
    time: Text
    money: Text
    number: Text


class Prompt(Strict):
    """The model's instructions in the locale's own language; used alike in training and serving."""

    system: Text
    approved: Text
    facts: Text
    customer: Text
    rewrite: Text


class Locale(Strict):
    """`locale.yaml`: who this locale is and how it writes.

    `cues` are regular expressions that give a dialect away (packs with `extends` only). `yes`, `no` and
    `cancel` are those of short answers to the bot's questions, `choose` of answers to "which of these?"; in
    `takes_back`, `{value}` is a slot's value that the customer corrects. `joins` announce another wish, `alarms`
    bring a person in at once.
    """

    tag: Text
    name: Text
    extends: str | None = None
    accuracy: Text
    cues: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    currency: str | None = None
    timezone: str | None = None
    formats: Formats | None = None
    prompt: Prompt | None = None
    ui: dict[str, str] = Field(default_factory=dict)
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    cancel: tuple[str, ...] = ()
    takes_back: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    alarms: dict[Alarm, tuple[str, ...]] = Field(default_factory=dict)
    choose: dict[Choice, tuple[str, ...]] = Field(default_factory=dict)


# ---- <tag>/intents.yaml


def _text_to_example(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


class _Example(Strict):
    text: Text
    kind: Literal["plain", "hint", "curt", "polite", "angry", "typo", "fragment"] = "plain"


class Example(_Example):
    """A customer's message for an intent; a bare string in YAML is a plain one."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return _text_to_example(value)


Intents = dict[str, tuple[Example, ...]]


# ---- <tag>/replies.yaml


class Replies(Strict):
    """`replies.yaml`: ICU MessageFormat texts that linguists approved, one an outcome."""

    labels: dict[str, Text]
    ask: dict[str, Text]
    system: dict[str, Text]
    outcomes: dict[str, dict[str, Text]]


# ---- <tag>/tone.yaml


def _one_or_many(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Patterns = Annotated[tuple[Text, ...], BeforeValidator(_one_or_many)]


class ToneRule(Strict):
    """One norm with its own proof: `ok` lines must pass it, `not_ok` lines must break it.

    kind
      forbid   no match of any `pattern` (regular expressions over the reply)
      require  some `pattern` matches, in situations that need `when` (apology, cushion, thanks),
               and where the customer's last words match a pattern of `heard` (anger asks for an apology)
      ending   every full sentence ends with one of `pattern`
      limit    at most `max` matches of `pattern` in a reply
      morph    no run of words matches any `pattern` over `surface/part-of-speech/lemma` tokens
      consistent  at most one of the patterns matches, in the reply and over our earlier ones
      keep     what some `pattern` matches in the approved text, the reply says too (a refusal stays one)
      only     some `pattern` matches only where it matches in the approved text (no refund out of thin air)

    severity
      error    the reply fails
      warning  speaks against the reply
      credit   speaks for it: `ok` lines earn the credit, `not_ok` lines do not

    `side` tells, on the axis register, too familiar (below) from over-polite (above). `weight` is how much one
    finding moves the score of its axis (`Verdict`); without it the severity's. `mark` names the kind of honorific
    that a credit is for (sonkei, kenjo, teinei: Bunka-cho, Keigo no shishin, 2007).

    For `keep` and `only` the first `ok` line stands for the approved text of all examples.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    kind: Literal["forbid", "require", "ending", "limit", "morph", "consistent", "keep", "only"]
    axis: Literal["register", "politeness", "hard"]
    severity: Literal["error", "warning", "credit"] = "error"
    side: Literal["below", "above"] = "below"
    weight: Annotated[float, Field(gt=0, le=5)] | None = None
    mark: Literal["sonkei", "kenjo", "teinei"] | None = None
    pattern: Patterns
    unless: Patterns = ()
    when: Need | None = None
    heard: Patterns = ()
    max: Annotated[int, Field(ge=0)] | None = None
    why: Text
    source: Text
    suggestion: str | None = None
    ok: Annotated[tuple[Text, ...], Field(min_length=1)]
    not_ok: Annotated[tuple[Text, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _kind_has_its_keys(self) -> ToneRule:
        if (self.kind == "require") != (self.when is not None):
            raise ValueError("`when` belongs to kind `require`, and to no other")
        if self.heard and self.kind != "require":
            raise ValueError("`heard` belongs to kind `require`, and to no other")
        if (self.kind == "limit") != (self.max is not None):
            raise ValueError("`max` belongs to kind `limit`, and to no other")
        if self.severity == "credit" and self.kind not in ("forbid", "morph", "ending"):
            raise ValueError("a credit is of kind `forbid`, `morph` or `ending`: something that is there")
        if self.side == "above" and (self.axis != "register" or self.severity == "credit"):
            raise ValueError("`side: above` belongs to errors and warnings of the axis register")
        if self.kind == "consistent" and len(self.pattern) < 2:
            raise ValueError("kind `consistent` needs two patterns or more, one for each variant")
        return self
