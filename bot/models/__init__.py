"""Base models, adapters and the ways to ask them. Start at `chat.py`."""
