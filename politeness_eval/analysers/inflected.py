"""Spanish, Italian, Portuguese: words, with the person of a verb where it tells how the reader is addressed.

>>> [(one.surface, one.pos) for one in Inflected("es").tokens("Dime qué tienes.") if one.pos not in ("word", "mark")]
[('Dime', '2s-imp'), ('tienes', '2s')]

`pos` is one of
  2s, 2s-imp   surely familiar singular, its imperative (`tienes`, `ayudarte`; `dime`, `envía …` where it commands)
  2v           Spanish vos (`tenés`, `decime`)
  2p, 2p-imp   plural (`tenéis`, `avete`)
  3s-imp       the formal imperative (`envíe`, `díganos`, `mi dica`)
  word, number, mark   everything else, as `Plain` gives it; most verbs say nothing and are words
`lemma` is the infinitive where `pos` tells a verb. A form that may be a noun or another person is told by the words
around it, and stays a word where these do not tell: a familiar verb found in a formal reply would stop a good reply.
"""

from __future__ import annotations

from politeness_eval.analysers.base import Token
from politeness_eval.analysers.clause import Cues, Words
from politeness_eval.analysers.form_table import Form, FormTable
from politeness_eval.analysers.plain import Plain
from politeness_eval.analysers.readings import Readings


class Inflected(Plain):
    """The analyser of a language whose verbs stand without a pronoun."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.readings: type[Readings] = Readings
        self.table = FormTable.load(language)
        self.cues = Cues.load(language)

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Words, numbers and marks; verbs that address the reader are marked as such."""
        plain = super().tokens(text)
        words = Words(text, plain, self.cues)
        find = self.table.find
        forms = {place: form for place, low in enumerate(words.lows) if (form := find(low)) is not None}
        if self.cues.not_before_infinitive:
            self._add_negated(words, forms)
        if not forms:
            return plain
        told = list(plain)
        for place, pos in self.readings(words, forms, self.table.infinitives).read().items():
            told[place] = plain[place]._replace(pos=pos, lemma=forms[place].verb)
        return tuple(told)

    def _add_negated(self, words: Words, forms: dict[int, Form]) -> None:
        """Italian `non esitare`, `non preoccuparti`, where they open a clause."""
        for place, low in enumerate(words.lows):
            if place and words.lows[place - 1] in self.cues.not_before_infinitive and low in self.table.infinitives:
                forms[place] = Form(low, "N")
