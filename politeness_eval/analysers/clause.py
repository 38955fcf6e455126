"""What stands around a word: the cheap context by which a verb form is told from a noun, a command from a statement.

>>> from politeness_eval.analysers.plain import Plain
>>> words = Words("Hoy envía el paquete.", Plain().tokens("Hoy envía el paquete."), Cues.load("es"))
>>> bool(words.before(0) & START), bool(words.after(1) & DETERMINER)
(True, True)

The word lists are in `forms/<language>.cues.txt`; their names are the flags here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

from politeness_eval.analysers.base import Token
from politeness_eval.analysers.form_table import cues_of

_NAMES = (
    "determiner", "article", "clitic", "preposition", "negation", "you", "he", "we", "before", "comma", "join", "that",
    "formal", "familiar", "unit", "plural", "behind", "asking", "us", "adverb", "if", "himself",
)  # fmt: skip
_LISTS = (
    "command", "never-command", "auxiliary", "verb-first", "formal-capital", "commands-by-infinitive", "vos",
)  # fmt: skip
FLAGS = {name: 1 << at for at, name in enumerate(_NAMES)}
DETERMINER, ARTICLE, CLITIC, PREPOSITION, NEGATION, YOU, HE, WE, BEFORE, COMMA, JOIN, THAT = (
    FLAGS[name] for name in _NAMES[:12]
)
FORMAL, FAMILIAR, UNIT, PLURAL, BEHIND, ASKING, US, ADVERB, IF, HIMSELF = (FLAGS[name] for name in _NAMES[12:])
START = 1 << len(_NAMES)  # a sentence begins after it
BREAK = START << 1  # a comma, a colon, a bracket
NUMBER = START << 2
FAR = 60  # words to either side that a sentence is read: a text without marks must not cost its length squared
_ENDS = ".!?…;\n¿¡"


@dataclass(frozen=True)
class Cues:
    """The word lists of a language: the flags of each word, and lists of verbs."""

    flags: dict[str, int]
    command: frozenset[str]
    never_command: frozenset[str]
    auxiliary: frozenset[str]
    verb_first: frozenset[str]
    polite_capitals: frozenset[str]  # `Lei`, `Le`: formal where a capital stands inside a sentence
    not_before_infinitive: frozenset[str]  # `non`: a command to one whom one says tu, with the infinitive
    vos: frozenset[str]

    @staticmethod
    @cache
    def load(language: str) -> Cues:
        """The lists of a language, read once."""
        lists = cues_of(language)
        flags: dict[str, int] = {}
        for name, flag in FLAGS.items():
            for word in lists.get(name, ()):
                flags[word] = flags.get(word, 0) | flag
        return Cues(flags, *(frozenset(lists.get(name, ())) for name in _LISTS))


class Words:
    """The words of one text, each with what the lists say of it."""

    def __init__(self, text: str, tokens: tuple[Token, ...], cues: Cues) -> None:
        self.text = text
        self.tokens = tokens
        self.cues = cues
        self.heads = [""] * len(tokens)  # the `n'` of `n'hésite`
        self.lows = [token.lemma for token in tokens]
        for place, low in enumerate(self.lows):
            if "'" in low or "’" in low:
                head, _, tail = low.replace("’", "'").partition("'")
                if tail:
                    self.heads[place], self.lows[place] = head + "'", tail
        flags = cues.flags
        self.flags = [flags.get(low, 0) for low in self.lows]

    def before(self, place: int) -> int:
        """The flags of the word before; START or BREAK where there is none in this clause."""
        if self.heads[place]:
            return self.cues.flags.get(self.heads[place], 0)
        return self.left(place - 1, self.tokens[place].start)

    def left(self, place: int, edge: int) -> int:
        """The flags of the word at `place` as one that stands before `edge`."""
        if place < 0:
            return START
        token = self.tokens[place]
        if token.pos == "mark":
            if token.surface in _ENDS:
                return START
            if token.surface == "-" and token.end == edge and place and self.tokens[place - 1].end == token.start:
                return self.flags[place - 1]
            if place == 0 or "\n" in self.text[token.end : edge]:
                return START
            return BREAK | self.flags[place - 1] & COMMA
        if "\n" in self.text[token.end : edge]:
            return START
        return NUMBER | DETERMINER if token.pos == "number" else self.flags[place]

    def subject(self, place: int, skipped: int) -> int:
        """The flags of the nearest word before that has none of `skipped`: pronouns and negations between."""
        if self.heads[place] and not self.before(place) & skipped:
            return self.before(place)
        at, edge = place - 1, self.tokens[place].start
        for _ in range(4):
            found = self.left(at, edge)
            if found & (START | BREAK) or not found & skipped:
                return found
            if self.heads[at] and not self.cues.flags.get(self.heads[at], 0) & skipped:
                return self.cues.flags.get(self.heads[at], 0)
            edge = self.tokens[at].start
            at -= 1
        return 0

    def after(self, place: int) -> int:
        """The flags of the next word; BREAK for a mark, START at the end."""
        if place + 1 >= len(self.tokens):
            return START
        token = self.tokens[place + 1]
        if token.pos == "mark":
            return BREAK
        if self.heads[place + 1]:
            return self.cues.flags.get(self.heads[place + 1], 0)
        return NUMBER if token.pos == "number" else self.flags[place + 1]

    def hyphened(self, place: int) -> int:
        """The flags of a pronoun that a hyphen binds to the word (`dis-moi`); 0 for none."""
        if place + 2 < len(self.tokens):
            word, mark, pronoun = self.tokens[place : place + 3]
            if mark.surface in "-‑" and word.end == mark.start and mark.end == pronoun.start:
                return self.flags[place + 2] | BREAK
        return 0

    def asks(self, place: int) -> bool:
        """Whether the clause from here on ends in a question mark: `Mi mandi la foto?`, no `Mi scusi, ha ragione?`."""
        if place and self.tokens[place - 1].surface == "¿":
            return True
        for token in self.tokens[place + 1 : place + FAR]:
            if token.pos == "mark" and (token.surface in _ENDS or token.surface == ","):
                return token.surface == "?"
        return False

    def in_code(self, place: int) -> bool:
        """Whether the word is a piece of an address, a placeholder or the like: `order_id`, `tu@example.com`."""
        token = self.tokens[place]
        around = self.text[token.start - 1 : token.start] + self.text[token.end : token.end + 1]
        return any(mark in "_{}@/\\" for mark in around)

    def named(self, place: int) -> bool:
        """Whether a capital inside a sentence makes the word a name."""
        surface = self.tokens[place].surface
        if self.heads[place]:
            surface = surface[len(self.heads[place]) :]
        return surface[:1].isupper() and not self.before(place) & (START | BREAK)

    def sentence_of(self, place: int) -> range:
        """The places before this one in its sentence."""
        first = place
        while first > max(0, place - FAR) and not self.left(first - 1, self.tokens[first].start) & START:
            first -= 1
        return range(first, place)

    @cached_property
    def tone(self) -> tuple[bool, bool]:
        """Whether words of this text address the reader formally; whether familiarly."""
        formal = familiar = False
        for place, found in enumerate(self.flags):
            formal = formal or bool(found & FORMAL)
            familiar = familiar or bool(found & FAMILIAR)
            if self.tokens[place].surface in self.cues.polite_capitals:
                formal = formal or not self.before(place) & START
        return formal, familiar
