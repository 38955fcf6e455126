"""What a message names: dates, times, amounts, numbers, contacts, addresses, order numbers and sizes."""

from bot.understanding.entities.entity import Amount, Entity, Kind
from bot.understanding.entities.find import find_entities

__all__ = ["Amount", "Entity", "Kind", "find_entities"]
