"""Daily and monthly usage totals."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
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
_COUNTS = (
    "searches",
    "total_investigations",
    "unique_investigations",
    "total_requests",
    "unique_requests",
)
_INDEXES = (
    ("ix_computer_day_point_id", "computer_day", ["point_id"]),
    ("ix_restatement_point_id_month", "restatement", ["point_id", "month"]),
    ("ix_item_day_day", "item_day", ["day"]),
    ("ix_item_day_item_id_day", "item_day", ["item_id", "day"]),
)


def upgrade() -> None:
    op.create_table(
        "computer_day",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        *_whole_numbers(_MEASURES),
        _leads("computer_day", "device_id", "device.id"),
        _leads("computer_day", "point_id", "access_point.id"),
        sa.PrimaryKeyConstraint("device_id", "day", "point_id", name=op.f("pk_computer_day")),
    )
    op.create_table(
        "point_month",
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        *_whole_numbers((*_MEASURES, "computer_days")),
        _leads("point_month", "point_id", "access_point.id"),
        sa.PrimaryKeyConstraint("point_id", "month", name=op.f("pk_point_month")),
    )
    op.create_table(
        "restatement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=True),
        sa.Column("after", sa.Integer(), nullable=True),
        sa.Column("restated", sa.DateTime(), nullable=False),
        _leads("restatement", "point_id", "access_point.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restatement")),
    )
    op.create_table(
        "item_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("point_id", sa.Integer(), nullable=True),
        *_whole_numbers(_COUNTS),
        _leads("item_day", "point_id", "access_point.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_day")),
    )
    op.create_table(
        "counted_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_counted_day")),
    )
    op.create_table(
        "events_forgotten",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.Date(), nullable=False),
        _leads("events_forgotten", "device_id", "device.id"),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_events_forgotten")),
    )
    for name, table, columns in _INDEXES:
        op.create_index(op.f(name), table, columns)


def downgrade() -> None:
    for table in (
        "events_forgotten",
        "counted_day",
        "item_day",
        "restatement",
        "point_month",
        "computer_day",
    ):
        op.drop_table(table)


def _whole_numbers(names: tuple[str, ...]) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _leads(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))
