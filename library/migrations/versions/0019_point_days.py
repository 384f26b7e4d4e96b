"""Hourly totals of computers and daily totals of points."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_MEASURES = (
    "sessions",
    "doubtful_sessions",
    "session_seconds",
    "active_seconds",
    "machine_seconds",
    "line_up_seconds",
    "line_down_seconds",
    "help_requests",
    "pages_printed",
)
_OF_AN_HOUR = (
    "sessions",
    "used_seconds",
    "active_seconds",
    "machine_seconds",
    "line_up_seconds",
    "line_down_seconds",
)


def upgrade() -> None:
    op.create_table(
        "computer_hour",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.SmallInteger(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        *_whole_numbers(_OF_AN_HOUR),
        _leads("computer_hour", "device_id", "device.id"),
        _leads("computer_hour", "point_id", "access_point.id"),
        sa.PrimaryKeyConstraint(
            "device_id", "day", "hour", "point_id", name=op.f("pk_computer_hour")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_computer_hour_point_id_day", "computer_hour", ["point_id", "day"])
    op.create_table(
        "point_day",
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *_whole_numbers((*_MEASURES, "computers")),
        _leads("point_day", "point_id", "access_point.id"),
        sa.PrimaryKeyConstraint("point_id", "day", name=op.f("pk_point_day")),
    )
    op.create_index("ix_point_day_day", "point_day", ["day"])
    op.drop_index("ix_computer_day_point_id", "computer_day")
    op.create_index("ix_computer_day_point_id_day", "computer_day", ["point_id", "day"])
    _fill()


def downgrade() -> None:
    op.drop_index("ix_computer_day_point_id_day", "computer_day")
    op.create_index("ix_computer_day_point_id", "computer_day", ["point_id"])
    op.drop_table("point_day")
    op.drop_table("computer_hour")


def _fill() -> None:
    """Add up the existing days; mark the hours to be recomputed from the events."""
    of_computers = _table("computer_day", "device_id", *_MEASURES)
    of_points = _table("point_day", "computers", *_MEASURES)
    due = sa.table("usage_due", sa.column("device_id"), sa.column("day"))
    there = (of_computers.c.point_id, of_computers.c.day)
    sums = [sa.func.sum(of_computers.c[name]) for name in _MEASURES]
    op.execute(
        sa.insert(of_points).from_select(
            ["point_id", "day", "computers", *_MEASURES],
            sa.select(*there, sa.func.count(), *sums).group_by(*there),
        )
    )
    of_computer = (of_computers.c.device_id, of_computers.c.day)
    known = sa.select(due.c.device_id, due.c.day)
    op.execute(
        sa.insert(due).from_select(
            ["device_id", "day"],
            sa.select(*of_computer).where(sa.tuple_(*of_computer).not_in(known)).distinct(),
        )
    )


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(column) for column in ("point_id", "day", *columns)))


def _whole_numbers(names: tuple[str, ...]) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _leads(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}_{to[:-3]}"))
