"""What would spoil a run, found before it: `find_problems(pack, data, recipe)` → lines to read.

An error stops the run; a warning does not. Duplicates are compared after NFKC, lower case and without
spaces and punctuation, because `Ａ１２３４` and `a1234` are one row to the model.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import get_args

from finetune.prepare import Data, find_row
from finetune.recipe import Recipe
from locales.pack import Pack
from locales.rows import Category, Dialogue

EMAIL = re.compile(r"[\w.+-]+@(?!example\.)[\w-]+\.[\w.]+")
PHONE = re.compile(r"(?<![\w-])(?:\+\d{1,3}[ -]?)?\(?0\d{1,4}\)?[ -]\d{2,4}[ -]\d{3,4}(?![\w-])")
CARD = re.compile(r"(?<!\d)(?:\d[ -]?){13,16}(?!\d)")
SAFE_PHONE = "0120-000-000"


def find_problems(pack: Pack, data: Data, recipe: Recipe) -> tuple[list[str], list[str]]:
    """(errors, warnings), each a line with `file:line` where a row is meant."""
    dialogues = pack.dialogues()
    errors = [*_twice_named(pack, dialogues), *_leaks(pack, dialogues), *_personal(pack, dialogues)]
    warnings = [*_duplicates(pack, dialogues), *_thin(data, recipe), *_cut(pack, data, recipe)]
    if not data.val:
        warnings.append("no validation rows: the loss cannot show when the run begins to learn by heart")
    if not pack.dialogues(heldout=True):
        warnings.append(f"{pack.folder.name}/dialogues/heldout*.yaml is missing: nothing can be evaluated or published")
    return errors, warnings


def normal_form(text: str) -> str:
    """The text as duplicates are compared: `normal_form("Ａ-12 です。")` is `a12です`."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LN")


def _twice_named(pack: Pack, dialogues: tuple[Dialogue, ...]) -> Iterator[str]:
    names = Counter(row.id for row in (*dialogues, *pack.dialogues(heldout=True)))
    yield from (
        f"{find_row(pack, name)}: id {name!r} is used {count} times" for name, count in names.items() if count > 1
    )


def _leaks(pack: Pack, dialogues: tuple[Dialogue, ...]) -> Iterator[str]:
    trained = {normal_form(row.messages[-1]): row.id for row in dialogues}
    for row in pack.dialogues(heldout=True):
        twin = trained.get(normal_form(row.messages[-1]))
        if twin and len(row.messages) == 1:
            yield f"{find_row(pack, row.id)}: held-out row {row.id!r} says the same as training row {twin!r}"


def _personal(pack: Pack, dialogues: tuple[Dialogue, ...]) -> Iterator[str]:
    for row in dialogues:
        text = "\n".join((*row.messages, row.reply))
        found = EMAIL.search(text) or _card(text) or PHONE.search(text.replace(SAFE_PHONE, ""))
        if found:
            yield f"{find_row(pack, row.id)}: {found[0]!r} looks like personal data; invent one (example.com)"


def _card(text: str) -> re.Match[str] | None:
    for match in CARD.finditer(text):
        digits = [int(char) for char in match[0] if char.isdigit()][::-1]
        if (sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10 == 0:
            return match
    return None


def _duplicates(pack: Pack, dialogues: tuple[Dialogue, ...]) -> Iterator[str]:
    same: dict[str, list[str]] = defaultdict(list)
    for row in dialogues:
        same[normal_form("".join((*row.messages, row.reply)))].append(row.id)
    for names in same.values():
        if len(names) > 1:
            yield f"{find_row(pack, names[0])}: the same row as {', '.join(names[1:])}"


def _thin(data: Data, recipe: Recipe) -> Iterator[str]:
    counts = Counter(row.category for row in data.train)
    for category in get_args(Category):
        if counts[category] < recipe.min_rows and recipe.balance.get(category, 1) > 0:
            yield f"category {category}: {counts[category]} rows to train on, fewer than min_rows {recipe.min_rows}"


def _cut(pack: Pack, data: Data, recipe: Recipe) -> Iterator[str]:
    for name in data.too_long:
        yield f"{find_row(pack, name)}: longer than max_tokens {recipe.max_tokens}, left out"
