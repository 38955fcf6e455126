"""SERVE: takes a customer's message through one turn to a reply that passed its locale's tone judge."""

__version__ = "0.1.0"
