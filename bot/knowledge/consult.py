"""Whether a page of the shop answers: `consult(turn, wanted, pack, parts)` → Facts, or None: no passage, no claim.

The passage is quoted as it stands on the page and never given to the model: what a page says is data, and a number in
it stays the page's. It must pass the locale's tone judge like everything that goes out.
"""

from __future__ import annotations

from bot.knowledge.answer import answer_text
from bot.parts import Parts
from bot.turn import Facts, Recognised, Source, Turn
from locales import Pack
from politeness_eval import Situation, judge

SURER = 0.85  # where an action could answer too, a page must be this likely the better answer


def consult(turn: Turn, wanted: Recognised, pack: Pack, parts: Parts) -> Facts | None:
    """The shop's page for questions that are no intent's, and for intents whose contract says `pages`."""
    lost = (wanted.intent, wanted.act) == ("out_of_scope", "want") or wanted.act == "clarify"
    asked = wanted.act == "want" and pack.contract.intents[wanted.intent].pages
    if parts.knowledge is None or not (lost or asked):
        return None
    found = parts.knowledge.best(turn.message, pack.tag)
    if found is None or (asked and found.score < SURER):
        return None
    text = answer_text(found, turn.message)
    if not text or not judge(text, pack, Situation(facts_known=False)).passed:
        return None
    source = Source(found.passage.title, found.passage.url)
    approved = pack.system_reply("from_knowledge", passage=text)
    return Facts("system", wanted.intent, "from_knowledge", approved, sources=(source,))


def knows_nothing(wanted: Recognised, parts: Parts) -> bool:
    """Whether a question about the shop found no page: then the bot says so and offers a person.

    What is plainly none of the shop's business (the weather) is declined instead, as out_of_scope always was.
    """
    best = wanted.ranking[0][0] if wanted.ranking else wanted.intent
    lost = (wanted.intent, wanted.act) == ("out_of_scope", "want")
    return parts.knowledge is not None and lost and best != "out_of_scope"
