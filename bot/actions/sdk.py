"""The part of rasa_sdk that the actions use, with types: rasa_sdk has none, and mypy would see only Any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

Event = dict[str, Any]
Domain = dict[str, Any]

if TYPE_CHECKING:

    class Action:
        """`rasa_sdk.Action`: subclasses give `name` and `run`."""

        def name(self) -> str:
            """The action's name, as in the contract."""

        async def run(self, dispatcher: Dispatcher, tracker: Tracker, domain: Domain) -> list[Event]:
            """Answers through the dispatcher and returns events such as SlotSet."""

    class ActionExecutionRejection(Exception):
        """The action cannot be done with what the tracker says: the server answers 400."""

        def __init__(self, action_name: str, message: str | None = None) -> None: ...

    def SlotSet(key: str, value: str | None) -> Event:
        """The event that sets a slot."""
else:
    from rasa_sdk import Action, ActionExecutionRejection
    from rasa_sdk.events import SlotSet


class Dispatcher(Protocol):
    """`rasa_sdk.executor.CollectingDispatcher`: what the action says."""

    def utter_message(self, *, json_message: dict[str, Any]) -> None:
        """Adds one response."""


class Tracker(Protocol):
    """`rasa_sdk.Tracker`: the conversation so far."""

    sender_id: str
    slots: dict[str, Any]
    latest_message: dict[str, Any]


__all__ = ["Action", "ActionExecutionRejection", "Dispatcher", "Domain", "Event", "SlotSet", "Tracker"]
