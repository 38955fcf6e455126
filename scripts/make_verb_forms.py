"""Makes politeness_eval/analysers/forms/<language>.forms.txt: which verb forms tell how the reader is addressed.

    pip install --no-deps mlconjug3==4.0.1 simplemma==2.0.0 spacy-lookups-data==1.0.5 && pip install wordfreq==3.1.1
    PYTHONPATH=. python scripts/make_verb_forms.py es fr it pt

Prints a line a language. Run by hand when scripts/verb_forms.yaml changes; nothing at run time needs it.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from importlib.util import find_spec
from itertools import takewhile
from pathlib import Path
from typing import Any

import simplemma
import wordfreq
from ruamel.yaml import YAML

from politeness_eval.analysers.form_table import FormTable

HERE = Path(__file__).parent
OUT = HERE.parent / "politeness_eval" / "analysers" / "forms"
LETTERS = "sipqvwfb"  # readings that put a form into the table; `o` and `n` say what else it is
Forms = dict[str, dict[str, set[str]]]  # form → verb → letters


def main(languages: list[str]) -> None:
    """Writes the table of each language."""
    settings = YAML(typ="safe").load((HERE / "verb_forms.yaml").read_text(encoding="utf-8"))
    for language in languages:
        table = Table(language, settings[language])
        path = OUT / f"{language}.forms.txt"
        path.write_text(table.text(), encoding="utf-8")
        others = " ".join(table.with_pronouns())  # found by the table itself
        path.write_text(f"{table.text()}= with pronouns also other words\n{others}\n", encoding="utf-8")
        print(f"{path.name}: {len(table.verbs)} verbs, {len(table.kept)} forms, {path.stat().st_size} bytes")


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
        data = folder_of("mlconjug3") / "data" / "conjug_manager"
        self.source = json.loads((data / f"verbs-{language}.json").read_text(encoding="utf-8"))
        self.tenses = json.loads((data / f"conjugation-{language}.json").read_text(encoding="utf-8"))
        self.verbs = self._verbs()
        self.forms: Forms = defaultdict(lambda: defaultdict(set))
        for verb in self.verbs:
            for form, letters in self._readings(verb).items():
                self.forms[form][verb] |= letters
        self._correct()
        self._drop_rare()
        self.others = self._other_words()
        self.kept = {form: self._best(form) for form in self.forms if self._is_kept(form)}

    def often(self, word: str) -> float:
        """How often the word is read: Zipf scale, 0 for never."""
        return wordfreq.zipf_frequency(word, self.language)

    def _verbs(self) -> dict[str, tuple[str, str]]:
        """Infinitive → verb of the source that it goes like, and what the stem of that one is replaced by."""
        least = self.settings["frequency"]
        own = {verb: (verb, verb) for verb in self.source if verb.isalpha() and self.often(verb) >= least}
        for line in self.settings.get("like", ()):
            model, *verbs = line.split()
            own |= {verb: (model, verb) for verb in verbs}
        for line in self.settings.get("skip", ()):
            for verb in line.split():
                own.pop(verb, None)
        return own

    def _readings(self, verb: str) -> Forms:
        """Every form of a verb with its letters."""
        model = self.verbs[verb][0]
        entry = self.source[model]
        found: Any = defaultdict(set)
        for mood, tenses in self.tenses[entry["template"]].items():
            for tense, forms in tenses.items():
                letters = self.settings["tenses"].get(f"{_repaired(mood)}/{_repaired(tense)}", "")
                for letter, (_, ending) in zip(letters, forms if isinstance(forms, list) else (), strict=False):
                    for form in (entry["root"] + ending).split("/") if ending and letter != "." else ():
                        found[_swapped(form, model, verb).strip("'")].add(letter)
        for ending, (present, imperative) in self.settings.get("vos", {}).items():
            if verb.endswith(ending):
                found[verb[: -len(ending)] + present].add("v")
                found[verb[: -len(ending)] + imperative].add("w")
        return found

    def _correct(self) -> None:
        for verb, fixes in self.settings.get("fix", {}).items():
            for letter, forms in fixes.items():
                for form in self.forms:
                    self.forms[form][verb].discard(letter) if verb in self.forms[form] else None
                for form in forms.split():
                    self.forms[form][verb].add(letter)
        for line in self.settings.get("never", ()):
            for form in line.split():
                self.forms.pop(form, None)

    def _drop_rare(self) -> None:
        """Of two verbs with one form, the much rarer is another person at most: `viste`, of ver and of vestir."""
        for verbs in self.forms.values():
            most = max(verbs, key=self.often, default="")
            for verb in [one for one in verbs if self.often(one) < self.often(most) - 1]:
                verbs[verb] = verbs[verb] & verbs[most] or {"o"}

    def _other_words(self) -> set[str]:
        """Words that dictionaries know as something else than a verb."""
        found = {form for line in self.settings.get("nouns", ()) for form in line.split()}
        data = folder_of("spacy_lookups_data") / "data"
        for name in self.settings.get("lookups", ()):
            words = json.loads(gzip.decompress((data / f"{name}.json.gz").read_bytes()))
            for part in [words[key] for key in ("noun", "adj", "adv") if key in words] or [words]:
                found |= {word.lower() for word in part}
        for ending in self.settings.get("plurals", ()):
            found |= {word + ending for word in tuple(found)}
        for form in self.forms:
            lemma = simplemma.lemmatize(form, self.language)
            if lemma not in self.forms[form] and lemma not in self.source:
                found.add(form)
        return found - {form for line in self.settings.get("surely", ()) for form in line.split()}

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
            cut = len(_common([verb, *(form for form, _ in own)]))
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
        changed = [f"{form}:{letters}:{verb}" for form, (verb, letters) in sorted(self.kept.items()) if said[form] != (verb, letters)]
        return "\n".join([*self._header(), *lines, "= also other words", " ".join(nouns), "= one by one", " ".join(changed), ""])

    def with_pronouns(self) -> list[str]:
        """Frequent words that look like a verb with a pronoun behind it and are something else: `legami`, ties."""
        FormTable.load.cache_clear()
        table = FormTable.load(self.language)
        known = (word for word in wordfreq.top_n_list(self.language, 200_000) if word.isalpha() and word not in table.codes)
        found = (word for word in known if table.find(word))
        return sorted(word for word in found if word in self.forms or word in self.others or self._is_other(word))

    def _is_other(self, word: str) -> bool:
        lemma = simplemma.lemmatize(word, self.language)
        if lemma == word:  # a word of its own, or none that the dictionary knows
            return word.endswith(tuple(self.settings.get("own_words", "-")))
        return word.startswith(lemma[:-1]) and len(word) - len(lemma) <= 1 and lemma not in self.source

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
            "# Forms: mlconjug3 4.0.1 (MIT). Which are other words too: " + self.settings["dictionaries"],
            "# Which are frequent: wordfreq 3.1.1 (Apache-2.0, its counts CC BY-SA 4.0); no count is in this file.",
            "# Pairs of lines: ending of the infinitive, then ending:readings; below, the stems. `-` is nothing.",
            "# s familiar singular, i its imperative (b: only before a pronoun), p plural, q its imperative, v vos, w its imperative,",
            "# f third person of the subjunctive (formal imperative), o another person or form too, n another word too.",
        ]


def _common(words: list[str]) -> str:
    return "".join(letters[0] for letters in takewhile(lambda one: len(set(one)) == 1, zip(*words, strict=False)))


def _swapped(form: str, model: str, verb: str) -> str:
    """The form of `model` turned into that of a verb that goes like it: mentir, sentir: mient-es, sient-es."""
    if model == verb:
        return form
    tail = len(_common([model[::-1], verb[::-1]]))
    head = model[: len(model) - tail]
    if not form.startswith(head):
        raise SystemExit(f"{verb} does not go like {model}: {form}")
    return verb[: len(verb) - tail] + form[len(head) :]


def _repaired(name: str) -> str:
    """The source's names of tenses in Portuguese were decoded twice."""
    try:
        return name.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return name


if __name__ == "__main__":
    main(sys.argv[1:] or ["es", "fr", "it", "pt"])
