"""Makes politeness_eval/analysers/forms/<language>.forms.txt: which verb forms tell how the reader is addressed.

    pip install simplemma==2.0.0 wordfreq==3.1.1 ruamel.yaml && pip install --no-deps spacy-lookups-data==1.0.5
    PYTHONPATH=. python scripts/make_verb_forms.py es fr it pt

Prints a line a language. Run by hand when scripts/verb_forms/ changes; nothing at run time needs it. The forms are
made by rules (scripts/conjugate.py). The packages are asked about single words only: whether one is frequent, whether
one is a verb, whether a form is also another word; what they say of these is all that gets into a table.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import simplemma
import wordfreq
from conjugate import Conjugator, common
from ruamel.yaml import YAML

from politeness_eval.analysers.form_table import FormTable

HERE = Path(__file__).parent
OUT = HERE.parent / "politeness_eval" / "analysers" / "forms"
LETTERS = "sipqvwfb"  # readings that put a form into the table; `o` and `n` say what else it is
Forms = dict[str, dict[str, set[str]]]  # form → verb → letters


def main(languages: list[str]) -> None:
    """Writes the table of each language."""
    for language in languages:
        settings = YAML(typ="safe").load((HERE / "verb_forms" / f"{language}.yaml").read_text(encoding="utf-8"))
        table = Table(language, settings)
        path = OUT / f"{language}.forms.txt"
        path.write_text(table.text(), encoding="utf-8")
        others = " ".join(table.with_pronouns())  # found by the table itself
        path.write_text(f"{table.text()}= with pronouns also other words\n{others}\n", encoding="utf-8")
        size = path.stat().st_size
        sys.stdout.write(f"{path.name}: {len(table.verbs)} verbs, {len(table.kept)} forms, {size} bytes\n")


def folder_of(package: str) -> Path:
    """Where an installed package lies; it need not be importable."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is not installed; see the first lines of this script")
    return Path(spec.origin).parent


