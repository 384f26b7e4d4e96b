"""Months of manual counts, added up; the day of forgotten events moves to its computer."""

import sqlalchemy as sa
from alembic import op

revision = "0113"
down_revision = "0112"
branch_labels = None
depends_on = None
old_code_survives = False  # it would enter counts without their months

_COUNTS = ("visits", "uses", "prints")


def upgrade() -> None:
    op.create_table(
        "tally_month",
        sa.Column("point_id", sa.Integer, sa.ForeignKey("access_point.id"), primary_key=True),
        sa.Column("month", sa.Date, primary_key=True),
        *(sa.Column(name, sa.Integer) for name in _COUNTS),
        *(sa.Column(f"{name}_days", sa.Integer, nullable=False) for name in _COUNTS),
    )
    op.create_index("ix_tally_day", "tally", ["day", "point_id"])
    op.drop_index("ix_point_day_day", "point_day")
    op.create_index("ix_point_day_day", "point_day", ["day", "computers", "point_id"])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    month = "date(day, 'start of month')" if is_sqlite else "date_trunc('month', day)::date"
    names = ", ".join((*_COUNTS, *(f"{name}_days" for name in _COUNTS)))
    numbers = ", ".join(f"{kind}({name})" for kind in ("sum", "count") for name in _COUNTS)
    op.execute(
        f"INSERT INTO tally_month (point_id, month, {names}) "  # noqa: S608
        f"SELECT point_id, {month}, {numbers} FROM tally WHERE id IN "
        f"(SELECT max(id) FROM tally GROUP BY point_id, day) GROUP BY point_id, {month}"
    )
    op.add_column("device", sa.Column("forgotten_before", sa.Date))
    op.execute(
        "UPDATE device SET forgotten_before = "
        "(SELECT before FROM events_forgotten WHERE device_id = device.id)"
    )
    op.drop_table("events_forgotten")
