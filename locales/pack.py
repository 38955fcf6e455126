"""Loads a locale pack: `pack = load_pack("ja-JP")`, then `pack.reply("track_order", "lost", facts)`.

A pack with `extends` (a dialect) brings its cues and examples; all that it lacks is its parent's.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from pydantic import TypeAdapter

from locales.read import PackError, read_yaml
from locales.render import render
from locales.rows import Conversation, Dialogue, Graded, Pair
from locales.schema import (
    Contract,
    Example,
    FactValue,
    Intents,
    Locale,
    Need,
    Replies,
    ToneRule,
)

HOME = Path(__file__).parent


@dataclass(frozen=True)
class Pack:
    """One loaded locale. `replies` and `rules` of a dialect are its parent's."""

    locale: Locale
    folder: Path
    contract: Contract
    intents: dict[str, tuple[Example, ...]]
    replies: Replies
    rules: tuple[ToneRule, ...]
    dialects: tuple[Pack, ...] = field(default=())

    @property
    def tag(self) -> str:
        """BCP 47, as the folder is named."""
        return self.locale.tag

    @property
    def language(self) -> str:
        """ISO 639-1, as in the tag: `ja` of `ja-JP`."""
        return self.tag.split("-")[0]

    @cached_property
    def hash(self) -> str:
        """SHA-256 over every YAML file that understanding and judging read, dialects and dialogues included."""
        digest = hashlib.sha256((HOME / "intents.yaml").read_bytes())
        for pack in (self, *self.dialects):
            for name in ("locale.yaml", "intents.yaml", "replies.yaml", "tone.yaml"):
                path = pack.folder / name
                digest.update(path.read_bytes() if path.exists() else b"\0")
        for path in sorted((self.folder / "dialogues").glob("*.yaml")):
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def show(self, facts: dict[str, FactValue]) -> dict[str, str]:
        """Each fact as the locale writes it: `{"eta": date(2026, 11, 25)}` → `{"eta": "11月25日(水)"}`."""
        return {name: render("{" + name + "}", {name: value}, self) for name, value in facts.items()}

    def reply(self, intent: str, outcome: str, facts: dict[str, FactValue]) -> str:
        """The approved text of an outcome with its facts filled in. Raises KeyError for an unknown one.

        `ask_order_id` and its like are outcomes of every intent: the question for a missing slot.
        """
        if outcome.startswith("ask_"):
            return render(self.replies.ask[outcome.removeprefix("ask_")], facts, self)
        return render(self.replies.outcomes[intent][outcome], facts, self)

    def needs(self, intent: str, outcome: str) -> frozenset[Need]:
        """The courtesy acts that a reply with this outcome owes; a question for a slot owes none."""
        known = self.contract.intents[intent].outcomes.get(outcome)
        return frozenset(known.needs if known else ())

    def system_reply(self, name: str, **values: FactValue) -> str:
        """A text of the conversation itself, such as `service_down`."""
        return render(self.replies.system[name], dict(values), self)

    def dialogues(self, heldout: bool = False) -> tuple[Dialogue, ...]:
        """The training rows, or those of files named `heldout*.yaml`, which are never trained on."""
        rows: list[Dialogue] = []
        for path in sorted((self.folder / "dialogues").glob("*.yaml")):
            if path.name.startswith("heldout") == heldout:
                rows.extend(read_yaml(path, TypeAdapter(tuple[Dialogue, ...])))
        return tuple(rows)

    def conversations(self) -> tuple[Conversation, ...]:
        """The end-to-end expectations over the demo shop."""
        path = self.folder / "conversations.yaml"
        return read_yaml(path, TypeAdapter(tuple[Conversation, ...])) if path.exists() else ()

    def heldout(self) -> dict[str, tuple[Example, ...]]:
        """Messages that a second reader wrote without seeing the pack's: they measure, and are never learned from."""
        path = self.folder / "heldout.yaml"
        return read_yaml(path, TypeAdapter(Intents)) if path.exists() else {}

    def pairs(self) -> tuple[Pair, ...]:
        """The labelled minimal pairs of the tone judge, read once."""
        return self._pairs

    @cached_property
    def _pairs(self) -> tuple[Pair, ...]:
        path = self.folder / "pairs.yaml"
        return read_yaml(path, TypeAdapter(tuple[Pair, ...])) if path.exists() else ()

    def graded(self) -> tuple[Graded, ...]:
        """The lines with a politeness score, from which the learned scorer learns."""
        path = self.folder / "graded.yaml"
        return read_yaml(path, TypeAdapter(tuple[Graded, ...])) if path.exists() else ()


