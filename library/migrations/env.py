"""Alembic environment: runs the revisions on a given connection (see library.installation)."""

from alembic import context

from library.database import CompressedText, PlainText, UtcDateTime
from library.tables import metadata


def _plain_types(kind: str, thing: object, _autogen: object) -> str | bool:
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime()"
    if kind == "type" and isinstance(thing, PlainText):
        return "sa.String()"
    if kind == "type" and isinstance(thing, CompressedText):
        return "sa.LargeBinary()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=_plain_types,
)
context.run_migrations()
