"""Undo of pages and of map sheets by their rows: what each kept of what was before goes.

It had no state after a change, and no entry of the trail names it: what was done stays in the
history of the record, each change with its person, time and pages.
"""

import sqlalchemy as sa
from alembic import op

revision = "0127"
down_revision = "0126"
branch_labels = None
depends_on = None
old_code_survives = False  # it writes each action on pages into that table

_KINDS = ("move", "number", "mark", "drop", "put-back", "turn", "part", "join", "replace", "insert")


def upgrade() -> None:
    op.drop_table("page_act")
    op.drop_column("map_placement", "earlier")


def downgrade() -> None:
    earlier = sa.Column("earlier", sa.JSON, nullable=False, server_default="[]")
    op.add_column("map_placement", earlier)
    kind = sa.Enum(
        *_KINDS, name="page_act_kind", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "page_act",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "item_id", sa.String, sa.ForeignKey("item.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("kind", kind, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("told", "by")),
        sa.Column("at", sa.DateTime, nullable=False),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("pages", "orders")),
        sa.Column("mending_id", sa.Integer, sa.ForeignKey("mending.id", ondelete="CASCADE")),
        sa.Column("undone", sa.DateTime),
        sa.Column("undone_by", sa.String),
    )
    op.create_index("ix_page_act_item_id", "page_act", ["item_id"])
