"""What brings a person in at once: `find_alarm("I'm calling my lawyer", pack)` → `"threat"`.

Regular expressions of the pack (`alarms` in locale.yaml) over the message in NFKC and lower case.
"""

from __future__ import annotations

from bot.understanding.slots import matches
from locales import Pack
from locales.schema import Alarm

_ORDER: tuple[Alarm, ...] = ("self_harm", "threat", "anger")


def find_alarm(message: str, pack: Pack) -> Alarm | None:
    """The gravest alarm in the message, or None."""
    return next((name for name in _ORDER if matches(message, pack.locale.alarms.get(name, ()))), None)
