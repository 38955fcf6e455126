"""What the steps work with, opened once: `Parts`. Tests pass scripted ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from bot.actions.client import ActionAnswer
from bot.knowledge.index import Index
from bot.models.chat import ChatModel
from bot.settings import Settings
from bot.understanding.intents import Head
from bot.understanding.languages import Languages
from locales import Pack


class Actions(Protocol):
    """Runs a named action somewhere and never raises: trouble is `ActionAnswer.problem`."""

    async def run(
        self,
        action: str,
        slots: dict[str, str],
        metadata: dict[str, object],
        sender: str,
        text: str,
        intent: str,
        confidence: float,
    ) -> ActionAnswer:
        """The action's outcome and facts, or the problem."""
        ...

    async def ready(self) -> bool:
        """Whether the server answers now."""
        ...


@dataclass(frozen=True)
class Parts:
    """The shop's packs by tag, its detectors, intent head, model and actions; `adapters` names one a locale."""

    settings: Settings
    packs: dict[str, Pack]
    languages: Languages
    head: Head
    model: ChatModel
    actions: Actions
    product: Callable[[str, str], str | None]
    """A message and its locale → the name of the product that it speaks of."""
    adapters: dict[str, str | None] = field(default_factory=dict)
    knowledge: Index | None = None
    """The shop's pages; None for a shop without."""
