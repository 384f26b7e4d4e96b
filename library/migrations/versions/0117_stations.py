"""Stations, the letters that arrived from them, and what a station itself holds and owes."""

import sqlalchemy as sa
from alembic import op

revision = "0117"
down_revision = "0116"
branch_labels = None
depends_on = None
old_code_survives = True  # it knows none of these tables


def upgrade() -> None:
    op.create_table(
        "station",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column(
            "point_id",
            sa.Integer,
            sa.ForeignKey("access_point.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("created_by", sa.String, nullable=False),
        sa.Column("code_hash", sa.String, unique=True),
        sa.Column("code_expires", sa.DateTime),
        sa.Column("public_key", sa.LargeBinary),
        sa.Column("enrolled", sa.DateTime),
        sa.Column("retired", sa.DateTime),
        sa.Column("size_limit_mb", sa.Integer, nullable=False),
        sa.Column("images", sa.String, nullable=False),
        sa.Column("collections", sa.JSON, nullable=False),
        sa.Column("line_hours", sa.String, nullable=False),
        sa.Column("line_kbit", sa.Integer),
        sa.Column("last_contact", sa.DateTime),
        sa.Column("last_letter", sa.DateTime),
        sa.Column("held_number", sa.Integer, nullable=False),
        sa.Column("held_edition", sa.String),
        sa.Column("taken", sa.BigInteger, nullable=False),
        sa.Column("reported", sa.JSON, nullable=False),
    )
    op.create_index("ix_station_point_id", "station", ["point_id"])
    op.create_table(
        "station_letter",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "station_id", sa.String, sa.ForeignKey("station.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("digest", sa.String, nullable=False, unique=True),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("arrived", sa.DateTime, nullable=False),
        sa.Column("way", sa.String, nullable=False),
        sa.Column("entry_count", sa.Integer, nullable=False),
        sa.Column("refused", sa.JSON, nullable=False),
    )
    op.create_index("ix_station_letter_station_id", "station_letter", ["station_id"])
    op.create_table(
        "pack_order",
        sa.Column(
            "station_id",
            sa.String,
            sa.ForeignKey("station.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("way", sa.String, primary_key=True),
        sa.Column("held_number", sa.Integer, nullable=False),
        sa.Column("held_edition", sa.String),
        sa.Column("ordered", sa.DateTime, nullable=False),
        sa.Column("ordered_by", sa.String, nullable=False),
        sa.Column("started", sa.DateTime),
        sa.Column("finished", sa.DateTime),
        sa.Column("progress", sa.String, nullable=False),
        sa.Column("problem", sa.String),
        sa.Column("pack", sa.JSON),
        sa.Column("lacks", sa.JSON),
    )
    op.create_table(
        "outbox_entry",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("run", sa.String, nullable=False),
        sa.Column("uptime_ms", sa.BigInteger, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "held_record",
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("digest", sa.String, nullable=False),
    )
    op.create_table(
        "held_edition",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("state_at", sa.DateTime, nullable=False),
        sa.Column("taken", sa.DateTime, nullable=False),
        sa.Column("way", sa.String, nullable=False),
        sa.Column("new_records", sa.Integer, nullable=False),
        sa.Column("changed_records", sa.Integer, nullable=False),
        sa.Column("removed_records", sa.Integer, nullable=False),
        sa.Column("new_items", sa.JSON, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    for table in ("held_edition", "held_record", "outbox_entry"):
        op.drop_table(table)
    for table in ("pack_order", "station_letter", "station"):
        op.drop_table(table)
