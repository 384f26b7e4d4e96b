"""Placements of map sheets on the map of today."""

import sqlalchemy as sa
from alembic import op

revision = "0122"
down_revision = "0121"
branch_labels = None
depends_on = None
old_code_survives = True  # it writes no placements; the row of a page it deletes goes with it


def upgrade() -> None:
    op.create_table(
        "map_placement",
        sa.Column(
            "page_id", sa.Integer, sa.ForeignKey("page.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column(
            "method",
            sa.Enum(
                *("corners", "points", "grid"),
                name="placement_method",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("points", sa.JSON, nullable=False),
        sa.Column("residual", sa.Float, nullable=False),
        *(sa.Column(name, sa.Float) for name in ("west", "south", "east", "north")),
        sa.Column("scan", sa.String),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("earlier", sa.JSON, nullable=False),
        sa.Column("changed", sa.DateTime, nullable=False),
        sa.Column("changed_by", sa.String, nullable=False),
    )
    op.create_index("ix_map_placement_west", "map_placement", ["west"])


def downgrade() -> None:
    op.drop_table("map_placement")
