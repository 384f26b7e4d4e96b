"""Recordings: stretches, transcripts and their versions; sound and film among the derivatives."""

import sqlalchemy as sa
from alembic import op

revision = "0118"
down_revision = "0117"
branch_labels = None
depends_on = None
old_code_survives = False  # it knows no such kinds of derivatives

_NAME = "ck_derivative_derivative_kind"
_KINDS = ("thumbnail", "reading", "leaf", "tiles", "articles", "opus", "aac", "film", "strip")


def upgrade() -> None:
    with op.batch_alter_table("derivative") as derivative:
        derivative.drop_constraint(op.f(_NAME), type_="check")
        derivative.create_check_constraint(op.f(_NAME), sa.column("kind").in_(_KINDS))
    op.create_table(
        "stretch",
        sa.Column(
            "page_id", sa.Integer, sa.ForeignKey("page.id", ondelete="CASCADE"), primary_key=True
        ),
        _choice("kind", "recording_kind", "sound", "film"),
        sa.Column("file", sa.String, nullable=False),
        sa.Column("begins", sa.Integer, nullable=False),
        sa.Column("ends", sa.Integer, nullable=False),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("technical", sa.JSON, nullable=False),
    )
    op.create_index("ix_stretch_file", "stretch", ["file"])
    op.create_table(
        "transcript",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "item_id", sa.String, sa.ForeignKey("item.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("file", sa.String, nullable=False),
        _choice("kind", "transcript_kind", "speech", "translation", "chapters"),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("cues", sa.LargeBinary, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed", sa.DateTime, nullable=False),
        sa.Column("changed_by", sa.String, nullable=False),
        sa.UniqueConstraint("item_id", "file", "kind", "language"),
    )
    op.create_table(
        "transcript_version",
        sa.Column(
            "transcript_id",
            sa.Integer,
            sa.ForeignKey("transcript.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("cues", sa.LargeBinary, nullable=False),
        sa.Column("changed", sa.DateTime, nullable=False),
        sa.Column("changed_by", sa.String, nullable=False),
    )


def _choice(column: str, name: str, *values: str) -> sa.Column:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(column, kind, nullable=False)


def downgrade() -> None:
    for table in ("transcript_version", "transcript", "stretch"):
        op.drop_table(table)
    op.execute("DELETE FROM derivative WHERE kind IN ('opus', 'aac', 'film', 'strip')")
    with op.batch_alter_table("derivative") as derivative:
        derivative.drop_constraint(op.f(_NAME), type_="check")
        derivative.create_check_constraint(op.f(_NAME), sa.column("kind").in_(_KINDS[:5]))
