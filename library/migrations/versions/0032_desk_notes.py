"""Notices on public computers, help requests, demographic tallies."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "point_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        _leads("point_links", "point_id", "access_point"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_links")),
    )
    op.create_index("ix_point_links_point_id", "point_links", ["point_id"])
    op.create_table(
        "point_wait",
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        _leads("point_wait", "point_id", "access_point"),
        sa.PrimaryKeyConstraint("point_id", name=op.f("pk_point_wait")),
    )
    op.create_table(
        "lesson",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("begins", sa.DateTime(), nullable=False),
        sa.Column("ends", sa.DateTime(), nullable=False),
        sa.Column("learners", sa.Integer(), nullable=False),
        sa.Column("devices", sa.JSON(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        _leads("lesson", "point_id", "access_point"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
    )
    op.create_index("ix_lesson_point_id_begins", "lesson", ["point_id", "begins"])
    op.create_table(
        "help_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.DateTime(), nullable=False),
        sa.Column("answered", sa.DateTime(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        _leads("help_call", "device_id", "device"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_call")),
    )
    op.create_index("ix_help_call_device_id", "help_call", ["device_id"])
    op.create_index("ix_help_call_asked", "help_call", ["asked"])
    op.create_table(
        "demographic_tally",
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        _leads("demographic_tally", "point_id", "access_point"),
        sa.PrimaryKeyConstraint(
            "point_id", "day", "question", "answer", name=op.f("pk_demographic_tally")
        ),
    )


def downgrade() -> None:
    for table in ("demographic_tally", "help_call", "lesson", "point_wait", "point_links"):
        op.drop_table(table)


def _leads(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))
