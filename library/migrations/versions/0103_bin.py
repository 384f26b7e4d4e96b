"""One bin for everything that people delete; drafts deleted before move into it."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0103"
down_revision = "0102"
branch_labels = None
depends_on = None
old_code_survives = False  # it would show what was deleted, and not find its own column

_ITEM = sa.table("item", sa.column("id"), sa.column("title"), sa.column("state"))
_PUBLICATION = sa.table(
    "publication",
    sa.column("item_id"),
    sa.column("deleted", sa.DateTime),
    sa.column("deleted_by"),
)


def upgrade() -> None:
    entries = op.create_table(
        "bin_entry",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("deleted", sa.DateTime, nullable=False),
        sa.Column("deleted_by", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("kept_until", sa.DateTime, nullable=False),
        sa.UniqueConstraint("kind", "subject"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_bin_entry_deleted", "bin_entry", ["deleted"])
    op.create_index("ix_bin_entry_kept_until", "bin_entry", ["kept_until"])
    op.bulk_insert(entries, _former_drafts())
    op.drop_index("ix_publication_deleted", "publication")
    op.drop_column("publication", "deleted")
    op.drop_column("publication", "deleted_by")


def _former_drafts() -> list[dict[str, object]]:
    """Return the rows of the drafts that were deleted before there was a bin."""
    columns = (_ITEM.c.id, _ITEM.c.title, _PUBLICATION.c.deleted, _PUBLICATION.c.deleted_by)
    rows = sa.select(*columns).join(_PUBLICATION, _PUBLICATION.c.item_id == _ITEM.c.id)
    rows = rows.where(_PUBLICATION.c.deleted.is_not(None), _ITEM.c.state == "withdrawn")
    return [
        {
            "kind": "item",
            "subject": item_id,
            "title": title,
            "content": {"state": "draft"},
            "deleted": deleted,
            "deleted_by": by or "?",
            "reason": "",
            "kept_until": deleted + timedelta(days=90),
        }
        for item_id, title, deleted, by in op.get_bind().execute(rows)
    ]
