"""Tells what each verb form of a Spanish, Italian or Portuguese text is, by the words around it.

>>> Readings(words, forms, infinitives).read()                     # doctest: +SKIP
{0: '2s-imp', 2: '2s'}
"""

from __future__ import annotations

from politeness_eval.analysers.clause import (
    ADVERB,
    ARTICLE,
    BEFORE,
    BEHIND,
    BREAK,
    CLITIC,
    COMMA,
    DETERMINER,
    HE,
    HIMSELF,
    IF,
    JOIN,
    NEGATION,
    PREPOSITION,
    START,
    THAT,
    UNIT,
    WE,
    YOU,
    Words,
)
from politeness_eval.analysers.form_table import Form

_WITH_PRONOUN = {"S": "2s", "P": "2p", "I": "2s-imp", "Q": "2p-imp", "W": "2v", "F": "3s-imp"}
_OPENING = START | BREAK | COMMA
_OBJECT = DETERMINER | ARTICLE | CLITIC | ADVERB


class Readings:
    """Decides form by form, left to right; those that only the tone of the whole text can tell come last."""

    def __init__(self, words: Words, forms: dict[int, Form], infinitives: frozenset[str]) -> None:
        self.words = words
        self.forms = forms
        self.infinitives = infinitives
        self.told: dict[int, str] = {}
        self.doubtful: dict[int, str] = {}  # what a form is in a familiar text

    def read(self) -> dict[int, str]:
        """Place → part of speech."""
        for place, form in self.forms.items():
            if self.words.named(place) or self.words.in_code(place):
                continue
            if pos := self.pos_of(place, form):
                self.told[place] = pos
        if self.doubtful:
            formal, familiar = self.words.tone
            familiar = familiar or any(pos in ("2s", "2s-imp") for pos in self.told.values())
            if familiar and not formal:
                self.told |= self.doubtful
        return self.told

    def pos_of(self, place: int, form: Form) -> str:
        """What the form surely is; empty for nothing."""
        letters = form.letters
        if letters == "N":
            return self.negated(place)
        if letters[0] in _WITH_PRONOUN:
            return self.with_pronoun(place, form)
        commands = "i" in letters or "b" in letters and self.words.hyphened(place) & BEHIND
        if commands and (pos := self.command(place, form)):
            return pos
        if "s" in letters and (pos := self.wavering(place, form) if "f" in letters else self.second(place, form)):
            return pos
        if "f" in letters and (pos := self.formal_command(place, form)):
            return pos
        if "v" in letters or "w" in letters:
            return self.vos(place, form)
        return self.plural(place, form) if "p" in letters or "q" in letters else ""

    def with_pronoun(self, place: int, form: Form) -> str:
        """A form with a pronoun behind it; one that is also a noun must open its clause."""
        opens = self.words.before(place) & _OPENING and form.verb in self.words.cues.command
        if "n" in form.letters and not opens:
            return ""
        return _WITH_PRONOUN[form.letters[0]]

    def negated(self, place: int) -> str:
        """An infinitive behind `non`."""
        before = self.words.left(place - 2, self.words.tokens[place - 1].start)
        return "2s-imp" if before & _OPENING and not self.words.asks(place) else ""

    def verb_here(self, place: int, form: Form) -> bool:
        """Whether the words around allow a verb, and speak for one where the form is also a noun."""
        words = self.words
        before = words.before(place)
        if before & ARTICLE:
            further = words.subject(place, ARTICLE) & (NEGATION | CLITIC | YOU | PREPOSITION | DETERMINER)
            if "n" in form.letters and words.lows[place] in words.cues.verb_first:
                further |= words.subject(place, ARTICLE) & (BEFORE | THAT)
            return "n" not in form.letters or bool(further) and not further & (PREPOSITION | DETERMINER)
        if before & (DETERMINER | PREPOSITION):
            return False
        if "n" not in form.letters:
            return True
        if words.lows[place] in words.cues.verb_first:
            return not words.after(place) & UNIT
        if before & (NEGATION | BEFORE | CLITIC | YOU):
            return True
        return bool(before & START and words.after(place) & _OBJECT)  # `¿Buscas un regalo?`

    def second(self, place: int, form: Form) -> str:
        """A familiar form that is no command."""
        if self.words.subject(place, CLITIC | NEGATION) & YOU:
            return "2s"
        if not self.verb_here(place, form):
            return ""
        if "o" in form.letters and self.words.lows[place] in self.words.cues.verb_first and self.words.asks(place):
            return "2s" if self.words.before(place) & START else ""
        return "" if "o" in form.letters else "2s"

    def wavering(self, place: int, form: Form) -> str:
        """Italian `pensi`: you think, or the formal imperative and subjunctive."""
        words = self.words
        subject = words.subject(place, CLITIC | NEGATION)
        if subject & YOU:
            return "2s"
        if words.before(place) & HIMSELF or subject & (HE | WE) or not self.verb_here(place, form):
            return ""
        if subject & IF:
            return "2s"
        formal = words.tone[0]
        if words.asks(place):
            return "" if formal else "2s"
        if subject & _OPENING and not subject & JOIN:
            return ""  # formal_command decides
        if not subject & JOIN and not self.wished(place):
            if subject & BEFORE and not formal:
                return "2s"
            self.doubtful[place] = "2s"
        return ""

    def wished(self, place: int) -> bool:
        """Whether a word before in the sentence asks for the subjunctive."""
        words = self.words
        return any(words.flags[at] & THAT and not words.flags[at] & BEFORE for at in words.sentence_of(place))

    def joined(self, place: int, pos: str) -> str:
        """`pos` where the sentence already has a command: what `and` joins is alike."""
        commands = ("2s-imp", "3s-imp") if pos in ("2s-imp", "3s-imp") else (pos,)
        return pos if any(self.told.get(at) in commands for at in self.words.sentence_of(place)) else ""

    def command(self, place: int, form: Form) -> str:
        """A familiar imperative."""
        words, letters = self.words, form.letters
        before, after, bound = words.before(place), words.after(place), words.hyphened(place)
        if "f" in letters or bound & HIMSELF:  # two verbs, one commanding formally (`cree`); `espera-se`
            return ""
        if not set(letters) & set("onsb"):
            return "" if before & (DETERMINER | PREPOSITION) and not before & CLITIC else "2s-imp"
        if words.asks(place) or after & HE or bound & HE:
            return ""
        if before & JOIN:
            return self.joined(place, "2s-imp") if "n" not in letters and form.verb in words.cues.command else ""
        if not before & _OPENING:
            return ""
        if "o" not in letters and "n" not in letters:
            return "2s-imp"
        if form.verb in words.cues.never_command or form.verb not in words.cues.command and not bound & CLITIC:
            return ""
        if "n" in letters and not after & _OBJECT and not bound & CLITIC:
            return ""
        if before & BREAK and not before & COMMA and "o" in letters and not bound & BEHIND and not self.purposed(place):
            self.doubtful[place] = "2s-imp"
            return ""
        return "2s-imp"

    def purposed(self, place: int) -> bool:
        """Whether the sentence began with what a command follows: `Para cambiar la talla, envía …`, `Si quieres, …`."""
        before = self.words.sentence_of(place)
        first = [at for at in before if self.words.tokens[at].pos != "mark"][:2]
        if len(first) == 2 and self.words.flags[first[0]] & PREPOSITION:
            if self.words.lows[first[1]] in self.infinitives:
                return True
        return any(self.told.get(at) in ("2s", "2s-imp") for at in before)

    def formal_command(self, place: int, form: Form) -> str:
        """A formal imperative: it opens its clause, behind `no` and pronouns at most."""
        words = self.words
        before = words.subject(place, CLITIC | NEGATION)
        if not before & (_OPENING | JOIN) or words.asks(place):
            return ""
        if "i" in form.letters or form.verb in words.cues.never_command:
            return ""
        if "n" in form.letters and not words.after(place) & _OBJECT and not words.hyphened(place) & CLITIC:
            return ""
        return self.joined(place, "3s-imp") if before & JOIN else "3s-imp"

    def vos(self, place: int, form: Form) -> str:
        """Spanish vos; what may also be another person needs `vos` before it."""
        if set(form.letters) & set("on") or not self.verb_here(place, form):
            return "2v" if place and self.words.lows[place - 1] in self.words.cues.vos else ""
        if "p" in form.letters:
            return "2p" if self.words.cues.vos.isdisjoint(self.words.lows) else "2v"
        return "2v"

    def plural(self, place: int, form: Form) -> str:
        """A form of the plural, or its imperative."""
        words = self.words
        if not self.verb_here(place, form):
            return ""
        opens = words.before(place) & _OPENING and not words.asks(place)
        commands = opens and form.verb in words.cues.command
        if set(form.letters) & set("on"):
            return "2p-imp" if commands and words.after(place) & _OBJECT else ""
        return "2p-imp" if "q" in form.letters and (commands or "p" not in form.letters) else "2p"
