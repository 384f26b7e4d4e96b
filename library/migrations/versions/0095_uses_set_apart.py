"""Implausible uses of public computers, which are set apart, and the decisions on them.

Months that are settled keep their figures; those that are not are computed once more.
"""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0095"
down_revision = "0094"
branch_labels = None
depends_on = None
old_code_survives = False  # it would go on counting uses that are set apart

_MEASURED = ("computer_day", "point_day", "point_month")
_HANOI, _SETTLED_AFTER = timedelta(hours=7), timedelta(days=5)
_DUE = """
INSERT INTO usage_due (device_id, day)
SELECT DISTINCT device_id, day FROM computer_day WHERE day >= :first AND NOT EXISTS (
  SELECT 1 FROM usage_due AS due
  WHERE due.device_id = computer_day.device_id AND due.day = computer_day.day)
"""


def upgrade() -> None:
    op.create_table(
        "use_ruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("decided", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("undone", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_use_ruling")),
    )
    op.create_table(
        "apart_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("started", sa.DateTime(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("session", sa.LargeBinary(), nullable=False),
        sa.Column("ruling_id", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [f"{name}_id"], [f"{table}.id"], name=op.f(f"fk_apart_use_{name}_id")
            )
            for name, table in (
                ("device", "device"),
                ("point", "access_point"),
                ("ruling", "use_ruling"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apart_use")),
    )
    op.create_index("ix_apart_use_device_id_day", "apart_use", ["device_id", "day"])
    op.create_index("ix_apart_use_point_id", "apart_use", ["point_id"])
    op.create_index("ix_apart_use_ruling_id_point_id", "apart_use", ["ruling_id", "point_id"])
    for table in _MEASURED:
        op.add_column(table, sa.Column("apart_sessions", sa.Integer(), nullable=True))
    due = sa.text(_DUE).bindparams(sa.bindparam("first", type_=sa.Date()))
    op.get_bind().execute(due, {"first": _first_unsettled_day(datetime.now(UTC))})


def downgrade() -> None:
    for table in _MEASURED:
        with op.batch_alter_table(table) as measured:
            measured.drop_column("apart_sessions")
    op.drop_table("apart_use")
    op.drop_table("use_ruling")


def _first_unsettled_day(now: datetime) -> date:
    """Return the first day of the oldest month that was not over five days ago."""
    return (now + _HANOI - _SETTLED_AFTER).date().replace(day=1)
