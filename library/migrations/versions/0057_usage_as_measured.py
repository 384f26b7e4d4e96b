"""Runs know who delivered them; items are counted by month, printed pages by hand.

No client ever sent printed pages, so the column held zeros that nobody had measured.
"""

from datetime import datetime, time, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

_MEASURED = ("computer_day", "point_day", "point_month")
_TOTALS = (
    "total_investigations",
    "unique_investigations",
    "total_requests",
    "unique_requests",
)


def _create_use_day() -> None:
    op.create_table(
        "use_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=True),
        sa.Column("searches", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _TOTALS),
        sa.ForeignKeyConstraint(
            ["point_id"], ["access_point.id"], name=op.f("fk_use_day_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_use_day")),
    )
    op.create_index("ix_use_day_day_point_id", "use_day", ["day", "point_id"])


def _create_item_month() -> None:
    op.create_table(
        "item_month",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("inside", sa.Boolean(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _TOTALS),
        sa.ForeignKeyConstraint(
            ["point_id"], ["access_point.id"], name=op.f("fk_item_month_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_month")),
    )
    op.create_index("ix_item_month_month_item_id", "item_month", ["month", "item_id"])


def _fill_from_item_days() -> None:
    sums = ", ".join(f"SUM({name})" for name in _TOTALS)
    totals = ", ".join(_TOTALS)
    op.execute(
        f"INSERT INTO use_day (day, point_id, searches, {totals}) "  # noqa: S608
        f"SELECT day, point_id, SUM(searches), {sums} FROM item_day GROUP BY day, point_id"
    )
    month = (
        "date(day, 'start of month')"
        if op.get_bind().dialect.name == "sqlite"
        else "date_trunc('month', day)::date"
    )
    op.execute(
        f"INSERT INTO item_month (month, item_id, inside, point_id, {totals}) "  # noqa: S608
        f"SELECT {month}, item_id, point_id IS NOT NULL, point_id, {sums} FROM item_day "
        f"WHERE item_id IS NOT NULL AND day IN (SELECT day FROM counted_day) "
        f"GROUP BY {month}, item_id, point_id"
    )


def _delete_counted_uses() -> None:
    """Delete the single uses of days that are counted, whose totals are what is kept."""
    day = sa.table("counted_day", sa.column("day", sa.Date()))
    use = sa.table("item_use", sa.column("at", sa.DateTime()))
    connection = op.get_bind()
    for counted_day in connection.scalars(sa.select(day.c.day)).all():
        begins = datetime.combine(counted_day, time()) - timedelta(hours=7)  # midnight in Vietnam
        ends = begins + timedelta(days=1)
        connection.execute(use.delete().where(use.c.at >= begins, use.c.at < ends))


def upgrade() -> None:
    _create_use_day()
    _create_item_month()
    _fill_from_item_days()
    _delete_counted_uses()
    op.drop_table("item_day")
    for name in _MEASURED:
        with op.batch_alter_table(name) as table:
            table.drop_column("pages_printed")
            table.add_column(sa.Column("outside_seconds", sa.Integer(), nullable=True))
    op.add_column("tally", sa.Column("prints", sa.Integer(), nullable=True))
    op.add_column("item_use", sa.Column("earlier_session", sa.String(), nullable=True))
    with op.batch_alter_table("device_boot") as table:
        table.add_column(sa.Column("delivered_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("delivered_offset", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("version", sa.String(), nullable=True))
        table.add_column(
            sa.Column("undated", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.create_foreign_key(
            op.f("fk_device_boot_delivered_by"), "device_boot", ["delivered_by"], ["id"]
        )
        table.create_index(op.f("ix_device_boot_delivered_by"), ["delivered_by"])


def downgrade() -> None:
    op.create_table(
        "item_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("point_id", sa.Integer(), nullable=True),
        sa.Column("searches", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _TOTALS),
        sa.ForeignKeyConstraint(
            ["point_id"], ["access_point.id"], name=op.f("fk_item_day_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_day")),
    )
    op.create_index("ix_item_day_day", "item_day", ["day"])
    op.create_index("ix_item_day_item_id_day", "item_day", ["item_id", "day"])
    op.drop_table("item_month")
    op.drop_table("use_day")
    with op.batch_alter_table("device_boot") as table:
        table.drop_index(op.f("ix_device_boot_delivered_by"))
        table.drop_constraint(op.f("fk_device_boot_delivered_by"), type_="foreignkey")
        for name in ("delivered_by", "delivered_offset", "version", "undated"):
            table.drop_column(name)
    for name, column in (("tally", "prints"), ("item_use", "earlier_session")):
        with op.batch_alter_table(name) as table:
            table.drop_column(column)
    for name in _MEASURED:
        with op.batch_alter_table(name) as table:
            table.drop_column("outside_seconds")
            table.add_column(
                sa.Column("pages_printed", sa.Integer(), nullable=False, server_default="0")
            )
