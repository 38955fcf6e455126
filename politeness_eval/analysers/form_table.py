"""The verb forms of one language that tell how the reader is addressed, from `forms/<language>.forms.txt`.

>>> table = FormTable.load("es")
>>> [tuple(form) for form in (table.find("tienes"), table.find("díganos")) if form]
[('tener', 's'), ('decir', 'F')]

What the letters say stands at the top of each table. In capitals they are those of a form with pronouns behind it
(`dime` I, `díganos` F, `enviadnos` Q, `decime` W, `ayudarte` S, `ayudaros` P).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "forms"
_ACUTE = str.maketrans("áéíóú", "aeiou")
_LAST = dict(zip("aei", "áéí", strict=True))


class Form(NamedTuple):
    """What a written form can be."""

    verb: str
    letters: str


@dataclass
class FormTable:
    """`codes[form]` packs the numbers of a verb and of its letters: tuples would take three times the memory."""

    codes: dict[str, int] = field(default_factory=dict)
    verbs: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    infinitives: frozenset[str] = frozenset()
    pronouns: dict[str, str] = field(default_factory=dict)  # what is written behind a verb → which letters it may have
    also_others: frozenset[str] = frozenset()  # `legami` is "bind me" and "ties"

    @staticmethod
    @cache
    def load(language: str) -> FormTable:
        """The table of a language, read once."""
        table = FormTable()
        table.read((FOLDER / f"{language}.forms.txt").read_text(encoding="utf-8"))
        for name, words in cues_of(language).items():
            if name.startswith("enclitic "):
                table.pronouns |= dict.fromkeys(words, name.removeprefix("enclitic "))
        return table

    def read(self, text: str) -> None:
        """Fills the table from the lines of its file."""
        lines = [line for line in text.split("\n") if line and line[0] != "#"]
        parts = [at for at, line in enumerate(lines) if line[0] == "="]
        first, second = parts[:2]
        for endings, stems in zip(lines[0:first:2], lines[1:first:2], strict=True):
            self._paradigm(endings.split(" "), stems.split(" "))
        for one in lines[first + 1].split(" "):
            code = self.codes[one]
            self.codes[one] = code & ~255 | self._number("".join(sorted(self.letters[code & 255] + "n")))
        self.infinitives = frozenset(self.verbs)
        places = {verb: at for at, verb in enumerate(self.verbs)}
        for one in lines[second + 1].split(" "):
            form, letters, verb = one.split(":")
            self.codes[form] = places[verb] << 8 | self._number(letters)
        self.also_others = frozenset(word for at in parts[2:] for word in " ".join(lines[at + 1 :]).split())

    def _paradigm(self, endings: list[str], stems: list[str]) -> None:
        infinitive, *others = ("" if one == "-" else one for one in endings)
        pairs = [(ending, self._number(letters)) for ending, _, letters in (one.partition(":") for one in others)]
        codes, verbs = self.codes, self.verbs
        for stem in stems:
            if stem == "-":
                stem = ""
            place = len(verbs) << 8
            verbs.append(stem + infinitive)
            for ending, number in pairs:
                codes[stem + ending] = place | number

    def _number(self, letters: str) -> int:
        number = self.numbers.get(letters)
        if number is None:
            number = self.numbers[letters] = len(self.letters)
            self.letters.append(letters)
        return number

    def find(self, word: str) -> Form | None:
        """The form of a word in lower case; None for a word that says nothing."""
        code = self.codes.get(word)
        if code is not None:
            return Form(self.verbs[code >> 8], self.letters[code & 255])
        if self.pronouns and len(word) > 3:
            return self._find_with_pronouns(word)
        return None

    def _find_with_pronouns(self, word: str) -> Form | None:
        """A form with one or two pronouns written behind it; `lasciate`(lo) goes before `lascia`(telo)."""
        best: Form | None = None
        for length in (6, 5, 4, 3, 2):
            allowed = self.pronouns.get(word[-length:]) if length < len(word) else None
            found = self._base(word[:-length], word[-length:], allowed) if allowed else None
            if found and (best is None or found.letters == "Q"):
                best = found
        return Form(best.verb, best.letters[0] + "n") if best and word in self.also_others else best

    def _base(self, stem: str, pronoun: str, allowed: str) -> Form | None:
        for letter in allowed.rstrip("'2n"):
            if letter in "SP":
                if found := self._infinitive(stem):
                    return Form(found, letter)
                continue
            for base in _bases(stem, pronoun, letter, allowed):
                code = self.codes.get(base)
                letters = self.letters[code & 255] if code is not None else ""
                if code is not None and (letter.lower() in letters or (letter == "I" and "b" in letters)):
                    return Form(self.verbs[code >> 8], letter + "n" if "n" in allowed else letter)
        return None

    def _infinitive(self, stem: str) -> str:
        """The infinitive of `ayudar`(te), `ayudándo`(te), `aiutar`(ti), `aiutando`(ti); a gerund stands for its own."""
        plain = stem.translate(_ACUTE)
        for one in (stem, plain, plain + "e"):
            if one in self.infinitives:
                return one
        return plain if len(plain) > 5 and plain.endswith("ndo") else ""


def _bases(stem: str, pronoun: str, letter: str, allowed: str) -> tuple[str, ...]:
    """How the verb is written without its pronoun: `dí`(melo) di, `llama`(me) llamá, `dim`(mi) di.

    `'` in `allowed`: a verb of more than one syllable has an accent there (`escríbeles`); `generales` is none.
    `2`: a verb of one syllable doubles the letter that follows (`dille`, no `dile`), but for `digli`.
    """
    plain = stem.translate(_ACUTE)
    if letter == "W":
        return (stem[:-1] + _LAST[stem[-1]],) if stem == plain and stem[-1:] in _LAST else ()
    syllables = sum(one in "aeiou" for one in plain)
    if "'" in allowed and stem == plain and syllables > 1:
        return ()
    doubled = (stem[:-1],) if stem[-1:] == pronoun[:1] else ()
    if "2" in allowed and syllables == 1 and pronoun[0] != "g":
        return doubled
    return (stem, plain, *doubled)


@cache
def cues_of(language: str) -> dict[str, tuple[str, ...]]:
    """The word lists of `forms/<language>.cues.txt` by name."""
    lines = (FOLDER / f"{language}.cues.txt").read_text(encoding="utf-8").split("\n")
    named = (line.partition(":") for line in lines if line and not line.startswith("#"))
    found: dict[str, tuple[str, ...]] = {}
    for name, _, words in named:
        found[name] = (*found.get(name, ()), *words.split())
    return found
