"""facts → draft: the locale's adapter on the base model answers this customer's words."""

from __future__ import annotations

from dataclasses import replace

from bot.parts import Parts
from bot.turn import Draft, Turn
from locales import ChatMessage, build_prompt


def prompt_for(turn: Turn, parts: Parts) -> list[ChatMessage]:
    """The messages that the model reads for this turn; training renders its rows by the same function."""
    assert turn.locale and turn.facts
    earlier = [message.text for message in turn.conversation.messages]
    if len(earlier) % 2:
        earlier = earlier[1:]
    pack = parts.packs[turn.locale.tag]
    return build_prompt(pack, [*earlier, turn.message], turn.facts.approved, turn.facts.shown)


async def write_draft(turn: Turn, parts: Parts) -> Turn:
    """The turn with its draft; none for texts of the conversation itself, which are sent as approved."""
    assert turn.locale and turn.facts
    if turn.facts.kind == "system":
        return replace(turn, draft=Draft(None, problem="not drafted: a text of the conversation itself"))
    draft = await parts.model.complete(
        prompt_for(turn, parts),
        adapter=parts.adapters.get(turn.locale.tag),
        max_tokens=parts.settings.max_tokens,
        temperature=parts.settings.temperature,
    )
    return replace(turn, draft=draft)
