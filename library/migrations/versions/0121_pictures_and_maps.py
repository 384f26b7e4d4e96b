"""Descriptions of photographs, persons named on them, and placements of map sheets."""

import sqlalchemy as sa
from alembic import op

revision = "0121"
down_revision = "0120"
branch_labels = None
depends_on = None
old_code_survives = True

_TEXTS = ("caption", "place", "photographer", "date")
_EDGES = ("left", "top", "width", "height")


def upgrade() -> None:
    op.create_table(
        "picture",
        sa.Column(
            "page_id", sa.Integer, sa.ForeignKey("page.id", ondelete="CASCADE"), primary_key=True
        ),
        *(sa.Column(name, sa.String, nullable=False) for name in _TEXTS),
        sa.Column("earliest", sa.Integer),
        sa.Column("latest", sa.Integer),
        sa.Column("negative", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("back_of", sa.Integer),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("proposed", sa.JSON),
    )
    op.create_index("ix_picture_back_of", "picture", ["back_of"])
    op.create_table(
        "named_person",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "page_id", sa.Integer, sa.ForeignKey("page.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in _EDGES),
        sa.Column("authority_id", sa.Integer, sa.ForeignKey("authority.id", ondelete="SET NULL")),
        sa.UniqueConstraint("page_id", "place"),
    )
    op.create_index("ix_named_person_authority_id", "named_person", ["authority_id"])
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
    op.drop_table("named_person")
    op.drop_table("picture")
