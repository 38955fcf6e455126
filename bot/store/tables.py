"""The tables, as the code uses them; `migrations/` makes them, and a test holds the two against each other.

`state` and `turn` are JSON in text columns: they are read and written whole, never searched.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, MetaData, String, Table, Text, UniqueConstraint

ID_LENGTH = 200

# Named constraints: SQLite cannot alter an unnamed one in a later migration.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(ID_LENGTH), primary_key=True),
    Column("state", Text, nullable=False),
    Column("created", DateTime(timezone=True), nullable=False),
    Column("updated", DateTime(timezone=True), nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True),
    # The customer's line carries the client's own id; the bot's line says which line it answers.
    Column("client_message_id", String(ID_LENGTH), nullable=True),
    Column("answers", ForeignKey("messages.id", ondelete="CASCADE"), nullable=True, index=True),
    Column("customer", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("turn", Text, nullable=True),
    Column("created", DateTime(timezone=True), nullable=False),
    UniqueConstraint("conversation_id", "client_message_id"),
    sqlite_autoincrement=True,  # numbers of erased lines are not given again
)
