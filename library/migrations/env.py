"""Alembic environment: runs the revisions on a given connection (see library.schema_version)."""

from alembic import context

from library.database import CompressedText, PlainText, UtcDateTime
from library.tables import metadata


def _plain_types(kind: str, thing: object, _context: object) -> str | bool:
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime()"
    if kind == "type" and isinstance(thing, PlainText):
        return "sa.String()"
    if kind == "type" and isinstance(thing, CompressedText):
        return "sa.LargeBinary()"
    return False


def _report(ctx: object, step: object, heads: object, run_args: object) -> None:
    """Report an applied revision; the arguments are those of Alembic's on_version_apply."""
    if (on_revision := context.config.attributes.get("on_revision")) is not None:
        on_revision(step.up_revision_id)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=_plain_types,
    on_version_apply=_report,
)
context.run_migrations()
