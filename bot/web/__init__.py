"""The HTTP side: Rasa's REST channel, `/chat` with server-sent events, health, the widget and the demo shop's page."""
