"""Errors that a user of teinei can mend: the message is one line that says what, where and what to do next.

TeineiError
├── ModelError     weights: missing, corrupt, not to be had, not allowed
├── AdapterError   an adapter that must not be served
└── PortTaken      an address that another process holds
"""

from __future__ import annotations


class TeineiError(Exception):
    """Shown to the user as it is, without a traceback."""


class ModelError(TeineiError):
    """A base model that cannot be used; the message names the file or source and the next command."""


class AdapterError(TeineiError):
    """An adapter that is refused; the message names the reason."""


class PortTaken(TeineiError):
    """A port that another process holds."""

    def __init__(self, what: str, host: str, port: int) -> None:
        super().__init__(
            f"{what}: port {port} on {host} is taken; stop the process that holds it, or set TEINEI_{what.upper()}_PORT"
        )
