r"""Conjugates the verbs of one language by the rules in scripts/verb_forms/<language>.yaml.

>>> Conjugator(settings, often_as).readings("pensar")["piensas"]      # doctest: +SKIP
{'s'}

Keys of a class (`classes`, by the ending of the infinitive)
  stems     stems by name; `R` is the infinitive without its ending, others are made of one before: `R+ar`
  lines     tense → one letter a person (verb_forms' letters; `.` is nothing), then the forms: `P+as`
  spelling  `pattern > replacement` where a stem (before `+`) meets an ending
  vary      stems that some verbs change (`e({C})$ > ie\1`, `{C}` are consonants); what `test` makes of each is
            looked up, and the most frequent wins: piensa, no pensa; presenta, no presienta. `; U …` changes U with it
Keys of an irregular verb: a stem (`P: tien`), a tense with all its persons (`o` and `.` are nothing), a letter with
forms of its own, `like` verbs that go the same way, `class` and `ending` where the infinitive does not tell. Of
`ten|tén` the second goes to the verbs under `like`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from itertools import takewhile
from typing import Any

_CONSONANTS = "[^aeiouáéíóúàèìòùâêîôûäëïöüãõ]*"
Readings = dict[str, set[str]]  # form → letters


class Conjugator:
    """The rules of a language. `often` tells how frequent a form of a verb is; 0 where no dictionary knows it."""

    def __init__(self, settings: dict[str, Any], often: Callable[[str, str], float]) -> None:
        self.classes: dict[str, Any] = settings["classes"]
        self.irregular: dict[str, Any] = settings["irregular"]
        self.often = often
        self.models = {one: verb for verb, entry in self.irregular.items() for one in entry.get("like", "").split()}

    def class_of(self, verb: str) -> str:
        """The class by the longest ending; empty for none."""
        return max((ending for ending in self.classes if verb.endswith(ending)), key=len, default="")

    def tested(self, verb: str) -> list[str]:
        """Forms that only a verb has, to look up in a dictionary."""
        name = self.class_of(verb)
        stems = self._stems(name, {"R": verb[: -len(name)]})
        return [self._made(form, name, stems) for form in self.classes[name]["test"]]

    def readings(self, verb: str) -> Readings:
        """Every form with its letters."""
        if verb in self.irregular or verb not in self.models:
            return self._readings(verb, derived=False)
        model = self.models[verb]
        tail = len(common([model[::-1], verb[::-1]]))
        head, own = model[: len(model) - tail], verb[: len(verb) - tail]
        found = self._readings(model, derived=True)
        if wrong := [form for form in found if not form.startswith(head)]:
            raise SystemExit(f"{verb} does not go like {model}: {wrong}")
        return {own + form[len(head) :]: letters for form, letters in found.items()}

    def _readings(self, verb: str, derived: bool) -> Readings:
        entry: dict[str, str] = self.irregular.get(verb, {})
        name = entry.get("class") or self.class_of(verb)
        given = {key: value for key, value in entry.items() if len(key) == 1 and key.isupper()}
        given |= {key: value + "'" for key, value in given.items() if key in "STU"}  # its spelling is what it is
        given = {"R": verb[: -len(entry.get("ending", name))], **given}
        stems = self._stems(name, given) if entry.keys() & {"P", "present"} else self._varied(verb, name, given)
        found: Readings = defaultdict(set)
        for tense, line in self.classes[name]["lines"].items():
            letters, *forms = line.split()
            if tense in entry:
                forms = [one.split("|")[-1 if derived else 0] for one in entry[tense].split()]
            for letter, form in zip(letters, forms, strict=False):
                if letter != "." and form not in ("o", ".", ""):
                    found[self._made(form, name, stems) if tense not in entry else form].add(letter)
        for letter, form in entry.items():
            if len(letter) == 1 and letter.islower():
                found[form].add(letter)
        return found

    def _varied(self, verb: str, name: str, given: dict[str, str]) -> dict[str, str]:
        """The stems, changed where a changed one makes forms that are more frequent."""
        chosen = dict(given)
        for rule in self.classes[name].get("vary", ()):
            if rule["stem"] in given:
                continue
            best, most = chosen, self._frequency(verb, name, chosen, rule["test"])
            for swaps in rule["swaps"]:
                changed = self._swapped(swaps, rule["stem"], given["R"])
                if changed and (found := self._frequency(verb, name, chosen | changed, rule["test"])) > most:
                    best, most = chosen | changed, found
            chosen = best
        return self._stems(name, chosen)

    def _swapped(self, swaps: str, stem: str, root: str) -> dict[str, str]:
        """The stems that a line of `swaps` makes of the root; none where it does not apply."""
        found = {}
        for place, swap in enumerate(swaps.split(" ; ")):
            target, _, rule = (stem, "", swap) if place == 0 else swap.partition(" ")
            pattern, _, replacement = rule.partition(" > ")
            new, count = re.subn(pattern.replace("{C}", _CONSONANTS), replacement.strip(), root, count=1)
            if not count:
                return {}
            found[target] = new
        return found

    def _frequency(self, verb: str, name: str, given: dict[str, str], forms: list[str]) -> float:
        stems = self._stems(name, given)
        return sum(10 ** self.often(verb, self._made(form, name, stems)) - 1 for form in forms)

    def _stems(self, name: str, given: dict[str, str]) -> dict[str, str]:
        stems = {"R": given["R"]}
        for stem, made_of in self.classes[name]["stems"].items():
            stems[stem] = given.get(stem) or self._made(made_of, name, stems)
        return stems

    def _made(self, form: str, name: str, stems: dict[str, str]) -> str:
        stem, plus, ending = form.partition("+")
        made = stems[stem] + plus + ending
        for rule in self.classes[name].get("spelling", ()) if plus else ():
            pattern, _, replacement = rule.partition(" > ")
            made = re.sub(pattern, replacement, made)
        return made.replace("+", "").replace("'", "").replace("~", "")


def common(words: list[str]) -> str:
    """The letters with which all begin."""
    return "".join(letters[0] for letters in takewhile(lambda one: len(set(one)) == 1, zip(*words, strict=False)))