@cache
def load_contract(home: Path = HOME) -> Contract:
    """`intents.yaml` of the packs' folder."""
    return read_yaml(home / "intents.yaml", TypeAdapter(Contract))


def list_tags(home: Path = HOME) -> tuple[str, ...]:
    """The tags of all packs, dialects included, in order: a folder with a locale.yaml is a pack."""
    found = (path.parent.name for path in home.glob("*/locale.yaml"))
    return tuple(sorted(tag for tag in found if not tag.startswith("_")))


def list_locales(home: Path = HOME) -> tuple[str, ...]:
    """The tags of the packs that answer customers: no dialects, and none without examples of what customers say."""
    return tuple(tag for tag in list_judged(home) if (home / tag / "intents.yaml").exists())


def list_judged(home: Path = HOME) -> tuple[str, ...]:
    """The tags of the packs whose replies can be judged: all but dialects, which answer in their parent's language."""
    return tuple(tag for tag in list_tags(home) if parent_of(tag, home) is None)


@cache
def parent_of(tag: str, home: Path = HOME) -> str | None:
    """The tag that a dialect extends; None for a locale. Read from the line itself: this is asked of every folder."""
    found = re.search(r"^extends:\s*([^\s#]+)", (home / tag / "locale.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    return found[1].strip("'\"") if found else None


def find_tag(tags: Iterable[str], wanted: str) -> str | None:
    """The tag that `wanted` means: `ja-jp`, `ja_JP` and `ja` are `ja-JP`; None when there is none."""
    asked, known = wanted.strip().replace("_", "-").lower(), tuple(tags)
    same = (tag for tag in known if tag.lower() == asked)
    return next(same, None) or next((tag for tag in known if tag.split("-")[0] == asked), None)


def pack_for(wanted: str, home: Path = HOME) -> Pack:
    """The pack that judges a tag or a language: that of the same tag, else of the country named like the language
    (`pt` is Portugal's), else the first of the language. Raises PackError where there is none.

    >>> pack_for("de").tag
    'de-DE'
    """
    tags = sorted(list_judged(home), key=lambda tag: tag.split("-")[0].upper() != tag.split("-")[1])
    tag = find_tag(tags, wanted) or find_tag(tags, wanted.replace("_", "-").split("-")[0])
    if tag is None:
        raise PackError([f"{wanted!r}: no locale pack judges it; there are {', '.join(sorted(tags))}"])
    return load_pack(tag, home)


@cache
def load_pack(tag: str, home: Path = HOME) -> Pack:
    """The pack and its dialects. Raises PackError with `path:line: message` for each problem."""
    if tag not in list_tags(home):
        raise PackError([f"{tag!r} is no locale pack; there are {', '.join(list_tags(home)) or 'none'}"])
    folder = home / tag
    locale = read_yaml(folder / "locale.yaml", TypeAdapter(Locale))
    contract = load_contract(home)
    path = folder / "intents.yaml"
    intents = read_yaml(path, TypeAdapter(Intents)) if path.exists() else {}
    if locale.extends:
        parent = _load_standard(locale.extends, home)
        return Pack(locale, folder, contract, intents, parent.replies, parent.rules)
    standard = _load_standard(tag, home)
    dialects = tuple(load_pack(other, home) for other in list_tags(home) if parent_of(other, home) == tag)
    return Pack(locale, folder, contract, intents, standard.replies, standard.rules, dialects)


@dataclass(frozen=True)
class _Standard:
    replies: Replies
    rules: tuple[ToneRule, ...]


@cache
def _load_standard(tag: str, home: Path) -> _Standard:
    replies = read_yaml(home / tag / "replies.yaml", TypeAdapter(Replies))
    rules = read_yaml(home / tag / "tone.yaml", TypeAdapter(tuple[ToneRule, ...]))
    return _Standard(replies, rules)