class Table:
    """One language: its verbs, their forms, and which of these are other words too."""

    def __init__(self, language: str, settings: dict[str, Any]) -> None:
        self.language = language
        self.settings = settings
        self.conjugator = Conjugator(settings, self.often_as)
        self.verbs = self._verbs()
        self.forms: Forms = defaultdict(lambda: defaultdict(set))
        for verb in self.verbs:
            for form, letters in self.conjugator.readings(verb).items():
                self.forms[form][verb] |= letters
        for form in settings["never"].split():
            self.forms.pop(form, None)
        self._drop_rare()
        self.others = self._other_words()
        self.kept = {form: self._best(form) for form in self.forms if self._is_kept(form)}

    def often(self, word: str) -> float:
        """How often the word is read: Zipf scale, 0 for never."""
        return float(wordfreq.zipf_frequency(word, self.language))

    def often_as(self, verb: str, form: str) -> float:
        """The same for a form that the dictionary has under the verb; 0 for another."""
        if not simplemma.is_known(form, self.language) or simplemma.lemmatize(form, self.language) != verb:
            return 0.0
        return max(self.often(form), 0.1)

    def _verbs(self) -> dict[str, None]:
        """The irregular verbs, and every frequent word of which the dictionary knows a form that only verbs have."""
        rules = self.conjugator
        found = {*rules.irregular, *rules.models, *self.settings["more"].split()}
        for word in wordfreq.top_n_list(self.language, 500_000):
            if self.often(word) < self.settings["frequency"]:
                break
            if word.isalpha() and rules.class_of(word) and len(word) > 3:
                if any(self.often_as(word, form) for form in rules.tested(word)):
                    found.add(word)
        return dict.fromkeys(sorted(found - set(self.settings["skip"].split())))  # a set in a fixed order

    def _drop_rare(self) -> None:
        """Of two verbs with one form, the much rarer is another person at most: `viste`, of ver and of vestir."""
        for verbs in self.forms.values():
            most = max(verbs, key=self.often, default="")
            for verb in [one for one in verbs if self.often(one) < self.often(most) - 1]:
                verbs[verb] = verbs[verb] & verbs[most] or {"o"}

    def _other_words(self) -> set[str]:
        """Words that dictionaries know as something else than a verb."""
        found = set(self.settings["nouns"].split())
        data = folder_of("spacy_lookups_data") / "data"
        for name in self.settings.get("lookups", ()):
            words = json.loads(gzip.decompress((data / f"{name}.json.gz").read_bytes()))
            for part in [words[key] for key in ("noun", "adj", "adv") if key in words] or [words]:
                found |= {word.lower() for word in part}
        for ending in self.settings.get("plurals", ()):
            found |= {word + ending for word in tuple(found)}
        for form in self.forms:
            lemma = simplemma.lemmatize(form, self.language)
            if lemma not in self.forms[form] and lemma not in self.verbs:
                found.add(form)
        return found - set(self.settings.get("surely", "").split())

    def _is_kept(self, form: str) -> bool:
        letters = set().union(*self.forms[form].values())
        return len(form) > 1 and bool(letters & set("ib" if self._is_rarely_verb(form) else LETTERS))

    def _is_rarely_verb(self, form: str) -> bool:
        gap = self.often(form) - max(self.often(verb) for verb in self.forms[form])
        return form in self.others and gap > self.settings["gap"]

    def _best(self, form: str) -> tuple[str, str]:
        """The most frequent verb of a form, and all its letters; `b` alone where the form is nearly always a noun."""
        verbs = self.forms[form]
        verb = max((one for one in verbs if verbs[one] & set(LETTERS)), key=lambda one: (self.often(one), one))
        letters = set().union(*verbs.values()) | ({"n"} if form in self.others else set())
        return verb, "b" if self._is_rarely_verb(form) else "".join(sorted(letters))

    def text(self) -> str:
        """The table as text: paradigms with their verbs, then the forms that differ from them."""
        paradigms: dict[tuple[tuple[str, str], ...], list[str]] = defaultdict(list)
        for verb, own in sorted(self._by_verb().items()):
            cut = len(common([verb, *(form for form, _ in own)]))
            paradigms[(("", verb[cut:]), *((form[cut:], letters) for form, letters in own))].append(verb[:cut])
        lines, said = [], {}
        for endings, stems in sorted(paradigms.items(), key=lambda item: (-len(item[1]), item[1])):
            (_, infinitive), *rest = endings
            lines.append(f"{infinitive or '-'} " + " ".join(f"{ending}:{letters}" for ending, letters in rest))
            lines.append(" ".join(stem or "-" for stem in sorted(stems)))
            for stem in sorted(stems):
                said |= {stem + ending: (stem + infinitive, letters) for ending, letters in rest}
        nouns = sorted(form for form, (_, letters) in self.kept.items() if "n" in letters)
        said |= {form: (said[form][0], "".join(sorted({*said[form][1], "n"}))) for form in nouns}
        others = ((form, kept) for form, kept in sorted(self.kept.items()) if said[form] != kept)
        changed = " ".join(f"{form}:{letters}:{verb}" for form, (verb, letters) in others)
        parts = [*lines, "= also other words", " ".join(nouns), "= one by one", changed, ""]
        return "\n".join([*self._header(), *parts])

    def with_pronouns(self) -> list[str]:
        """Frequent words that look like a verb with a pronoun behind it and are something else: `legami`, ties."""
        FormTable.load.cache_clear()
        table = FormTable.load(self.language)
        words = (word for word in wordfreq.top_n_list(self.language, 200_000) if word.isalpha())
        found = (word for word in words if word not in table.codes and table.find(word))
        return sorted(word for word in found if word in self.forms or word in self.others or self._is_other(word))

    def _is_other(self, word: str) -> bool:
        lemma = simplemma.lemmatize(word, self.language)
        if lemma == word:  # a word of its own, or none that the dictionary knows
            return word.endswith(tuple(self.settings.get("own_words", "-")))
        return word.startswith(lemma[:-1]) and len(word) - len(lemma) <= 1 and lemma not in self.verbs

    def _by_verb(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for form in sorted(self.kept):
            for verb, letters in self.forms[form].items():
                if letters & set(LETTERS):
                    found[verb].append((form, "".join(sorted(letters))))
        return found

    def _header(self) -> list[str]:
        return [
            f"# Verb forms of '{self.language}', made by scripts/make_verb_forms.py; do not edit.",
            "# Forms: by the rules of scripts/verb_forms/. Which words are verbs, which forms are other words: asked",
            f"# of {self.settings['dictionaries']} (code MIT; their word lists ODbL, CC BY-SA and others);",
            "# which are frequent: wordfreq 3.1.1 (code Apache-2.0, counts CC BY-SA 4.0). No list of theirs is here.",
            "# Pairs of lines: ending of the infinitive, then ending:readings; below, the stems. `-` is nothing.",
            "# s familiar singular, i its imperative (b: only before a pronoun), p plural, q its imperative, v vos,",
            "# w its imperative, f third person of the subjunctive (formal imperative), o another person or form too,",
            "# n another word too.",
        ]


if __name__ == "__main__":
    main(sys.argv[1:] or ["es", "fr", "it", "pt"])
