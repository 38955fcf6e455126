"""Everything that is wrong with a locale pack, each as `path:line: message`: `check_pack("ja-JP")`.

First the files by themselves; where they can all be read, what they say of each other: the contract is
met, every rule holds its examples, every approved text and every training reply passes the judge.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from locales.pack import HOME, list_tags, load_contract, load_pack, parent_of
from locales.read import PackError, read_yaml
from locales.rows import Conversation, Dialogue, Graded, Pair
from locales.schema import Intents, Locale, Replies, ToneRule
from politeness_eval.check_conversations import check_conversations
from politeness_eval.check_dialogues import check_dialogues
from politeness_eval.check_examples import check_examples
from politeness_eval.check_marks import check_marks
from politeness_eval.check_pairs import check_pairs
from politeness_eval.check_replies import check_replies
from politeness_eval.problems import located
from politeness_eval.rule_examples import check_rules
from politeness_eval.words import load_all_words

_STANDARD: dict[str, Any] = {"replies.yaml": Replies, "tone.yaml": tuple[ToneRule, ...]}
_OPTIONAL: dict[str, Any] = {
    "intents.yaml": Intents,  # a pack without is judged by, but answers nobody yet
    "heldout.yaml": Intents,
    "conversations.yaml": tuple[Conversation, ...],
    "pairs.yaml": tuple[Pair, ...],
    "graded.yaml": tuple[Graded, ...],
}


def check_pack(tag: str, home: Path = HOME) -> list[str]:
    """The problems of the pack, in order of file and line; none when it can be published."""
    if tag not in list_tags(home):
        raise PackError([f"{tag!r} is no locale pack; there are {', '.join(list_tags(home)) or 'none'}"])
    if problems := _read_all(tag, home):
        return problems
    pack = load_pack(tag, home)
    marks = list(check_marks(pack.folder))
    found = [*marks, *(check_examples(pack) if pack.intents else ())]
    if marks:  # the judge would only say that texts of another language are in another language
        return located(found)
    if not pack.locale.extends:
        try:
            check_rules(pack)
        except PackError as error:
            return sorted([*located(found), *error.problems])
        found += [*check_replies(pack), *check_dialogues(pack), *check_pairs(pack)]
    return located([*found, *check_conversations(pack, list_tags(home))])


def check_all(home: Path = HOME, tags: tuple[str, ...] = ()) -> list[str]:
    """The problems of all packs, or of those named."""
    return [problem for tag in tags or list_tags(home) for problem in check_pack(tag, home)]


def _read_all(tag: str, home: Path) -> list[str]:
    """The problems of each file by itself; pydantic says all of one file at once."""
    folder = home / tag
    problems: list[str] = []
    _gather(problems, lambda: load_contract(home))
    _gather(problems, lambda: load_all_words(home))
    files: dict[Path, Any] = {folder / "locale.yaml": Locale}
    if parent_of(tag, home) is None:
        files |= {folder / name: model for name, model in _STANDARD.items()}
        files |= {path: tuple[Dialogue, ...] for path in sorted((folder / "dialogues").glob("*.yaml"))}
    files |= {folder / name: model for name, model in _OPTIONAL.items() if (folder / name).exists()}
    for path, model in files.items():
        _gather(problems, lambda path=path, model=model: read_yaml(path, TypeAdapter(model)))  # type: ignore[misc]
    return problems


def _gather(problems: list[str], read: Callable[[], object]) -> None:
    try:
        read()
    except PackError as error:
        problems.extend(error.problems)
