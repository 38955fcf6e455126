"""All that judging one pack needs, made once: compiled rules, word lists, the grammar of facts.

>>> prepare(load_pack("ja-JP")).rules[0].rule.id                   # doctest: +SKIP
'desu-masu'
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from locales.pack import Pack, load_pack
from politeness_eval.analysers import Analyser, analyser_for
from politeness_eval.fact_grammar import Grammar, grammar
from politeness_eval.patterns import Pattern
from politeness_eval.rule_examples import check_rules
from politeness_eval.rules import Rule
from politeness_eval.script import Purity
from politeness_eval.words import load_all_words, load_words

_KEPT = 64  # packs prepared at once; a server holds as many as it has locales
_prepared: OrderedDict[int, tuple[Pack, Prepared]] = OrderedDict()


@dataclass(frozen=True)
class Prepared:
    """A pack, ready to judge."""

    rules: tuple[Rule, ...]
    analyser: Analyser | None
    grammar: Grammar
    purity: Purity
    titles: tuple[str, ...]
    labels: tuple[str, ...]
    endings: tuple[Pattern, ...]
    needs: frozenset[str]
    abstained: tuple[str, ...]


def prepare(pack: Pack) -> Prepared:
    """The pack made ready; a dialect's replies are in its parent's language, so the parent is prepared.

    Raises PackError when a rule is broken or contradicts its own examples.
    """
    kept = _prepared.get(id(pack))
    if kept is None or kept[0] is not pack:
        parent = pack.locale.extends
        made = _prepare(load_pack(parent, pack.folder.parent) if parent else pack)
        _prepared[id(pack)] = kept = (pack, made)
        if len(_prepared) > _KEPT:
            _prepared.popitem(last=False)
    return kept[1]


def _prepare(pack: Pack) -> Prepared:
    home = pack.folder.parent
    words = load_words(pack.language, home)
    rules = check_rules(pack)
    prompt = pack.locale.prompt
    own_texts = _own_texts(pack)
    return Prepared(
        rules=rules,
        analyser=analyser_for(pack.language),
        grammar=grammar(pack.tag, words),
        purity=Purity(pack.tag, pack.locale.scripts, own_texts, _function_words(pack, home, own_texts)),
        titles=words.titles,
        labels=(prompt.approved, prompt.facts, prompt.customer) if prompt else (),
        endings=tuple(one for rule in rules if rule.rule.kind == "ending" for one in rule.patterns),
        needs=frozenset(rule.rule.when for rule in rules if rule.rule.when),
        abstained=_abstained(pack, rules),
    )


def _abstained(pack: Pack, rules: tuple[Rule, ...]) -> tuple[str, ...]:
    """The axes that nothing here can judge: no analyser for the language, or no rule on the axis."""
    if analyser_for(pack.language) is None:
        return ("register", "politeness")
    axes = {rule.rule.axis for rule in rules}
    return tuple(axis for axis in ("register", "politeness") if axis not in axes)


def _function_words(pack: Pack, home: Path, own_texts: str) -> dict[str, frozenset[str]]:
    """The small words by which each language is told; of other languages only those that the pack never writes.

    Small words are shared: "no", "a" and "in" are Italian and English, "que" is written in four languages here.
    """
    own = frozenset(re.findall(r"[^\W\d_]{1,40}", own_texts))
    lists = {
        language: {word.casefold() for word in listed.function_words}
        for language, listed in load_all_words(home).items()
    }
    own |= lists.get(pack.language, set())
    return {
        language: frozenset(words if language == pack.language else words - own) for language, words in lists.items()
    }


def _own_texts(pack: Pack) -> str:
    replies = pack.replies
    outcomes = [text for texts in replies.outcomes.values() for text in texts.values()]
    prompt = [pack.locale.prompt.system] if pack.locale.prompt else []
    texts = [*replies.labels.values(), *replies.ask.values(), *replies.system.values(), *outcomes, *prompt]
    return re.sub(r"\{[^{}]{0,40}\}", " ", "\n".join(texts)).casefold()  # {address} is no word that we write
