"""French words, with the person of a verb where it tells how the reader is addressed.

>>> [(one.surface, one.pos) for one in French().tokens("Dis-moi si tu peux.") if one.pos not in ("word", "mark")]
[('Dis', '2s-imp'), ('peux', '2s')]

The parts of speech are those of `Inflected`. A French verb has a subject unless it commands: a form without one
at the beginning of a clause is an imperative. There is no formal imperative but that of vous (`2p-imp`).
"""

from __future__ import annotations

from politeness_eval.analysers.clause import (
    ADVERB,
    ARTICLE,
    ASKING,
    BEHIND,
    BREAK,
    CLITIC,
    COMMA,
    DETERMINER,
    JOIN,
    NEGATION,
    NUMBER,
    PLURAL,
    PREPOSITION,
    START,
    THAT,
    US,
    YOU,
)
from politeness_eval.analysers.form_table import Form
from politeness_eval.analysers.inflected import Inflected
from politeness_eval.analysers.readings import Readings

_OPENING = START | BREAK | COMMA


class French(Inflected):
    """The analyser of `fr`."""

    def __init__(self) -> None:
        super().__init__("fr")
        self.readings = FrenchReadings


class FrenchReadings(Readings):
    """Decides by the subject."""

    def pos_of(self, place: int, form: Form) -> str:
        """What the form surely is; empty for nothing."""
        if "p" in form.letters:
            return self.plural(place, form)
        if "s" in form.letters and (pos := self.second(place, form)):
            return pos
        commands = "i" in form.letters or "b" in form.letters and self.words.hyphened(place) & BEHIND
        return self.command(place, form) if commands else ""

    def second(self, place: int, form: Form) -> str:
        """A form of tu; without the pronoun, only what nothing else is written like."""
        words = self.words
        bound = words.hyphened(place)
        if bound & YOU or words.subject(place, CLITIC | NEGATION | US | PLURAL) & YOU:
            return "2s"
        if words.subject(place, CLITIC | NEGATION | US) & PLURAL and not set(form.letters) & set("oi"):
            return "2s"  # vous with a form of tu: a slip
        led = words.before(place) & (DETERMINER | PREPOSITION) and not words.heads[place]
        return "" if led or set(form.letters) & set("oni") else "2s"

    def command(self, place: int, form: Form) -> str:
        """A familiar imperative."""
        words = self.words
        bound = words.hyphened(place)
        if bound & ASKING and not bound & BEHIND:
            return ""
        before = words.before(place)
        negated = before & (NEGATION | CLITIC | US) and self.opens_with_not(place)
        if before & (DETERMINER | PREPOSITION) and not negated:
            return ""
        if bound & BEHIND and "n" not in form.letters or negated:
            return "2s-imp"
        if before & JOIN and "n" not in form.letters:
            return self.joined(place, "2s-imp")
        if not before & _OPENING or words.asks(place):
            return ""
        after = words.after(place)
        if "n" in form.letters and not bound & BEHIND:
            number = place + 2 < len(words.tokens) and words.tokens[place + 2].pos == "number"
            if not after & (DETERMINER | ARTICLE | THAT | ADVERB) or number:
                return ""
        if form.verb in words.cues.command or bound & BEHIND:
            return "2s-imp"
        return "2s-imp" if before & START and after & (DETERMINER | ARTICLE) else ""

    def opens_with_not(self, place: int) -> bool:
        """Whether the clause begins with `ne`, the verb's pronouns between: `Ne t'inquiète pas`."""
        words = self.words
        if words.before(place) & NEGATION and words.heads[place]:
            return bool(words.left(place - 1, words.tokens[place].start) & (_OPENING | JOIN))
        at = place - 1
        while at >= 0 and at > place - 4:
            if words.flags[at] & NEGATION:
                return bool(words.left(at - 1, words.tokens[at].start) & (_OPENING | JOIN))
            if not words.flags[at] & (CLITIC | US | PLURAL):
                return False
            at -= 1
        return False

    def plural(self, place: int, form: Form) -> str:
        """A form of vous, or its imperative."""
        words = self.words
        bound = words.hyphened(place)
        before = words.before(place)
        if before & (DETERMINER | PREPOSITION) and not before & CLITIC and not words.heads[place]:
            return ""
        if words.subject(place, CLITIC | NEGATION | US) & PLURAL:
            return "2p"
        opens = before & _OPENING or before & (NEGATION | CLITIC | US | PLURAL) and self.opens_with_not(place)
        if bound & PLURAL:
            if "n" in form.letters and not (before & START and words.after(place + 2) & PREPOSITION):
                return ""  # le rendez-vous
            return "2p" if form.verb in words.cues.auxiliary or words.asks(place) else "2p-imp"
        if bound & BEHIND or opens and not before & NUMBER:
            return "2p-imp"
        if before & JOIN:
            return self.joined(place, "2p-imp") or ("" if set(form.letters) & set("on") else "2p")
        return "" if set(form.letters) & set("on") else "2p"
